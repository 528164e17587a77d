-- Jobs that need places in the same two lines, and wait in both of them, run one after the other: the first one gets on.
set search_path = tap;
select plan(5);

select outcome from awa.put_limit('x', '{"concurrency": 1}');
select outcome from awa.put_limit('y', '{"concurrency": 1}');
create temp table held (claim_id bigint, id bigint);
create function pg_temp.insert(p_limits text[]) returns bigint language sql as $$
  select id from awa.insert_job('x', opts => jsonb_build_object('limits',
    (select jsonb_agg(jsonb_build_object('name', l, 'key', 'k')) from unnest(p_limits) l)))
$$;
create function pg_temp.claim() returns bigint language sql as $$
  with taken as (insert into held select claim_id, id from awa.claim_jobs(worker(), max_jobs => 10) returning id)
  select count(*) from taken
$$;
create function pg_temp.complete() returns void language sql as $$
  with gone as (delete from held returning *)
  select from gone g, awa.complete_jobs(worker(), g.claim_id, array[g.id])
$$;
select pg_temp.insert('{y}');
select pg_temp.claim();
select pg_temp.insert('{x,y}') from generate_series(1, 2);
select pg_temp.claim();
select pg_temp.insert('{x}');
select pg_temp.claim();
select pg_temp.insert('{x,y}') from generate_series(1, 2);
select is(pg_temp.claim(), 0::bigint, 'some wait in one line, some in the other');
select pg_temp.complete();
do $$ begin
  for i in 1..12 loop
    perform pg_temp.claim();
    commit;
    perform pg_temp.complete();
    commit;
    perform from awa.tick();
    commit;
  end loop;
end $$;
select is((select string_agg(distinct state, ' ') from awa.jobs), 'completed', 'all of them run');
select is(kept('places') + kept('waits'), 0::bigint, 'and leave nothing behind');

-- A line that is gone.
select outcome from awa.put_limit('z', '{"concurrency": 1}');
select pg_temp.insert('{z}');
create temp table second as select pg_temp.insert('{z}') as id;
select pg_temp.claim();
select outcome from awa.delete_limit('z');
select is((select outcome from awa.reschedule_job((select id from second), run_at => now() - interval '1 s')), 'rescheduled',
  'a job whose limit was deleted can be rescheduled');
select count(*) from awa.tick();
select is(state_of((select id from second)), 'available', 'and is let in');

select * from finish();
