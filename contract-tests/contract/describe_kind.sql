-- describe_kind: says what a kind of job is, and what its args look like.
set search_path = tap;
select plan(19);

select has_function('awa', 'describe_kind', array['text', 'jsonb', 'text', 'jsonb'], 'describe_kind exists');
select is(pg_get_function_arguments('awa.describe_kind'::regproc),
  'kind text, args_schema jsonb DEFAULT NULL::jsonb, description text DEFAULT NULL::text, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of describe_kind');
select is(pg_get_function_result('awa.describe_kind'::regproc), 'TABLE(kind_name text, outcome text)', 'result of describe_kind');
select volatility_is('awa', 'describe_kind', 'volatile', 'describe_kind is volatile');
select is(executors('describe_kind'), '{awa_operator,awa_owner,awa_worker}', 'who may call describe_kind');
select keeps_the_rules('describe_kind');

-- Errors.
select refuses($$select awa.describe_kind(null)$$, 'AW001', 'kind must not be empty', 'a kind is needed');
select refuses($$select awa.describe_kind('k', '7')$$, 'AW001', '%schema%7%', 'a schema is an object');
select refuses($$select awa.describe_kind('k', description => repeat('x', 4001))$$, 'AW003', '%4001 characters%', 'a description has an end');
select refuses($$select awa.describe_kind('k', opts => '{"force": true}')$$, 'AW002', '%force%', 'an unknown option is named');
select refuses($$select awa.describe_kind('k', opts => '{"limits": 3}')$$, 'AW001', 'limits must be a list of%3', 'limits are a list');
select refuses($$select awa.describe_kind('k', opts => '{"limits": ["l"]}')$$, 'AW010', 'there is no limit "l"', 'of limits that are there');
select is((select outcome from awa.describe_kind('k', null)), 'created', 'a kind without a schema is fine');

select * from finish();
