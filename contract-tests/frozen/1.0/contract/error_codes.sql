-- error_codes: what generated clients make types of.
set search_path = tap;
select plan(13);

select has_function('awa', 'error_codes', array[]::text[], 'error_codes exists');
select is(pg_get_function_arguments('awa.error_codes'::regproc), '', 'arguments of error_codes');
select is(pg_get_function_result('awa.error_codes'::regproc), 'TABLE(sqlstate text, condition text, meaning text)', 'result of error_codes');
select volatility_is('awa', 'error_codes', 'immutable', 'error_codes is immutable');
select is(executors('error_codes'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call error_codes');
select keeps_the_rules('error_codes');

select is_empty($$select * from awa.error_codes() where meaning !~ '\.$'$$, 'each has a meaning');

select * from finish();
