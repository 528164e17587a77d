-- A plain job is one statement, with a usual unique key that is free or without one, whether its arguments are left out
-- or null, as drivers and generated clients pass them.
set search_path = tap;
select plan(12);
set track_functions = 'all';

create function pg_temp.long_ways() returns bigint language sql as $$
  select coalesce(sum(calls), 0)::bigint from pg_catalog.pg_stat_xact_user_functions where funcname = 'insert_any'
$$;
begin;
select awa.insert_job('x');
select is(pg_temp.long_ways(), 0::bigint, 'with defaults');
select awa.insert_job('x', '{"a": 1}', 'q', 3, null, 5, null, 'key', '{}', '{}', '{}');
select is(pg_temp.long_ways(), 0::bigint, 'with everything that is plain');
select awa.insert_job('x', null, null, null, null, null, null, null, null, null, null);
select is(pg_temp.long_ways(), 0::bigint, 'with nulls');
select awa.insert_job('x', tags => '{a,b}', metadata => '{"a": 1}',
  opts => '{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}');
select is(pg_temp.long_ways(), 0::bigint, 'with tags, metadata and a trace');
select awa.insert_job('x', unique_by => '{"key": "k"}');
select is(pg_temp.long_ways(), 0::bigint, 'with a key that is free');
select awa.insert_job('x', '{"to": "ada@example.com"}', unique_by => '{"args": true}');
select is(pg_temp.long_ways(), 0::bigint, 'with a key of all args');
select awa.insert_job('x', unique_by => '{"key": "k"}');
select is(pg_temp.long_ways(), 1::bigint, 'not with a key that is held');
select awa.insert_job('x', unique_by => '{"key": "l", "period": "1 hour"}');
select is(pg_temp.long_ways(), 2::bigint, 'nor with another form of key');
commit;
select results_eq($$select tags, metadata from awa.jobs where tags <> '{}'$$,
  $$values ('{a,b}'::text[],
    '{"a": 1, "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}'::jsonb)$$,
  'what came the short way is there');
select refuses($$select awa.insert_job('x', metadata => '[1]',
    opts => '{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}')$$, 'AW001', '%metadata%[1]%',
  'metadata is named as it was given');
select refuses($$select awa.insert_job('x', opts => '{"traceparent": "00-short-01"}')$$, 'AW001', '%00-short-01%',
  'so is a bad trace');
select refuses($$select awa.insert_job('x', tags => array[null])$$, 'AW001', '%tag%', 'and a bad tag');

select * from finish();
