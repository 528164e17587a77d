-- check_contract: whether a caller that was made for a version can work with this database.
set search_path = tap;
select plan(23);

select has_function('awa', 'check_contract', array['text'], 'check_contract exists');
select is(pg_get_function_arguments('awa.check_contract'::regproc), 'version text', 'arguments of check_contract');
select is(pg_get_function_result('awa.check_contract'::regproc), 'text', 'result of check_contract');
select volatility_is('awa', 'check_contract', 'stable', 'check_contract is stable');
select is(executors('check_contract'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call check_contract');
select keeps_the_rules('check_contract');

select is(awa.check_contract('1.0'), awa.contract_version(), 'every client of version 1 is served');
select throws_ok($$select awa.check_contract('0.9')$$, 'AW012', null, 'an older one is not');
select throws_ok($$select awa.check_contract('2.0')$$, 'AW012', null, 'nor a newer one');
select throws_ok($$select awa.check_contract('1.9999')$$, 'AW012', null, 'nor one that needs a newer minor version');
select throws_like($$select awa.check_contract('2.0')$$, '%serves contract 1.%made for 2.0%', 'the message names both');
select throws_ok($$select awa.check_contract(null)$$, 'AW001', 'version must be major.minor, not null', 'no version');
select throws_ok($$select awa.check_contract('1')$$, 'AW001', 'version must be major.minor, not 1', 'half a version');
select throws_ok($$select awa.check_contract('1.0; drop')$$, 'AW001', 'version must be major.minor, not 1.0; drop', 'no version at all');
select throws_ok($$select awa.check_contract('99999.0')$$, 'AW001', 'version must be major.minor, not 99999.0', 'an impossible one');
select throws_ok($$select awa.check_contract('١.٠')$$, 'AW001', null, 'digits of another script');
set standard_conforming_strings = off;
select throws_ok($$select awa.check_contract('1x0')$$, 'AW001', 'version must be major.minor, not 1x0', 'whatever the session does with backslashes');

select * from finish();
