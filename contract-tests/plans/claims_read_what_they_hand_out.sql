-- The cost of a claim depends neither on the backlog nor on history, whatever the planner knew when the plan was made.
set search_path = tap;
select plan(13);

create function pg_temp.fill(p_count int) returns bigint language sql as $$
  select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'priority', 1 + n % 4,
    'args', jsonb_build_object('n', n))) from generate_series(1, p_count) n))
$$;
create procedure pg_temp.work(p_rounds int) language plpgsql as $$
declare
  v_claim record;
begin
  for i in 1..p_rounds loop
    for v_claim in select claim_id, array_agg(id) as ids from awa.claim_jobs(worker(), max_jobs => 10) group by claim_id loop
      perform from awa.complete_jobs(worker(), v_claim.claim_id, v_claim.ids);
    end loop;
    commit;
  end loop;
end $$;

-- Plans are made and kept while all tables are empty; then there are 12000 jobs and 700 claims, without statistics.
alter table awa_store.ready_0 set (autovacuum_enabled = off);
alter table awa_store.claim_0 set (autovacuum_enabled = off);
alter table awa_store.outcome_0 set (autovacuum_enabled = off);
select pg_temp.fill(10);
call pg_temp.work(3);
select pg_temp.fill(4000);
call pg_temp.work(300);
select pg_temp.fill(4000);
select pg_temp.fill(4000);
call pg_temp.work(400);
select cmp_ok((select count(*) from awa_store.claim)::int, '>=', 700, 'there is a history');

begin;
select count_reads();
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 10)), 10, 'a claim of 10');
select is(scanned_tables(), null, 'reads no table from end to end');
select cmp_ok(entries_read('awa_store.ready_lane'), '<=', 30::bigint, 'and hardly more jobs than it hands out');
select cmp_ok(entries_read('awa_store.claim_lane'), '<=', 30::bigint, 'and a few claims');
commit;

-- With statistics, in the same session and with new plans.
analyze awa_store.ready, awa_store.claim, awa_store.outcome, awa_store.open_claim;
begin;
select count_reads();
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 10)), 10, 'a claim after ANALYZE');
select is(scanned_tables(), null, 'reads no table from end to end');
select cmp_ok(entries_read('awa_store.ready_lane'), '<=', 30::bigint, 'and hardly more jobs than it hands out');
commit;

-- An empty queue beside a full one.
begin;
select count_reads();
select is((select count(*)::int from awa.claim_jobs(worker(), 'other', 10)), 0, 'a claim of an empty queue');
select cmp_ok(entries_read('awa_store.ready_lane') + entries_read('awa_store.claim_lane'), '<=', 10::bigint, 'reads next to nothing');
commit;

-- The last ones, with all of history behind them.
call pg_temp.work(1200);
begin;
select count_reads();
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 10)), 0, 'a claim of a queue worked off');
select is(scanned_tables(), null, 'reads no table from end to end');
select cmp_ok(entries_read('awa_store.ready_lane'), '<=', 10::bigint, 'and no job that is done');
commit;

select * from finish();
