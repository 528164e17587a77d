-- complete_jobs: ends jobs of a claim as completed.
set search_path = tap;
select plan(22);

select has_function('awa', 'complete_jobs', array['uuid', 'bigint', 'bigint[]', 'jsonb', 'jsonb'], 'complete_jobs exists');
select is(pg_get_function_arguments('awa.complete_jobs'::regproc),
  'worker_id uuid, claim_id bigint, job_ids bigint[], results jsonb DEFAULT NULL::jsonb, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of complete_jobs');
select is(pg_get_function_result('awa.complete_jobs'::regproc),
  'TABLE(settled integer, lost_ids bigint[])',
  'result of complete_jobs');
select volatility_is('awa', 'complete_jobs', 'volatile', 'complete_jobs is volatile');
select is(executors('complete_jobs'), '{awa_owner,awa_worker}', 'who may call complete_jobs');
select keeps_the_rules('complete_jobs');

-- Errors.
select refuses($$select awa.complete_jobs(null, 1, '{1}')$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.complete_jobs(worker(), null, '{1}')$$, 'AW001', '%claim_id%', 'a claim is needed');
select refuses($$select awa.complete_jobs(worker(), 1, null)$$, 'AW001', '%job_ids%', 'a job is needed');
select refuses($$select awa.complete_jobs(worker(), 987654321, '{1}')$$, 'AW005', '%987654321%', 'an unknown claim is named');
select refuses($$select awa.complete_jobs(worker(), 1, '{1}', opts => '{"force": true}')$$, 'AW002', '%force%',
  'an unknown option is named');
select refuses($$select awa.complete_jobs(worker(), 1, '{1}', opts => '{"on_lost": "ignore"}')$$, 'AW001', '%on_lost%ignore%',
  'an unknown answer to a lost lease is named');
select refuses($$select awa.complete_jobs(worker(), 1, '{1, null}')$$, 'AW001', '%job_ids%', 'a null among the ids is refused');
select refuses($$select awa.complete_jobs(worker(), 1, '{1}', '{"a": 1}')$$, 'AW001', '%results%', 'results are an array');
select refuses($$select awa.complete_jobs(worker(), 1, '{1}', '[1, 2]')$$, 'AW001', '%results%1 elements%[1, 2]%',
  'results are aligned with the jobs');

select refuses($$select awa.complete_jobs(worker(), 1, '{{1,2},{3,4}}')$$, 'AW001', '%job_ids%', 'nested ids are refused');

select * from finish();
