-- A rescue counts as an attempt; a job that kills its workers ends as failed.
set search_path = tap;
select plan(10);

select stop_clock();
select count(*) from awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "max_attempts": 1}, {"kind": "x"}]');
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker('a'), max_jobs => 3) c;
select settled from claimed c, awa.complete_jobs(worker('a'), c.claim_id, array[c.id]) where n = 3;
select worker('b');
select advance_clock('10 s');
select outcome from awa.heartbeat(worker('b'));
select is((select workers_lost from awa.tick()), 0, 'a worker silent for 10 s is alive');
select advance_clock('6 s');
select results_eq('select workers_lost, jobs_rescued, jobs_expired from awa.tick()', 'values (1, 2, 0)', 'after 16 s it is dead, and two jobs were open');
select results_eq('select workers_lost, jobs_rescued from awa.tick()', 'values (0, 0)', 'which is found once');
select is((select array_agg(state_of(id) order by n) from claimed), '{retryable,failed,completed}',
  'one may be retried, one had its last attempt, one was done');
select is((select j.failures -> 0 ->> 'attempt' from claimed c, awa.get_job(c.id) j where n = 1), '1', 'the lost attempt is written down');
select ok((select j.failures -> 0 ->> 'error' like 'a is lost%' from claimed c, awa.get_job(c.id) j where n = 1), 'with the name of the worker');
select throws_ok('select awa.complete_jobs(worker(''a''), claim_id, array[id]) from claimed where n = 1', 'AW005', null,
  'its late result is refused');
select is((select array_agg(state_of(id) order by n) from claimed), '{retryable,failed,completed}', 'and changes nothing');
select advance_clock('10 s');
select results_eq('select id, attempt from awa.claim_jobs(worker(''b''), max_jobs => 9)', 'select id, 2 from claimed where n = 1',
  'the rescued job runs as attempt 2');
select is((select stop_job_ids from awa.heartbeat(worker('b'))), '{}', 'with nothing to stop');

select * from finish();
