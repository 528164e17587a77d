-- repair: makes a ledger whole that came from another server.
set search_path = tap;
select plan(16);

select has_function('awa', 'repair', array['jsonb'], 'repair exists');
select is(pg_get_function_arguments('awa.repair'::regproc),
  'opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of repair');
select is(pg_get_function_result('awa.repair'::regproc),
  'TABLE(outcome text, waiting bigint, lost bigint, completed bigint)',
  'result of repair');
select volatility_is('awa', 'repair', 'volatile', 'repair is volatile');
select is(executors('repair'), '{awa_operator,awa_owner}', 'who may call repair');
select keeps_the_rules('repair');

-- Errors.
select refuses($$select awa.repair('{"force": true}')$$, 'AW002', '%force%', 'an unknown option is named');
select refuses($$select awa.repair('[]')$$, 'AW001', '%[]%', 'options are an object');

select results_eq('select * from awa.repair()', $$select 'sound', 0::bigint, 0::bigint, 0::bigint$$,
  'a new installation is sound');
select results_eq('select * from awa.repair(null)', 'select * from awa.repair()', 'null is the default');

select * from finish();
