-- What is read of each queue, partition and worker is little, however many there are.
set search_path = tap;
select plan(14);

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
create procedure pg_temp.work_off(p_queue text) language plpgsql as $$
declare
  v record;
begin
  loop
    for v in select claim_id, array_agg(id) as ids from awa.claim_jobs(worker(), p_queue, 500) group by claim_id loop
      perform from awa.complete_jobs(worker(), v.claim_id, v.ids);
    end loop;
    exit when not found;
    commit;
  end loop;
end $$;

-- The plans are made while there is nothing.
select pg_temp.blocks('queue_stats()'), pg_temp.blocks($$queue_stats('q1')$$), pg_temp.blocks('tick()');
do $$ begin
  perform awa.insert_job('x', queue => 'q' || n) from generate_series(1, 300) n;
  perform awa.insert_job('x', queue => 'h' || n) from generate_series(1, 100) n;
  commit;
  for n in 1..100 loop
    perform awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => n % 2 = 0) from awa.claim_jobs(worker(), 'h' || n) c;
    perform awa.insert_job('x', queue => 'h' || n);
    perform awa.complete_jobs(worker(), c.claim_id, array[c.id]) from awa.claim_jobs(worker(), 'h' || n) c;
  end loop;
end $$;
select is((select count(*)::int from awa.queue_stats()), 400, 'there are 400 queues');
begin;
select awa_store.watch_claims(true);
commit;
select cmp_ok(pg_temp.blocks('queue_stats()'), '<', 400 * 60::bigint, 'of each queue queue_stats reads some blocks');
select is(scanned_tables(), null, 'and no table from end to end');
select cmp_ok(pg_temp.blocks($$queue_stats('q1')$$), '<', 100::bigint, 'of one alone it reads some, too');
select cmp_ok(pg_temp.blocks($$queue_stats('h1')$$), '<', 100::bigint, 'also with a history');
select cmp_ok(pg_temp.blocks($$claim_jobs(tap.worker(), 'q1')$$), '<', 200::bigint, 'a claim reads of its own queue');
select cmp_ok(pg_temp.blocks($$insert_job('x', queue => 'q1')$$), '<', 60::bigint, 'and an enqueue');
create function pg_temp.sleep(p_queues int) returns bigint language sql as $$
  select pg_temp.blocks(format(
    $q$sleep_until_work(tap.worker(), (select array_agg('s' || n) from generate_series(1, %s) n), opts => '{"listen": false}')$q$,
    p_queues))
$$;
select pg_temp.sleep(1);
select cmp_ok(pg_temp.sleep(500), '<', 500 * 40::bigint, 'a worker of 500 queues reads some blocks of each before it sleeps');

-- A queue that has many partitions, or had them once.
select from awa.configure_queue('wide', '{"create": true, "partitions": 1024}');
select pg_temp.blocks($$claim_jobs(tap.worker(), 'wide')$$);
select cmp_ok(pg_temp.blocks($$claim_jobs(tap.worker(), 'wide')$$), '<', 120::bigint, 'of 1024 partitions without entries a claim looks at a few');
do $$ begin perform awa.insert_job('x', queue => 'wide') from generate_series(1, 2048); end $$;
select cmp_ok(pg_temp.blocks($$claim_jobs(tap.worker(), 'wide')$$), '<', 200::bigint, 'a claim of one job looks for one partition');
call pg_temp.work_off('wide');
select from awa.configure_queue('wide', '{"partitions": 1}');
select cmp_ok(pg_temp.blocks($$claim_jobs(tap.worker(), 'wide')$$), '<', 1024 * 30::bigint, 'of those with a history it reads some blocks');
select cmp_ok(pg_temp.sleep(1), '<', 60::bigint, 'as long as they are looked at');
select awa_store.close_partitions('infinity');
select cmp_ok(pg_temp.blocks($$claim_jobs(tap.worker(), 'wide')$$), '<', 60::bigint, 'when they are given up it reads nothing of them');

-- Retention looks at the oldest job of each queue and state.
select awa_store.forget_ended(500);
select count_reads();
select awa_store.forget_ended(500);
select cmp_ok(all_blocks_read(), '<', 100 * 15::bigint, 'retention reads some blocks of each queue with ended jobs');

select * from finish();
