-- snooze_job: puts a running job off; the attempt does not count.
set search_path = tap;
select plan(19);

select has_function('awa', 'snooze_job', array['uuid', 'bigint', 'bigint', 'interval', 'jsonb'], 'snooze_job exists');
select is(pg_get_function_arguments('awa.snooze_job'::regproc),
  'worker_id uuid, claim_id bigint, job_id bigint, delay interval, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of snooze_job');
select is(pg_get_function_result('awa.snooze_job'::regproc),
  'TABLE(id bigint, outcome text, run_at timestamp with time zone)',
  'result of snooze_job');
select volatility_is('awa', 'snooze_job', 'volatile', 'snooze_job is volatile');
select is(executors('snooze_job'), '{awa_owner,awa_worker}', 'who may call snooze_job');
select keeps_the_rules('snooze_job');

-- Errors.
select refuses($$select awa.snooze_job(null, 1, 1, '1 s')$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.snooze_job(worker(), null, 1, '1 s')$$, 'AW001', '%claim_id%', 'a claim is needed');
select refuses($$select awa.snooze_job(worker(), 1, null, '1 s')$$, 'AW001', '%job_id%', 'a job is needed');
select refuses($$select awa.snooze_job(worker(), 987654321, 1, '1 s')$$, 'AW005', '%987654321%', 'an unknown claim is named');
select refuses($$select awa.snooze_job(worker(), 1, 1, '1 s', opts => '{"force": true}')$$, 'AW002', '%force%',
  'an unknown option is named');
select refuses($$select awa.snooze_job(worker(), 1, 1, null)$$, 'AW001', '%delay%', 'a delay is needed');
select refuses($$select awa.snooze_job(worker(), 1, 1, '-1 s')$$, 'AW001', '%delay%-%', 'a delay is not negative');

select * from finish();
