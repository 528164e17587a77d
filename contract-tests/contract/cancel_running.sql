-- cancel_running: ends jobs of a claim as cancelled, by the will of their handler.
set search_path = tap;
select plan(20);

select has_function('awa', 'cancel_running', array['uuid', 'bigint', 'bigint[]', 'text', 'jsonb'], 'cancel_running exists');
select is(pg_get_function_arguments('awa.cancel_running'::regproc),
  'worker_id uuid, claim_id bigint, job_ids bigint[], reason text DEFAULT NULL::text, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of cancel_running');
select is(pg_get_function_result('awa.cancel_running'::regproc),
  'TABLE(settled integer, lost_ids bigint[])',
  'result of cancel_running');
select volatility_is('awa', 'cancel_running', 'volatile', 'cancel_running is volatile');
select is(executors('cancel_running'), '{awa_owner,awa_worker}', 'who may call cancel_running');
select keeps_the_rules('cancel_running');

-- Errors.
select refuses($$select awa.cancel_running(null, 1, '{1}')$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.cancel_running(worker(), null, '{1}')$$, 'AW001', '%claim_id%', 'a claim is needed');
select refuses($$select awa.cancel_running(worker(), 1, null)$$, 'AW001', '%job_ids%', 'a job is needed');
select refuses($$select awa.cancel_running(worker(), 987654321, '{1}')$$, 'AW005', '%987654321%', 'an unknown claim is named');
select refuses($$select awa.cancel_running(worker(), 1, '{1}', opts => '{"force": true}')$$, 'AW002', '%force%',
  'an unknown option is named');
select refuses($$select awa.cancel_running(worker(), 1, '{1}', opts => '{"on_lost": "ignore"}')$$, 'AW001', '%on_lost%ignore%',
  'an unknown answer to a lost lease is named');
select refuses($$select awa.cancel_running(worker(), 1, '{1, null}')$$, 'AW001', '%job_ids%', 'a null among the ids is refused');
select refuses($$select awa.cancel_running(worker(), 1, '{1}', repeat('r', 1001), '{"on_lost": "report"}')$$, 'AW003', '%reason%',
  'a reason of 1001 letters is refused, whether or not the job is open');

select * from finish();
