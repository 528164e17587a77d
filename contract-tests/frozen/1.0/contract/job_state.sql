-- job_state: what has become of a job, without what is in it.
set search_path = tap;
select plan(14);

select has_function('awa', 'job_state', array['bigint'], 'job_state exists');
select is(pg_get_function_arguments('awa.job_state'::regproc), 'job_id bigint', 'arguments of job_state');
select is(pg_get_function_result('awa.job_state'::regproc),
  'TABLE(id bigint, state text, attempt integer, max_attempts integer, run_at timestamp with time zone, '
  'created_at timestamp with time zone, attempted_at timestamp with time zone, finalized_at timestamp with time zone)',
  'result of job_state');
select volatility_is('awa', 'job_state', 'stable', 'job_state is stable');
select is(executors('job_state'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call job_state');
select keeps_the_rules('job_state');

select is_empty('select * from awa.job_state(123456)', 'no row for an unknown job');
create temp table job as select id from awa.insert_job('x');
select is((select s.state from job, awa.job_state(id) s), 'available', 'a row for a known one');

select * from finish();
