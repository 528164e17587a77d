-- why_waiting: why a job does not run yet.
set search_path = tap;
select plan(15);

select has_function('awa', 'why_waiting', array['bigint'], 'why_waiting exists');
select is(pg_get_function_arguments('awa.why_waiting'::regproc), 'job_id bigint', 'arguments of why_waiting');
select is(pg_get_function_result('awa.why_waiting'::regproc),
  'TABLE(reason text, name text, since_at timestamp with time zone, until_at timestamp with time zone, other_ids bigint[], details jsonb)',
  'result of why_waiting');
select volatility_is('awa', 'why_waiting', 'stable', 'why_waiting is stable');
select is(executors('why_waiting'), '{awa_observer,awa_operator,awa_owner,awa_worker}', 'who may call why_waiting');
select keeps_the_rules('why_waiting');

select is_empty('select * from awa.why_waiting(null)', 'no job');
select is_empty('select * from awa.why_waiting(1)', 'a job that is not there');
select from awa.insert_job('k');
select count(*) from awa.claim_jobs(worker());
select is_empty('select from awa.jobs j, awa.why_waiting(j.id)', 'a job that runs waits for nothing');

select * from finish();
