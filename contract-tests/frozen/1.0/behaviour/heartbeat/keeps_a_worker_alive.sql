-- A worker that beats in time is never declared dead; one that did not is told so.
set search_path = tap;
select plan(6);

select stop_clock();
select id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker());
select advance_clock('14 s');
select is((select outcome from awa.heartbeat(worker())), 'alive', 'it beats');
select advance_clock('14 s');
select results_eq('select workers_lost, jobs_rescued from awa.tick()', 'values (0, 0)', 'and lives');
select is(state_of((select id from claimed)), 'running', 'its job runs');
select advance_clock('2 s');
select results_eq('select workers_lost, jobs_rescued from awa.tick()', 'values (1, 1)', 'silent for 16 s it is dead');
select refuses('select awa.heartbeat(worker())', 'AW006', '%' || worker() || '%', 'and is told so');
select refuses('select awa.claim_jobs(worker())', 'AW006', '%' || worker() || '%', 'it gets no more jobs');

select * from finish();
