-- release_jobs: hands jobs back that were not started; the attempt does not count.
set search_path = tap;
select plan(19);

select has_function('awa', 'release_jobs', array['uuid', 'bigint', 'bigint[]', 'jsonb'], 'release_jobs exists');
select is(pg_get_function_arguments('awa.release_jobs'::regproc),
  'worker_id uuid, claim_id bigint, job_ids bigint[], opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of release_jobs');
select is(pg_get_function_result('awa.release_jobs'::regproc),
  'TABLE(settled integer, lost_ids bigint[])',
  'result of release_jobs');
select volatility_is('awa', 'release_jobs', 'volatile', 'release_jobs is volatile');
select is(executors('release_jobs'), '{awa_owner,awa_worker}', 'who may call release_jobs');
select keeps_the_rules('release_jobs');

-- Errors.
select refuses($$select awa.release_jobs(null, 1, '{1}')$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.release_jobs(worker(), null, '{1}')$$, 'AW001', '%claim_id%', 'a claim is needed');
select refuses($$select awa.release_jobs(worker(), 1, null)$$, 'AW001', '%job_ids%', 'a job is needed');
select refuses($$select awa.release_jobs(worker(), 987654321, '{1}')$$, 'AW005', '%987654321%', 'an unknown claim is named');
select refuses($$select awa.release_jobs(worker(), 1, '{1}', opts => '{"force": true}')$$, 'AW002', '%force%',
  'an unknown option is named');
select refuses($$select awa.release_jobs(worker(), 1, '{1}', opts => '{"on_lost": "ignore"}')$$, 'AW001', '%on_lost%ignore%',
  'an unknown answer to a lost lease is named');
select refuses($$select awa.release_jobs(worker(), 1, '{1, null}')$$, 'AW001', '%job_ids%', 'a null among the ids is refused');

select * from finish();
