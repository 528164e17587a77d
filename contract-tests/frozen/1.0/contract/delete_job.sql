-- delete_job: forgets an ended job before its time.
set search_path = tap;
select plan(15);

select has_function('awa', 'delete_job', array['bigint', 'jsonb'], 'delete_job exists');
select is(pg_get_function_arguments('awa.delete_job'::regproc), 'job_id bigint, opts jsonb DEFAULT ''{}''::jsonb', 'arguments of delete_job');
select is(pg_get_function_result('awa.delete_job'::regproc), 'TABLE(id bigint, outcome text, state text)', 'result of delete_job');
select volatility_is('awa', 'delete_job', 'volatile', 'delete_job is volatile');
select is(executors('delete_job'), '{awa_operator,awa_owner}', 'who may call delete_job');
select keeps_the_rules('delete_job');

-- Errors.
select refuses($$select awa.delete_job(null)$$, 'AW001', '%job_id%null%', 'an id is needed');
select refuses($$select awa.delete_job(1, opts => '{"force": true}')$$, 'AW002', '%force%', 'an unknown option is named');
select is((select outcome from awa.delete_job(1)), 'not_found', 'a job that is not there');

select * from finish();
