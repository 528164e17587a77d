-- job_states: what generated clients make types of.
set search_path = tap;
select plan(13);

select has_function('awa', 'job_states', array[]::text[], 'job_states exists');
select is(pg_get_function_arguments('awa.job_states'::regproc), '', 'arguments of job_states');
select is(pg_get_function_result('awa.job_states'::regproc), 'TABLE(state text, has_ended boolean, meaning text)', 'result of job_states');
select volatility_is('awa', 'job_states', 'immutable', 'job_states is immutable');
select is(executors('job_states'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call job_states');
select keeps_the_rules('job_states');

select is_empty($$select * from awa.job_states() where meaning !~ '\.$'$$, 'each has a meaning');

select * from finish();
