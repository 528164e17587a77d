-- sleep_until_work: the sleeping protocol: declares what this session waits for.
set search_path = tap;
select plan(16);

select has_function('awa', 'sleep_until_work', array['uuid', 'text[]', 'text', 'jsonb'], 'sleep_until_work exists');
select is(pg_get_function_arguments('awa.sleep_until_work'::regproc),
  'worker_id uuid, queues text[], pending text DEFAULT NULL::text, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of sleep_until_work');
select is(pg_get_function_result('awa.sleep_until_work'::regproc),
  'TABLE(has_work boolean, work_queues text[], wait_ms integer, pending_after text)',
  'result of sleep_until_work');
select volatility_is('awa', 'sleep_until_work', 'volatile', 'sleep_until_work is volatile');
select is(executors('sleep_until_work'), '{awa_owner,awa_worker}', 'who may call sleep_until_work');
select keeps_the_rules('sleep_until_work');

-- Errors.
select refuses($$select awa.sleep_until_work(worker(), array['a', null])$$, 'AW001', '%queue%', 'a null queue is refused');
select refuses($$select awa.sleep_until_work(worker(), '{default}', 'rubbish')$$, 'AW001', '%pending%rubbish%',
  'a token that is none is named');
select refuses($$select awa.sleep_until_work(worker(), '{default}', opts => '{"lisen": true}')$$, 'AW002', '%lisen%',
  'an unknown option is named');
begin isolation level repeatable read;
select refuses($$select awa.sleep_until_work(worker(), '{default}')$$, 'AW008', '%REPEATABLE READ%', 'REPEATABLE READ is refused');
commit;

select * from finish();
