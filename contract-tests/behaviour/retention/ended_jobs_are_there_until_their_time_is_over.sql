-- With the defaults: completed jobs for a day, cancelled ones for a week, failed ones for thirty days, and then no trace.
set search_path = tap;
select plan(9);

select stop_clock();
create temp table job (id bigint);
create procedure pg_temp.end_three() language plpgsql as $$
declare
  v_claim record;
begin
  insert into job select i.id from awa.insert_job('completed') i;
  select c.* into v_claim from awa.claim_jobs(tap.worker()) c;
  perform from awa.complete_jobs(tap.worker(), v_claim.claim_id, array[v_claim.id], '[{"sum": 7}]');
  insert into job select i.id from awa.insert_job('failed') i;
  select c.* into v_claim from awa.claim_jobs(tap.worker()) c;
  perform from awa.fail_jobs(tap.worker(), v_claim.claim_id, array[v_claim.id], '{oops}', final => true);
  insert into job select i.id from awa.insert_job('cancelled') i;
  perform from awa.cancel_job((select max(j.id) from job j), 'not needed');
  commit;
end $$;
-- Lets time pass in steps of a few hours, with calls of tick as from a worker.
create procedure pg_temp.pass(p_hours int) language plpgsql as $$
begin
  for i in 1..p_hours loop
    perform tap.advance_clock('1 h');
    continue when i % 6 <> 0 and i < p_hours;
    perform from awa.tick();
    commit;
    perform from awa.tick();
    commit;
  end loop;
end $$;
create function pg_temp.states() returns text language sql as $$
  select string_agg(coalesce(tap.state_of(id), '-'), ' ' order by id) from job
$$;

call pg_temp.end_three();
select is(pg_temp.states(), 'completed failed cancelled', 'at the end');
call pg_temp.pass(23);
select is(pg_temp.states(), 'completed failed cancelled', 'after 23 hours');
select is((select result from awa.get_job((select min(id) from job))), '{"sum": 7}', 'with its result');
call pg_temp.pass(2);
select is(pg_temp.states(), '- failed cancelled', 'after 25 hours');
call pg_temp.pass(7 * 24 - 26);
select is(pg_temp.states(), '- failed cancelled', 'an hour before the end of a week');
call pg_temp.pass(2);
select is(pg_temp.states(), '- failed -', 'an hour after it');
call pg_temp.pass(23 * 24 - 2);
select is(pg_temp.states(), '- failed -', 'an hour before the end of thirty days');
call pg_temp.pass(2 + 24);
select is_empty('select * from awa.jobs', 'a day after it no job is left');
select results_eq(
  $$select kept('entries'), kept('claims'), kept('outcomes'), kept('ended jobs')$$,
  'select 0::bigint, 0::bigint, 0::bigint, 0::bigint', 'nor anything of one');

select * from finish();
