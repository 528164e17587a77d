-- A plain row of new_jobs makes its job without a call of insert_job, whatever its isolation level; any other row calls it once.
set search_path = tap;
select plan(8);
set track_functions = 'all';

create function pg_temp.long_ways() returns bigint language sql as $$
  select coalesce(sum(calls), 0)::bigint from pg_catalog.pg_stat_xact_user_functions where funcname = 'insert_job'
$$;
select from awa.configure_queue('parts', '{"create": true, "partitions": 4}');
begin isolation level repeatable read;
insert into awa.new_jobs (kind) values ('x');
select is(pg_temp.long_ways(), 0::bigint, 'with a snapshot');
commit;
begin;
insert into awa.new_jobs (kind) select 'x' from generate_series(1, 10);
select is(pg_temp.long_ways(), 0::bigint, 'with defaults');
insert into awa.new_jobs (kind, args, queue, priority, max_attempts, ordering_key, tags, metadata, opts)
values ('x', '{"a": 1}', 'q', 3, 5, 'key', '{a,b}', '{"a": 1}', '{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}');
select is(pg_temp.long_ways(), 0::bigint, 'with everything that is plain');
insert into awa.new_jobs (kind, run_at) values ('x', '2999-01-01');
select is(pg_temp.long_ways(), 1::bigint, 'not with a time');
insert into awa.new_jobs (kind, unique_by) values ('x', '{"key": "k"}');
select is(pg_temp.long_ways(), 2::bigint, 'nor a key');
insert into awa.new_jobs (kind, opts) values ('x', '{"timeout": "1 min"}');
select is(pg_temp.long_ways(), 3::bigint, 'nor options');
insert into awa.new_jobs (kind, queue) values ('x', 'parts');
select is(pg_temp.long_ways(), 4::bigint, 'nor in a queue with partitions');
commit;
select is((select count(*) from awa.jobs where state = 'available'), 15::bigint, 'all that are due wait');

select * from finish();
