-- A cancel belongs to the transaction of its caller.
set search_path = tap;
select plan(3);

create temp table made as select id from awa.insert_job('x');
create function pg_temp.cancel_and_fail() returns void language plpgsql as $$
begin
  perform from awa.cancel_job((select id from made));
  raise exception 'no';
end $$;
select throws_ok('select pg_temp.cancel_and_fail()', 'P0001', 'no', 'the transaction fails');
select is(state_of((select id from made)), 'available', 'the job is not cancelled');
select results_eq('select id from awa.claim_jobs(worker())', 'select id from made', 'and runs');

select * from finish();
