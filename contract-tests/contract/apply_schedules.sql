-- apply_schedules: makes the schedules of a declared set what it says.
set search_path = tap;
select plan(29);

select has_function('awa', 'apply_schedules', array['jsonb', 'boolean', 'boolean', 'jsonb'], 'apply_schedules exists');
select is(pg_get_function_arguments('awa.apply_schedules'::regproc),
  'schedules jsonb, prune boolean DEFAULT false, dry_run boolean DEFAULT false, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of apply_schedules');
select is(pg_get_function_result('awa.apply_schedules'::regproc),
  'TABLE(ordinal integer, schedule_name text, outcome text, changes jsonb, next_fires text[], sentence text, notes text[])',
  'result of apply_schedules');
select volatility_is('awa', 'apply_schedules', 'volatile', 'apply_schedules is volatile');
select is(executors('apply_schedules'), '{awa_operator,awa_owner,awa_producer}', 'who may call apply_schedules');
select keeps_the_rules('apply_schedules');

-- Errors.
select refuses($$select awa.apply_schedules(null)$$, 'AW001', 'schedules%null%', 'a set is needed');
select refuses($$select awa.apply_schedules('{}')$$, 'AW001', 'schedules%array%{}%', 'an array');
select refuses($$select awa.apply_schedules('[{"name": "a", "spec": "@daily", "kind": "x", "opts": {"limits": [{"name": "nobody", "key": "k"}]}}]')$$, 'AW010', 'schedule 1 ("a"): %nobody%', 'limits exist');
select refuses($$select awa.apply_schedules('[1]')$$, 'AW001', 'schedule 1 must be%1', 'of objects');
select refuses($$select awa.apply_schedules('[{"name": "a", "spec": "@daily", "kind": "x"}, {"name": "b", "specs": 1}]')$$, 'AW002', 'schedule 2 ("b")%"specs"', 'an unknown field is named, with its entry');
select refuses($$select awa.apply_schedules('[{"name": 7}]')$$, 'AW001', 'schedule 1 (7): name must be a text%7', 'names are texts');
select refuses($$select awa.apply_schedules('[{"spec": "@daily"}]')$$, 'AW001', 'schedule 1 (null): name%null', 'and needed');
select refuses($$select awa.apply_schedules('[{"name": "a", "spec": "@daily", "kind": "x"}, {"name": "b", "spec": "61 * * * *", "kind": "x"}]')$$, 'AW001', 'schedule 2 ("b"): minute of spec%"61"', 'the entry and the field of a wrong one are named');
select refuses($$select awa.apply_schedules('[{"name": "b", "spec": "@daily", "kind": "x", "opts": {"priority": 9}}]')$$, 'AW001', 'schedule 1 ("b"): priority%9', 'and of an option');
select refuses($$select awa.apply_schedules('[{"name": "a", "spec": "@daily", "kind": "x"}, {"name": "a", "spec": "@daily", "kind": "x"}]')$$, 'AW001', 'schedule 2: name "a"%before', 'a name stands once');
select refuses($$select awa.apply_schedules('[]', opts => '{"owner": 1}')$$, 'AW002', '%"owner" in opts', 'an unknown option is named');
select refuses($$select awa.apply_schedules('[]', opts => '{"source": ""}')$$, 'AW001', 'source%""', 'a source is not empty');
select refuses($$select awa.apply_schedules('[]', opts => '{"source": 7}')$$, 'AW001', 'source%7', 'and a text');
select refuses($$select awa.apply_schedules('[]', opts => jsonb_build_object('source', repeat('s', 201)))$$, 'AW003', 'source%200 characters', 'of 200 letters');
select refuses($$select awa.apply_schedules('[{"name": "v", "spec": "@daily", "kind": "x", "opts": {"validate": true}}]')$$, 'AW011', 'schedule 1 ("v"): %kind x%', 'args can be checked');
select is_empty('select name from awa.schedules', 'nothing came of these');

select results_eq(
  $$select ordinal, schedule_name, outcome, changes, cardinality(next_fires), sentence, notes
    from awa.apply_schedules('[{"name": "b", "spec": "@daily", "kind": "x"}, {"name": "a", "spec": "@hourly", "kind": "x", "args": null}]')$$,
  $$values (1, 'b', 'created', '{}'::jsonb, 5, 'At 00:00.', '{}'::text[]), (2, 'a', 'created', '{}', 5, 'At minute 0 of every hour.', '{}')$$,
  'the answer');

select * from finish();
