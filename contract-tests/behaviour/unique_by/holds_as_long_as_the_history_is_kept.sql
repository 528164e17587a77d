-- A key that holds in an ended state holds for as long as the ended job is kept: to the minute, in the ring and out of it.
set search_path = tap;
select plan(8);

select stop_clock();
select from awa.configure('{"keep_completed": "1 h", "keep_failed": "2 h"}');
select from awa.configure_queue('long', '{"create": true, "keep_completed": "3 h"}');
create function pg_temp.insert(p_queue text) returns text language sql as $$
  select outcome || ' ' || state from awa.insert_job('x', queue => p_queue,
    unique_by => '{"queue": true, "key": "k", "states": ["available", "running", "completed", "failed"]}')
$$;
create procedure pg_temp.pass(p_minutes int) language plpgsql as $$
begin
  for i in 1..p_minutes / 10 loop
    perform tap.advance_clock('10 min');
    perform from awa.heartbeat(tap.worker());
    perform from awa.tick();
    commit;
    perform from awa.tick();
    commit;
  end loop;
end $$;

select is(pg_temp.insert('short') || ', ' || pg_temp.insert('long') || ', ' || pg_temp.insert('fails'),
  'inserted available, inserted available, inserted available', 'three queues, three keys');
select s.settled from awa.claim_jobs(worker(), 'short') c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s;
select s.settled from awa.claim_jobs(worker(), 'long') c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s;
select f.outcome from awa.claim_jobs(worker(), 'fails') c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true) f;
select is(pg_temp.insert('short') || ', ' || pg_temp.insert('long') || ', ' || pg_temp.insert('fails'),
  'existing completed, existing completed, existing failed', 'they have ended');
call pg_temp.pass(50);
select is(pg_temp.insert('short'), 'existing completed', 'after 50 minutes');
call pg_temp.pass(20);
select is(pg_temp.insert('short'), 'inserted available', 'after 70 minutes the key is free');
select is(pg_temp.insert('long') || ', ' || pg_temp.insert('fails'), 'existing completed, existing failed', 'the others hold');
call pg_temp.pass(60);
select is(pg_temp.insert('fails'), 'inserted available', 'after 130 minutes that of the failed job is free');
select is(pg_temp.insert('long'), 'existing completed', 'the one that is kept longer holds, from outside of the ring by now');
call pg_temp.pass(60);
select is(pg_temp.insert('long'), 'inserted available', 'after 190 minutes it is free');

select * from finish();
