-- Sound jobs of an array are one statement, with a trace context, args to be checked, and unique keys, free or held, too.
set search_path = tap;
select plan(9);
set track_functions = 'all';

create function pg_temp.long_ways() returns bigint language sql as $$
  select coalesce(sum(calls), 0)::bigint from pg_catalog.pg_stat_xact_user_functions where funcname = 'insert_any'
$$;
create temp table parent as select id from awa.insert_job('x', queue => 'parents');
select from awa.describe_kind('pay', '{"required": ["amount"]}');
begin;
select from awa.insert_jobs('[{"kind": "pay", "args": {"amount": 1}, "metadata": {"a": 1},
  "opts": {"validate": true, "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}, {"kind": "x"}]');
select is(pg_temp.long_ways(), 0::bigint, 'traced and checked jobs');
select from awa.insert_jobs('[{"kind": "pay", "args": {"amount": 2}, "unique_by": {"key": "k"}, "opts": {"validate": true}}, {"kind": "x"}]');
select is(pg_temp.long_ways(), 0::bigint, 'a free key');
select from awa.insert_jobs('[{"kind": "x", "unique_by": {"key": "k"}}, {"kind": "pay", "unique_by": {"key": "k"}}, {"kind": "x"}]');
select is(pg_temp.long_ways(), 0::bigint, 'held keys');
commit;
begin;
select from awa.insert_jobs('[{"kind": "pay", "unique_by": {"key": "k", "on_conflict": "replace"}}, {"kind": "x"}]');
select ok(pg_temp.long_ways() > 0, 'not a holder that is replaced');
commit;
begin;
select from awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x',
  'opts', jsonb_build_object('parents', (select jsonb_agg(id) from parent)))));
select ok(pg_temp.long_ways() > 0, 'nor parents');
commit;
select results_eq($$select metadata from awa.jobs where kind = 'pay' and args = '{"amount": 1}'$$,
  $$values ('{"a": 1, "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}'::jsonb)$$, 'the trace is there');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "opts": {"traceparent": "00-short-01"}}]')$$, 'AW001',
  'job 2: %00-short-01%', 'a bad one is named');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "pay", "opts": {"validate": true}}]')$$, 'AW011', 'job 2: kind pay%',
  'args that do not fit are named');
select refuses($$select awa.insert_jobs('[{"kind": "x", "metadata": 5,
    "opts": {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}}]')$$, 'AW001', 'job 1: metadata%5%',
  'metadata is named as it was given');

select * from finish();
