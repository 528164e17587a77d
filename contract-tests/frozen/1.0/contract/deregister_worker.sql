-- deregister_worker: ends a worker; what it still holds is lost to it.
set search_path = tap;
select plan(14);

select has_function('awa', 'deregister_worker', array['uuid', 'jsonb'], 'deregister_worker exists');
select is(pg_get_function_arguments('awa.deregister_worker'::regproc),
  'worker_id uuid, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of deregister_worker');
select is(pg_get_function_result('awa.deregister_worker'::regproc),
  'TABLE(outcome text, lost integer)',
  'result of deregister_worker');
select volatility_is('awa', 'deregister_worker', 'volatile', 'deregister_worker is volatile');
select is(executors('deregister_worker'), '{awa_owner,awa_worker}', 'who may call deregister_worker');
select keeps_the_rules('deregister_worker');

-- Errors.
select refuses($$select awa.deregister_worker(null)$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.deregister_worker(worker(), '{"now": true}')$$, 'AW002', '%now%',
  'an unknown option is named');

select * from finish();
