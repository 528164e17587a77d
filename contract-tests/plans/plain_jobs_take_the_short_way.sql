-- A plain job is one statement, whether its arguments are left out or null, as drivers and generated clients pass them.
set search_path = tap;
select plan(4);
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
select awa.insert_job('x', tags => '{a}');
select is(pg_temp.long_ways(), 1::bigint, 'not with a tag');
commit;

select * from finish();
