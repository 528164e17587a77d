-- contract_version: the version of the contract, 'major.minor'.
set search_path = tap;
select plan(13);

select has_function('awa', 'contract_version', '{}'::name[], 'contract_version exists');
select is(pg_get_function_arguments('awa.contract_version'::regproc),
  '',
  'arguments of contract_version');
select is(pg_get_function_result('awa.contract_version'::regproc),
  'text',
  'result of contract_version');
select volatility_is('awa', 'contract_version', 'stable', 'contract_version is stable');
select is(executors('contract_version'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call contract_version');
select keeps_the_rules('contract_version');

select matches(awa.contract_version(), '^1\.[0-9]+$', 'this is contract 1');

select * from finish();
