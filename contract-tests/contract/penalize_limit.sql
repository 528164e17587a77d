-- penalize_limit: lets nothing start under a limit for some time.
set search_path = tap;
select plan(21);
select stop_clock();

select has_function('awa', 'penalize_limit', array['text', 'interval', 'text'], 'penalize_limit exists');
select is(pg_get_function_arguments('awa.penalize_limit'::regproc), 'name text, delay interval, key text DEFAULT NULL::text', 'arguments of penalize_limit');
select is(pg_get_function_result('awa.penalize_limit'::regproc),
  'TABLE(limit_name text, outcome text, penalized_until timestamp with time zone)', 'result of penalize_limit');
select volatility_is('awa', 'penalize_limit', 'volatile', 'penalize_limit is volatile');
select is(executors('penalize_limit'), '{awa_operator,awa_owner,awa_worker}', 'who may call penalize_limit');
select keeps_the_rules('penalize_limit');

-- Errors.
select refuses($$select awa.penalize_limit(null, '1 s')$$, 'AW001', 'the name of a limit%null', 'a name is needed');
select refuses($$select awa.penalize_limit(repeat('n', 201), '1 s')$$, 'AW003', '%longer than 200 characters', 'a name has an end');
select refuses($$select awa.penalize_limit('l', null)$$, 'AW001', 'delay must not be null', 'how long is needed');
select refuses($$select awa.penalize_limit('l', '-1 s')$$, 'AW001', 'delay must be 0 to%', 'and not before now');

select results_eq($$select * from awa.penalize_limit('l', '1 s')$$, $$select 'l', 'not_found', null::timestamptz$$, 'one that is not there');
select from awa.put_limit('l', '{"concurrency": 3}');
select results_eq($$select * from awa.penalize_limit('l', '1 min')$$,
  $$select 'l', 'penalized', clock() + interval '1 min'$$, 'for a minute');
select results_eq($$select * from awa.penalize_limit('l', '1 s')$$,
  $$select 'l', 'unchanged', clock() + interval '1 min'$$, 'one that is longer stays');
select results_eq($$select * from awa.penalize_limit('l', '0')$$, $$select 'l', 'lifted', null::timestamptz$$, 'and can be ended');
select is((select penalized_until from awa.limits), null, 'nothing is left of it');

select * from finish();
