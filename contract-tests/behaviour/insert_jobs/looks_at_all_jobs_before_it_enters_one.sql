-- What is wrong with a job of an array is said before keys are taken, and for the first of several.
set search_path = tap;
select plan(7);

create temp table parent as select id from awa.insert_job('x', queue => 'parents');
select from awa.insert_job('x', unique_by => '{"key": "held"}');
create function pg_temp.batch(variadic p_jobs jsonb[]) returns setof record language sql as $$
  select awa.insert_jobs(jsonb_build_array(jsonb_build_object(
    'kind', 'first', 'opts', jsonb_build_object('parents', (select jsonb_agg(id) from parent)))) || array_to_json(p_jobs)::jsonb)
$$;
select refuses($$select pg_temp.batch('{"kind": "x", "unique_by": {"key": "held", "on_conflict": "raise"}}', '{"kind": "x", "priority": 9}')$$,
  'AW001', 'job 3: priority%9', 'a bad job is named before a held key');
select refuses($$select pg_temp.batch('{"kind": "x", "unique_by": {"key": "held", "on_conflict": "raise"}}', '{"kind": "x"}')$$,
  'AW004', 'job 2: %', 'which is named if all are right');
select refuses($$select pg_temp.batch('{"kind": "x", "priority": 9}', '{"kind": ""}')$$, 'AW001', 'job 2: priority%9', 'the first of two');
select refuses($$select pg_temp.batch('{"kind": "x", "opts": {"traceparent": "x"}}', '{"kind": ""}')$$, 'AW001', 'job 2: traceparent%',
  'a trace context that is none');
select refuses($$select pg_temp.batch('{"kind": "x", "opts": {"validate": true}}', '{"kind": ""}')$$, 'AW011', 'job 2: %',
  'a kind without a schema');
select refuses($$select pg_temp.batch('{"kind": "x", "opts": {"parents": [999999]}}')$$, 'AW010', 'job 2: %999999%', 'a parent that is none');
select is((select count(*)::int from awa.jobs), 2, 'nothing of all that was inserted');

select * from finish();
