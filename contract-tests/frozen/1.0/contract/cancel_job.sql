-- cancel_job: ends a job that has not ended.
set search_path = tap;
select plan(14);

select has_function('awa', 'cancel_job', array['bigint', 'text', 'jsonb'], 'cancel_job exists');
select is(pg_get_function_arguments('awa.cancel_job'::regproc),
  'job_id bigint, reason text DEFAULT NULL::text, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of cancel_job');
select is(pg_get_function_result('awa.cancel_job'::regproc),
  'TABLE(id bigint, outcome text, state text)',
  'result of cancel_job');
select volatility_is('awa', 'cancel_job', 'volatile', 'cancel_job is volatile');
select is(executors('cancel_job'), '{awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call cancel_job');
select keeps_the_rules('cancel_job');

-- Errors.
select refuses($$select awa.cancel_job(null)$$, 'AW001', '%job_id%', 'an id is needed');
select refuses($$select awa.cancel_job(1, opts => '{"force": true}')$$, 'AW002', '%force%',
  'an unknown option is named');

select * from finish();
