-- schema_version: the number of the newest table migration.
set search_path = tap;
select plan(13);

select has_function('awa', 'schema_version', '{}'::name[], 'schema_version exists');
select is(pg_get_function_arguments('awa.schema_version'::regproc),
  '',
  'arguments of schema_version');
select is(pg_get_function_result('awa.schema_version'::regproc),
  'integer',
  'result of schema_version');
select volatility_is('awa', 'schema_version', 'stable', 'schema_version is stable');
select is(executors('schema_version'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call schema_version');
select keeps_the_rules('schema_version');

select ok(awa.schema_version() >= 1, 'tables have a version');

select * from finish();
