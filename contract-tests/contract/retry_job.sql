-- retry_job: runs a failed or cancelled job again.
set search_path = tap;
select plan(17);

select has_function('awa', 'retry_job', array['bigint', 'timestamptz', 'jsonb'], 'retry_job exists');
select is(pg_get_function_arguments('awa.retry_job'::regproc),
  'job_id bigint, run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of retry_job');
select is(pg_get_function_result('awa.retry_job'::regproc),
  'TABLE(id bigint, outcome text, state text, due_at timestamp with time zone)',
  'result of retry_job');
select volatility_is('awa', 'retry_job', 'volatile', 'retry_job is volatile');
select is(executors('retry_job'), '{awa_operator,awa_owner}', 'who may call retry_job');
select keeps_the_rules('retry_job');

-- Errors.
select refuses($$select awa.retry_job(null)$$, 'AW001', '%job_id%null%', 'an id is needed');
select refuses($$select awa.retry_job(1, 'infinity')$$, 'AW001', '%run_at%infinity%', 'a time that never comes');
select refuses($$select awa.retry_job(1, opts => '{"force": true}')$$, 'AW002', '%force%', 'an unknown option is named');
select refuses($$select awa.retry_job(1, opts => '{"on_conflict": "replace"}')$$, 'AW001', 'on_conflict%replace%', 'it raises or reports');
select is((select outcome from awa.retry_job(1)), 'not_found', 'a job that is not there');

select * from finish();
