-- Ended jobs are listed as long as they are kept: from the ring, from their copies, and no longer.
set search_path = tap;
select plan(8);

select stop_clock();
select from awa.configure('{"keep_completed": "1 h", "keep_failed": "2 h", "keep_cancelled": "2 h"}');
select from awa.configure_queue('long', '{"create": true, "keep_completed": "3 h"}');
create procedure pg_temp.end_some() language plpgsql as $$
declare
  v_queue text;
begin
  foreach v_queue in array array['long', 'short'] loop
    for i in 1..3 loop
      perform advance_clock('1 s');
      perform from awa.insert_job('x', queue => v_queue);
      perform s.settled from awa.claim_jobs(worker(), v_queue) c, awa.complete_jobs(worker(), c.claim_id, array[c.id], '[7]') s;
      commit;
    end loop;
    perform from awa.insert_job('x', queue => v_queue);
    perform f.outcome from awa.claim_jobs(worker(), v_queue) c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true) f;
    commit;
  end loop;
end $$;
create function pg_temp.listed(p_queue text) returns text language sql as $$
  select string_agg(s || ' ' || (select count(*) from awa.list_jobs(p_queue, s)), ', ' order by s)
  from unnest('{completed,failed}'::text[]) s
$$;
-- Lets time pass as it does, with a tick now and then.
create procedure pg_temp.pass(p_minutes int) language plpgsql as $$
begin
  for i in 1..p_minutes / 10 loop
    perform advance_clock('10 min');
    perform from awa.heartbeat(worker());
    perform from awa.tick();
    commit;
    perform from awa.tick();
    commit;
  end loop;
end $$;

call pg_temp.end_some();
select is(pg_temp.listed('short') || '; ' || pg_temp.listed('long'), 'completed 3, failed 1; completed 3, failed 1', 'at once');
call pg_temp.pass(50);
select is(pg_temp.listed('short') || '; ' || pg_temp.listed('long'), 'completed 3, failed 1; completed 3, failed 1', 'after 50 minutes');
call pg_temp.pass(20);
select is(pg_temp.listed('short') || '; ' || pg_temp.listed('long'), 'completed 0, failed 1; completed 3, failed 1', 'after 70');
call pg_temp.end_some();
select is_empty('select * from wrong_lists()', 'with newer ones beside them');
call pg_temp.pass(70);
select is(pg_temp.listed('short') || '; ' || pg_temp.listed('long'), 'completed 0, failed 1; completed 6, failed 1', 'after 140');
select is_empty('select * from wrong_lists()', 'copies are listed as the view shows them');
call pg_temp.pass(100);
select is(pg_temp.listed('short') || '; ' || pg_temp.listed('long'), 'completed 0, failed 0; completed 3, failed 0', 'after 240');
call pg_temp.pass(60);
select is(pg_temp.listed('short') || '; ' || pg_temp.listed('long'), 'completed 0, failed 0; completed 0, failed 0', 'after 300');

select * from finish();
