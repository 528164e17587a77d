-- A key with a period that holds in ended states holds until its window ends, though the job itself is forgotten before.
set search_path = tap;
select plan(8);

select stop_clock('2030-01-01 12:00:00+00');
select from awa.configure('{"keep_completed": "1 h"}');
create function pg_temp.insert() returns text language sql as $$
  select concat_ws(' ', outcome, state) from awa.insert_job('x', unique_by => '{"period": "1 day", "states": ["available", "completed"]}')
$$;
create procedure pg_temp.pass(p_hours int) language plpgsql as $$
begin
  for i in 1..p_hours * 2 loop
    perform tap.advance_clock('30 min');
    perform from awa.heartbeat(tap.worker());
    perform from awa.tick();
    commit;
    perform from awa.tick();
    commit;
  end loop;
end $$;

select is(pg_temp.insert(), 'inserted available', 'one a day');
create temp table job as select id from awa.jobs;
select s.settled from awa.claim_jobs(worker()) c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s;
call pg_temp.pass(1);
select advance_clock('1 min');
select is(state_of(id), null, 'an hour later its entry is still there, but it is not told of') from job;
select is(pg_temp.insert(), 'existing completed', 'the key is held all the same');
call pg_temp.pass(5);
select is(state_of(id), null, 'six hours later the job is forgotten') from job;
select is(pg_temp.insert(), 'existing completed', 'but not that it was there');
call pg_temp.pass(5);
select is(pg_temp.insert(), 'existing completed', 'an hour before midnight');
call pg_temp.pass(2);
select is(pg_temp.insert(), 'inserted available', 'an hour after midnight it is another day');
select is(kept('keys of ended jobs'), 1::bigint, 'and yesterday''s key is forgotten');

select * from finish();
