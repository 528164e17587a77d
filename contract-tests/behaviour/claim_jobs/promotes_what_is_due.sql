-- A scheduled job needs nobody but the claimer to start when it is due.
set search_path = tap;
select plan(3);

select stop_clock();
create temp table made as select i.id, n from generate_series(1, 3) n,
  awa.insert_job('x', run_at => clock() + n * interval '10 s') i;
select is_empty('select id from awa.claim_jobs(worker(), max_jobs => 10)', 'nothing is due');
select advance_clock('20 s');
select set_eq('select id from awa.claim_jobs(worker(), max_jobs => 10)', 'select id from made where n <= 2', 'two are due');
select advance_clock('10 s');
select set_eq('select id from awa.claim_jobs(worker(), max_jobs => 10)', 'select id from made where n = 3', 'then the third');

select * from finish();
