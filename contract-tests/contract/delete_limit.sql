-- delete_limit: removes a limit that nobody has any more.
set search_path = tap;
select plan(18);

select has_function('awa', 'delete_limit', array['text'], 'delete_limit exists');
select is(pg_get_function_arguments('awa.delete_limit'::regproc), 'name text', 'arguments of delete_limit');
select is(pg_get_function_result('awa.delete_limit'::regproc), 'TABLE(limit_name text, outcome text, queues text[], kinds text[])',
  'result of delete_limit');
select volatility_is('awa', 'delete_limit', 'volatile', 'delete_limit is volatile');
select is(executors('delete_limit'), '{awa_operator,awa_owner}', 'who may call delete_limit');
select keeps_the_rules('delete_limit');

-- Errors.
select refuses($$select awa.delete_limit(null)$$, 'AW001', 'the name of a limit%null', 'a name is needed');
select refuses($$select awa.delete_limit(repeat('n', 201))$$, 'AW003', '%longer than 200 characters', 'a name has an end');

select results_eq($$select * from awa.delete_limit('l')$$, $$select 'l', 'not_found', '{}'::text[], '{}'::text[]$$, 'one that is not there');
select from awa.put_limit('l', '{"concurrency": 3}');
select from awa.configure_queue('q', '{"create": true, "limits": ["l"]}');
select from awa.describe_kind('k', opts => '{"limits": ["l"]}');
select results_eq($$select * from awa.delete_limit('l')$$, $$select 'l', 'attached', '{q}'::text[], '{k}'::text[]$$, 'one that is needed');
select from awa.configure_queue('q', '{"limits": null}');
select from awa.describe_kind('k', opts => '{"limits": []}');
select is((select outcome from awa.delete_limit('l')), 'deleted', 'one that is not');
select is_empty('select * from awa.limits', 'it is gone');

select * from finish();
