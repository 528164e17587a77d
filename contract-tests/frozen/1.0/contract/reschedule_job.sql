-- reschedule_job: changes a job that waits.
set search_path = tap;
select plan(20);

select has_function('awa', 'reschedule_job', array['bigint', 'bytea', 'timestamptz', 'integer', 'jsonb', 'jsonb'], 'reschedule_job exists');
select is(pg_get_function_arguments('awa.reschedule_job'::regproc),
  'job_id bigint DEFAULT NULL::bigint, unique_key bytea DEFAULT NULL::bytea, '
  'run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, priority integer DEFAULT NULL::integer, '
  'args jsonb DEFAULT NULL::jsonb, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of reschedule_job');
select is(pg_get_function_result('awa.reschedule_job'::regproc),
  'TABLE(id bigint, outcome text, state text, due_at timestamp with time zone)',
  'result of reschedule_job');
select volatility_is('awa', 'reschedule_job', 'volatile', 'reschedule_job is volatile');
select is(executors('reschedule_job'), '{awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call reschedule_job');
select keeps_the_rules('reschedule_job');

-- Errors.
create temp table job as select id from awa.insert_job('x', run_at => now() + interval '1 day');
select refuses($$select awa.reschedule_job()$$, 'AW001', '%job_id%unique_key%null and null%', 'a job has to be named');
select refuses($$select awa.reschedule_job(1, '\x01')$$, 'AW001', '%1 and 01%', 'in one way');
select refuses($$select awa.reschedule_job((select id from job), priority => 5)$$, 'AW001', '%priority%5%', 'a wrong priority');
select refuses($$select awa.reschedule_job((select id from job), run_at => 'infinity')$$, 'AW001', '%run_at%infinity%', 'a time that never comes');
select refuses($$select awa.reschedule_job((select id from job), args => to_jsonb(repeat(md5(random()::text), 100000)))$$, 'AW003', 'args takes%', 'args too large');
select refuses($$select awa.reschedule_job((select id from job), opts => '{"x": 1}')$$, 'AW002', '%x%', 'an unknown option is named');
begin isolation level repeatable read;
select refuses($$select awa.reschedule_job(i.id, priority => 1) from awa.insert_job('x') i$$, 'AW008', '%READ COMMITTED%', 'an available job at another isolation level');
rollback;
select is((select outcome from awa.reschedule_job((select id from job))), 'rescheduled', 'nothing to change is fine');

select * from finish();
