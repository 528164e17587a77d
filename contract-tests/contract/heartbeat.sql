-- heartbeat: says that a worker lives and hears what it must stop.
set search_path = tap;
select plan(15);

select has_function('awa', 'heartbeat', array['uuid', 'jsonb'], 'heartbeat exists');
select is(pg_get_function_arguments('awa.heartbeat'::regproc),
  'worker_id uuid, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of heartbeat');
select is(pg_get_function_result('awa.heartbeat'::regproc),
  'TABLE(outcome text, stop_claim_ids bigint[], stop_job_ids bigint[], stop_reasons text[], paused_queues text[], details jsonb)',
  'result of heartbeat');
select volatility_is('awa', 'heartbeat', 'volatile', 'heartbeat is volatile');
select is(executors('heartbeat'), '{awa_owner,awa_worker}', 'who may call heartbeat');
select keeps_the_rules('heartbeat');

-- Errors.
select refuses($$select awa.heartbeat(null)$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.heartbeat('00000000-0000-4000-8000-000000000001')$$, 'AW006',
  '%00000000-0000-4000-8000-000000000001%', 'an unknown worker is named');
select refuses($$select awa.heartbeat(worker(), '{"now": true}')$$, 'AW002', '%now%', 'an unknown option is named');

select * from finish();
