-- Statistics that were taken when everything was done say that tables are empty. What costs as much as it handles then goes on to.
set search_path = tap;
select plan(14);

do $$ declare v text; begin
  for v in select c.oid::regclass from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and relkind = 'r' loop
    execute format('alter table %s set (autovacuum_enabled = off)', v);
  end loop;
end $$;
create procedure pg_temp.fill(p_count int) language plpgsql as $$
declare
  v_parent bigint;
begin
  perform from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'queue', 'due',
    'run_at', awa_store.clock() + interval '1 s')) from generate_series(1, p_count) n));
  perform from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'queue', 'unique',
    'unique_by', jsonb_build_object('key', n::text))) from generate_series(1, p_count) n));
  select id into v_parent from awa.insert_job('x', queue => 'parent');
  perform from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'queue', 'children',
    'opts', jsonb_build_object('parents', jsonb_build_array(v_parent)))) from generate_series(1, p_count) n));
  perform from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'queue', 'keys',
    'opts', jsonb_build_object('concurrency_key', 'k' || n % 5))) from generate_series(1, p_count) n));
  commit;
  perform advance_clock('2 s');
end $$;
create temp table counted (n serial, what text, handled int, entries bigint, blocks bigint);
create procedure pg_temp.work(p_queue text, p_rounds int) language plpgsql as $$
declare
  v_claim record;
  v_left int := p_rounds;
begin
  while v_left > 0 loop
    v_left := v_left - 1;
    for v_claim in select claim_id, array_agg(id) as ids from awa.claim_jobs(worker(), p_queue, 100) group by claim_id loop
      perform from awa.complete_jobs(worker(), v_claim.claim_id, v_claim.ids);
      commit;
    end loop;
  end loop;
end $$;
create procedure pg_temp.finish() language plpgsql as $$
begin
  while exists (select from awa.queue_stats() where available + scheduled + pending + blocked > 0) loop
    perform from awa.tick();
    commit;
    call pg_temp.work('due', 3);
    call pg_temp.work('unique', 3);
    call pg_temp.work('parent', 1);
    call pg_temp.work('children', 3);
    call pg_temp.work('keys', 50);
  end loop;
end $$;
create procedure pg_temp.count(p_what text, p_sql text) language plpgsql as $$
declare
  v_handled int;
begin
  perform count_reads();
  execute p_sql into v_handled;
  -- What is done at commit counts.
  set constraints all immediate;
  insert into counted (what, handled, entries, blocks) values (p_what, v_handled, all_entries_read(), all_blocks_read());
  commit;
end $$;

call pg_temp.fill(500);
call pg_temp.finish();
analyze;
call pg_temp.fill(2000);

call pg_temp.count('tick that promotes', 'select promoted from awa.tick()');
call pg_temp.count('a claim that promotes', $$select count(*) from awa.claim_jobs(worker(), 'due', 100)$$);
call pg_temp.count('a claim of unique jobs', $$create temp table held as select claim_id, id from awa.claim_jobs(worker(), 'unique', 100);
  select count(*) from held$$);
call pg_temp.count('their end', $$select s.settled from (select claim_id, array_agg(id) as ids from held group by 1) h,
  awa.complete_jobs(worker(), h.claim_id, h.ids) s$$);
call pg_temp.count('the end of a parent', $$select 1000 * s.settled from awa.claim_jobs(worker(), 'parent') c,
  awa.complete_jobs(worker(), c.claim_id, array[c.id]) s$$);
call pg_temp.count('tick that lets children go', 'select 1000 from awa.tick()');
call pg_temp.count('a claim that blocks', $$select 1000 from awa.claim_jobs(worker(), 'keys', 100)$$);
select diag(format('%s handled %s with %s entries and %s blocks', what, handled, entries, blocks)) from counted order by n;
select cmp_ok(entries, '<', 60 * handled::bigint, what || ' reads few entries for each job') from counted order by n;
select cmp_ok(blocks, '<', 300 * handled::bigint, what || ' looks into few blocks for each job') from counted order by n;

select * from finish();
