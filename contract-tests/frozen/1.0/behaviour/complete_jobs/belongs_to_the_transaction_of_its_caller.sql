-- Business rows and completion commit, or vanish, together.
set search_path = tap;
select plan(5);

create temp table made as select id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker());
create temp table business (n int);
create function pg_temp.work(p_fail boolean) returns void language plpgsql as $$
begin
  insert into business values (1);
  perform from awa.complete_jobs(worker(), (select claim_id from claimed), array[(select id from claimed)]);
  if p_fail then raise exception 'no'; end if;
end $$;
select throws_ok('select pg_temp.work(true)', 'P0001', 'no', 'the transaction fails');
select is(state_of((select id from made)), 'running', 'the job still runs');
begin isolation level serializable;
select lives_ok('select pg_temp.work(false)', 'it works at any isolation level');
commit;
select is(state_of((select id from made)), 'completed', 'the job is completed');
select is((select count(*)::int from business), 1, 'and the business row is there, once');

select * from finish();
