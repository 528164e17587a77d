-- put_limit: makes or changes a limit of how many jobs start.
set search_path = tap;
select plan(37);

select has_function('awa', 'put_limit', array['text', 'jsonb', 'text'], 'put_limit exists');
select is(pg_get_function_arguments('awa.put_limit'::regproc), 'name text, settings jsonb DEFAULT ''{}''::jsonb, key text DEFAULT NULL::text', 'arguments of put_limit');
select is(pg_get_function_result('awa.put_limit'::regproc),
  'TABLE(limit_name text, outcome text, concurrency integer, rate integer, per double precision, burst integer, details jsonb)',
  'result of put_limit');
select volatility_is('awa', 'put_limit', 'volatile', 'put_limit is volatile');
select is(executors('put_limit'), '{awa_operator,awa_owner}', 'who may call put_limit');
select keeps_the_rules('put_limit');

-- Errors.
select refuses($$select awa.put_limit(null)$$, 'AW001', 'the name of a limit%null', 'a name is needed');
select refuses($$select awa.put_limit('')$$, 'AW001', 'the name of a limit%""', 'an empty one is none');
select refuses($$select awa.put_limit(repeat('n', 201))$$, 'AW003', '%longer than 200 characters', 'a name has an end');
select refuses($$select awa.put_limit('l', '[1]')$$, 'AW001', 'settings must be a JSON object, not [1]', 'settings are an object');
select refuses($$select awa.put_limit('l', '{"concurency": 1}')$$, 'AW002', '%"concurency" in settings', 'an unknown key is named');
select refuses($$select awa.put_limit('l')$$, 'AW001', 'limit l must have a concurrency or a rate', 'a limit limits something');
select refuses($$select awa.put_limit('l', '{"concurrency": null}')$$, 'AW001', 'limit l must have a concurrency or a rate', 'null is none');
select refuses($$select awa.put_limit('l', '{"burst": 5, "concurrency": 1}')$$, 'AW001', 'burst needs a rate', 'a burst without a rate');
select refuses($$select awa.put_limit('l', '{"per": "1 h", "concurrency": 1}')$$, 'AW001', 'per needs a rate', 'a time without a rate');
select refuses(format($$select awa.put_limit('l', '{"rate": 1, "%s": %s}')$$, k, v), 'AW001', k || ' must be %' || v, k || ' ' || v)
from (values
  ('concurrency', '0'), ('concurrency', '-1'), ('concurrency', '1000001'), ('concurrency', '1.5'), ('concurrency', '"2"'),
  ('burst', '0'), ('burst', '1000001'), ('per', '0'), ('per', '"-1 s"'), ('per', '"366 days 1 s"')) f (k, v);
select refuses($$select awa.put_limit('l', '{"rate": 0}')$$, 'AW001', 'rate must be 1 to 1000000, not 0', 'a rate at which nothing would start');
select refuses($$select awa.put_limit('l', '{"rate": 1, "per": "366 days", "burst": 1000000}')$$, 'AW001',
  'burst 1000000 at a rate of 1 per 31622400 s takes longer than 100 years', 'a burst that never comes back');
begin isolation level repeatable read;
select refuses($$select awa.put_limit('l', '{"rate": 1}')$$, 'AW008', 'put_limit runs at READ COMMITTED only%', 'an old snapshot');
rollback;
select is_empty('select * from awa.limits', 'nothing was made');

select results_eq($$select * from awa.put_limit('l', '{"rate": 100, "per": "1 min"}')$$,
  $$select 'l', 'created', null::int, 100, 60::float8, 1, '{"scope": "executing"}'::jsonb$$, 'a rate');
select results_eq($$select * from awa.put_limit('l', '{"concurrency": 3}')$$,
  $$select 'l', 'changed', 3, 100, 60::float8, 1, '{"scope": "executing"}'::jsonb$$, 'what is left out stays');

select * from finish();
