-- fail_jobs: ends an attempt of jobs with an error: a retry, or the end.
set search_path = tap;
select plan(31);

select has_function('awa', 'fail_jobs', array['uuid', 'bigint', 'bigint[]', 'text[]', 'interval', 'boolean', 'jsonb'], 'fail_jobs exists');
select is(pg_get_function_arguments('awa.fail_jobs'::regproc),
  'worker_id uuid, claim_id bigint, job_ids bigint[], errors text[], retry_after interval DEFAULT NULL::interval, '
  'final boolean DEFAULT false, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of fail_jobs');
select is(pg_get_function_result('awa.fail_jobs'::regproc),
  'TABLE(id bigint, outcome text, attempt integer, run_at timestamp with time zone)',
  'result of fail_jobs');
select volatility_is('awa', 'fail_jobs', 'volatile', 'fail_jobs is volatile');
select is(executors('fail_jobs'), '{awa_owner,awa_worker}', 'who may call fail_jobs');
select keeps_the_rules('fail_jobs');

-- Errors.
select refuses($$select awa.fail_jobs(null, 1, '{1}', '{oops}')$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.fail_jobs(worker(), null, '{1}', '{oops}')$$, 'AW001', '%claim_id%', 'a claim is needed');
select refuses($$select awa.fail_jobs(worker(), 1, null, '{oops}')$$, 'AW001', '%job_ids%', 'a job is needed');
select refuses($$select awa.fail_jobs(worker(), 987654321, '{1}', '{oops}')$$, 'AW005', '%987654321%', 'an unknown claim is named');
select refuses($$select awa.fail_jobs(worker(), 1, '{1}', '{oops}', opts => '{"force": true}')$$, 'AW002', '%force%',
  'an unknown option is named');
select refuses($$select awa.fail_jobs(worker(), 1, '{1}', '{oops}', opts => '{"on_lost": "ignore"}')$$, 'AW001', '%on_lost%ignore%',
  'an unknown answer to a lost lease is named');
select refuses($$select awa.fail_jobs(worker(), 1, '{1, null}', '{oops, oops}')$$, 'AW001', '%job_ids%', 'a null among the ids is refused');
select refuses($$select awa.fail_jobs(worker(), 1, '{1}', null)$$, 'AW001', '%errors%', 'errors are needed');
select refuses($$select awa.fail_jobs(worker(), 1, '{1}', '{a, b}')$$, 'AW001', '%errors%1%{a,b}%',
  'errors are aligned with the jobs');
select refuses($$select awa.fail_jobs(worker(), 1, '{1}', '{a}', retry_after => '-1 s')$$, 'AW001',
  '%retry_after%-%', 'a delay is not negative');

select refuses($$select awa.fail_jobs(worker(), 1, '{1,2}', '{{a},{b}}')$$, 'AW001', '%errors%', 'nested errors are refused');

select refuses($$select awa.fail_jobs(worker(), 1, '{1}', '{a}', opts => '{"causes": "oops"}')$$, 'AW001', '%causes%1%oops%',
  'causes are a list');
select refuses($$select awa.fail_jobs(worker(), 1, '{1,2}', '{a,b}', opts => '{"causes": [null]}')$$, 'AW001', '%causes%2%1%',
  'aligned with the jobs');
select refuses($$select awa.fail_jobs(worker(), 1, '{1,2}', '{a,b}', opts => '{"causes": [null, 7]}')$$, 'AW001', '%causes%2%7%',
  'of objects');
select refuses($$select awa.fail_jobs(worker(), 1, '{1,2}', '{a,b}', opts => '{"causes": [null, ["class"]]}')$$, 'AW001', '%causes%2%class%',
  'and no lists');
select refuses($$select awa.fail_jobs(worker(), 1, '{1,2}', '{a,b}', opts => '{"causes": [{}, {"trace": "x"}]}')$$, 'AW002', '%causes%2%trace%',
  'an unknown key of one is named');
select refuses($$select awa.fail_jobs(worker(), 1, '{1}', '{a}', opts => '{"causes": [{"class": 7}]}')$$, 'AW001', '%class%1%7%',
  'a class is a text');
select refuses($$select awa.fail_jobs(worker(), 1, '{1}', '{a}', opts => '{"causes": [{"class": "E", "stack": ["at a"]}]}')$$, 'AW001',
  '%stack%1%at a%', 'a stack, too');
select refuses($$select awa.fail_jobs(worker(), 1, null, '{a}', opts => '{"causes": [{"class": "E"}]}')$$, 'AW001', '%job_ids%',
  'they do not stand for the jobs');

select * from finish();
