-- get_job: one honest row about a job.
set search_path = tap;
select plan(14);

select has_function('awa', 'get_job', array['bigint'], 'get_job exists');
select is(pg_get_function_arguments('awa.get_job'::regproc),
  'job_id bigint',
  'arguments of get_job');
select is(pg_get_function_result('awa.get_job'::regproc),
  'TABLE(id bigint, kind text, queue text, partition integer, priority integer, state text, attempt integer, '
  'max_attempts integer, run_at timestamp with time zone, created_at timestamp with time zone, '
  'attempted_at timestamp with time zone, finalized_at timestamp with time zone, worker_id uuid, args jsonb, '
  'ordering_key text, unique_key bytea, tags text[], metadata jsonb, progress jsonb, failures jsonb, result jsonb, '
  'reason text, options jsonb, details jsonb)',
  'result of get_job');
select volatility_is('awa', 'get_job', 'stable', 'get_job is stable');
select is(executors('get_job'), '{awa_observer,awa_operator,awa_owner,awa_worker}', 'who may call get_job');
select keeps_the_rules('get_job');

select is_empty('select * from awa.get_job(123456)', 'no row for an unknown job');
select is_empty('select * from awa.get_job(null)', 'no row for no id');

select * from finish();
