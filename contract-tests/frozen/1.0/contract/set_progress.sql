-- set_progress: notes how far a running job has come.
set search_path = tap;
select plan(20);

select has_function('awa', 'set_progress', array['uuid', 'bigint', 'bigint', 'integer', 'text', 'jsonb', 'jsonb'], 'set_progress exists');
select is(pg_get_function_arguments('awa.set_progress'::regproc),
  'worker_id uuid, claim_id bigint, job_id bigint, percent integer DEFAULT NULL::integer, '
  'message text DEFAULT NULL::text, checkpoint jsonb DEFAULT NULL::jsonb, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of set_progress');
select is(pg_get_function_result('awa.set_progress'::regproc),
  'TABLE(id bigint, outcome text)',
  'result of set_progress');
select volatility_is('awa', 'set_progress', 'volatile', 'set_progress is volatile');
select is(executors('set_progress'), '{awa_owner,awa_worker}', 'who may call set_progress');
select keeps_the_rules('set_progress');

-- Errors.
select refuses($$select awa.set_progress(null, 1, 1, 50)$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.set_progress(worker(), null, 1, 50)$$, 'AW001', '%claim_id%', 'a claim is needed');
select refuses($$select awa.set_progress(worker(), 1, null, 50)$$, 'AW001', '%job_id%', 'a job is needed');
select refuses($$select awa.set_progress(worker(), 987654321, 1, 50)$$, 'AW005', '%987654321%', 'an unknown claim is named');
select refuses($$select awa.set_progress(worker(), 1, 1, 50, opts => '{"force": true}')$$, 'AW002', '%force%',
  'an unknown option is named');
select refuses($$select awa.set_progress(worker(), 1, 1, 101)$$, 'AW001', '%percent%101%', '101 percent are refused');
select refuses($$select awa.set_progress(worker(), 1, 1, -1)$$, 'AW001', '%percent%-1%', '-1 percent is refused');
select refuses($$select awa.set_progress(worker(), 1, 1, 1, checkpoint => to_jsonb(repeat('x', 2000000)))$$, 'AW003',
  '%checkpoint%', 'a checkpoint of 2 MB is refused');

select * from finish();
