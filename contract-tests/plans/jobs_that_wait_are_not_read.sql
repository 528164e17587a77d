-- Jobs that wait for others, for a place or for a time cost claims and tick nothing, however many they are.
set search_path = tap;
select plan(5);

do $$ declare v text; begin
  for v in select c.oid::regclass from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and relkind = 'r' loop
    execute format('alter table %s set (autovacuum_enabled = off)', v);
  end loop;
end $$;
create function pg_temp.blocks(p_call text) returns bigint language plpgsql as $$
begin
  perform count_reads();
  execute format('select count(*) from awa.%s', p_call);
  return all_blocks_read();
end $$;
create function pg_temp.claim() returns bigint language sql as
  $$select pg_temp.blocks($q$claim_jobs(tap.worker(), 'q', 1)$q$)$$;
create temp table cost (call text, blocks bigint);
select count(i.id) from generate_series(1, 100) n, awa.insert_job('x', to_jsonb(n), queue => 'q') i;
-- The plans are made while there is nothing.
select pg_temp.claim(), pg_temp.blocks('tick()');
select pg_temp.claim(), pg_temp.blocks('tick()');
insert into cost values ('claim', pg_temp.claim()), ('tick', pg_temp.blocks('tick()'));

create temp table parent as select id from awa.insert_job('x', queue => 'parents');
select from awa.insert_job('x', queue => 'q', opts => (select jsonb_build_object('parents', jsonb_build_array(id), 'parents_timeout', '1 day') from parent));
select count(i.id) from generate_series(1, 2) n, awa.insert_job('x', to_jsonb(n), queue => 'q', opts => '{"concurrency_key": "k"}') i;
select count(*) from awa.claim_jobs(worker(), 'q', 200);
select count(i.id) from generate_series(1, 100) n, awa.insert_job('x', to_jsonb(n), queue => 'q') i;
alter table awa_store.wait disable trigger user;
insert into awa_store.deferred
select (d).* from (
  select jsonb_populate_record(d, jsonb_build_object('job_id', 1000000 + 10 * n + row_number() over (partition by n order by d.job_id))) as d
  from awa_store.deferred d, generate_series(1, 40000) n) d;
insert into awa_store.wait
select 1000000 + 10 * n + dense_rank() over (partition by n order by w.job_id), w.due_at, w.safe_after, w.on_kind, w.on_id, w.outcome
from awa_store.wait w, generate_series(1, 40000) n;
alter table awa_store.wait enable trigger user;
select setval('awa_store.entry_seq', 2000000);
select cmp_ok((select count(*) from awa_store.wait), '>', 120000::bigint, 'there are many that wait');
-- Each row grows old once.
update awa_store.wait set safe_after = null;
vacuum awa_store.wait, awa_store.deferred;

select pg_temp.claim(), pg_temp.blocks('tick()');
select cmp_ok(pg_temp.claim(), '<', (select blocks + 20 from cost where call = 'claim'), 'a claim reads nothing of them');
select cmp_ok(pg_temp.blocks('tick()'), '<', (select blocks + 20 from cost where call = 'tick'), 'nor does tick');
select is(scanned_tables(), null, 'nothing is read from end to end');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 500)), 98::bigint, 'the others are handed out');

select * from finish();
