-- get_job, list_jobs and queue_stats read a few entries of each index, whatever is kept and whatever waits.
set search_path = tap;
select plan(57);

create function pg_temp.fill(p_count int, p_extra jsonb) returns bigint language sql as $$
  select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x') || p_extra) from generate_series(1, p_count) n))
$$;
create procedure pg_temp.work(p_rounds int, p_jobs int) language plpgsql as $$
declare
  v record;
begin
  for i in 1..p_rounds loop
    for v in select claim_id, array_agg(id) as ids from awa.claim_jobs(worker(), max_jobs => p_jobs) group by claim_id loop
      if i % 50 = 0 then
        perform from awa.fail_jobs(worker(), v.claim_id, v.ids, array_fill('oops'::text, array[cardinality(v.ids)]), '1 day', i % 100 = 0);
      else
        perform from awa.complete_jobs(worker(), v.claim_id, v.ids);
      end if;
    end loop;
    commit;
    if i % 500 = 0 then
      perform awa_store.watch_claims(true);
      commit;
    end if;
  end loop;
end $$;
create temp table seen (n serial, call text, jobs int, scanned text[], entries bigint);
create procedure pg_temp.look() language plpgsql as $$
declare
  v_call text;
  v_jobs int;
begin
  truncate seen;
  foreach v_call in array array[
    'get_job((select min(job_id) from awa_store.ready))', 'get_job((select max(job_id) from awa_store.ready))',
    'get_job((select job_id from tap.running limit 1))', 'get_job((select min(job_id) from awa_store.deferred))',
    'get_job((select min(job_id) from awa_store.ended))', 'get_job(999999999)',
    $q$list_jobs('default', 'available')$q$, $q$list_jobs('default', 'running')$q$, $q$list_jobs('default', 'completed')$q$,
    $q$list_jobs('default', 'failed')$q$, $q$list_jobs('default', 'retryable')$q$, $q$list_jobs('default', 'scheduled')$q$,
    $q$queue_stats('default')$q$, 'queue_stats()'
  ] loop
    perform count_reads();
    execute format('select count(*) from awa.%s', v_call) into v_jobs;
    insert into seen (call, jobs, scanned, entries) values (v_call, v_jobs, scanned_tables(), all_entries_read());
    commit;
  end loop;
end $$;

-- Plans are made while the tables are empty, and kept; then there are 60000 jobs without statistics.
do $$ declare v text; begin
  for v in select c.oid::regclass from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and relkind = 'r' loop
    execute format('alter table %s set (autovacuum_enabled = off)', v);
  end loop;
end $$;
create table tap.running (job_id bigint);
call pg_temp.look();
select pg_temp.fill(5000, '{}') from generate_series(1, 6);
select pg_temp.fill(5000, '{"run_at": "2099-01-01T00:00:00Z"}');
call pg_temp.work(600, 10);
call pg_temp.work(20, 500);
-- Another segment of the ring.
select from awa.heartbeat(worker());
update awa_store.segment set opened_at = opened_at - interval '13 hours';
select from awa.tick();
select pg_temp.fill(5000, '{}') from generate_series(1, 6);
call pg_temp.work(300, 10);
insert into tap.running select id from awa.claim_jobs(worker(), max_jobs => 30);
-- As tick does it, in smaller steps: until a call has been around.
select awa_store.watch_claims(true);
create procedure pg_temp.count_lanes() language plpgsql as $$
begin
  loop
    exit when not awa_store.count_long_lanes(100) and (select stats_lane = '00000000-0000-0000-0000-000000000000' from awa_store.watch);
    commit;
  end loop;
end $$;
call pg_temp.count_lanes();
select stop_clock(clock_timestamp());
-- Until a call finds nothing to begin: tick may have begun at a time when little had ended.
create procedure pg_temp.count_histories() language plpgsql as $$
declare
  v_was_counting boolean;
begin
  loop
    perform advance_clock('2 s');
    select counted_at is not null into v_was_counting from awa_store.watch;
    perform awa_store.count_histories(100);
    exit when not v_was_counting and (select counted_at is null from awa_store.watch);
    commit;
  end loop;
end $$;
call pg_temp.count_histories();
select is((select count(*)::int from awa_store.ready) + (select count(*)::int from awa_store.deferred where state = 'scheduled'), 65000,
  'there are 60000 jobs, and some');
create function pg_temp.judged() returns setof text language sql as $$
  select is(scanned, null, call || ' scans nothing') from seen order by n;
$$;
create function pg_temp.bounded() returns setof text language sql as $$
  select case
    when call like 'queue_stats%' then cmp_ok(entries, '<', 6500::bigint, call || ' reads no more than what is scheduled and a few entries')
    when call like 'list%' then cmp_ok(entries, '<', 600::bigint, call || ' reads few entries')
    else cmp_ok(entries, '<', 60::bigint, call || ' reads few entries')
  end
  from seen order by n;
$$;
call pg_temp.look();
select pg_temp.judged();
select pg_temp.bounded();
analyze;
call pg_temp.look();
select pg_temp.judged();
select pg_temp.bounded();

select * from finish();
