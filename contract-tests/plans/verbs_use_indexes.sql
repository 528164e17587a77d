-- Each verb on one job finds it by an index, whatever the planner knew when the plan was made.
set search_path = tap;
select plan(38);

create function pg_temp.fill(p_count int, p_extra jsonb) returns bigint language sql as $$
  select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x',
    'args', jsonb_build_object('n', n)) || p_extra) from generate_series(1, p_count) n))
$$;
create function pg_temp.fill_unique(p_count int) returns bigint language sql as $$
  select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'u', 'queue', 'unique', 'unique_by',
    jsonb_build_object('key', gen_random_uuid()))) from generate_series(1, p_count) n))
$$;
create temp table one (name text primary key, claim_id bigint, id bigint);
-- One job of each sort, and each verb once on it.
create procedure pg_temp.prepare(p_queue text) language plpgsql as $$
begin
  truncate one;
  insert into one select 'available', null, id from awa.insert_job('x', queue => p_queue || '0');
  insert into one select 'scheduled', null, id from awa.insert_job('x', queue => p_queue || '0', run_at => now() + '1 hour');
  insert into one select 'holder', null, id from awa.insert_job('x', queue => p_queue || '0', unique_by => '{"key": "k"}');
  for i in 1..7 loop
    perform from awa.insert_job('x', queue => p_queue, unique_by => jsonb_build_object('key', p_queue || i));
  end loop;
  commit;
  insert into one
  select (array['complete', 'fail', 'snooze', 'release', 'cancel', 'stop', 'progress'])[row_number() over ()], claim_id, id
  from awa.claim_jobs(worker(), p_queue, 7);
  commit;
end $$;
create function pg_temp.calls() returns table (name text, call text) language sql as $$
  select v.name, format(v.call, coalesce(o.claim_id, o.id), o.id)
  from (values
    (1, 'available', $q$awa.get_job(%1$s)$q$),
    (2, 'holder', $q$awa.insert_job('x', unique_by => '{"key": "k"}')$q$),
    (3, 'holder', $q$awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "replace"}', queue => 'replaced')$q$),
    (4, 'holder', $q$awa.cancel_by_unique_key('x', key => 'k')$q$),
    (5, 'progress', $q$awa.set_progress(worker(), %1$s, %2$s, 50)$q$),
    (6, 'progress', $q$awa.get_job(%2$s)$q$),
    (7, 'complete', $q$awa.complete_jobs(worker(), %1$s, array[%2$s])$q$),
    (8, 'fail', $q$awa.fail_jobs(worker(), %1$s, array[%2$s], '{oops}')$q$),
    (9, 'snooze', $q$awa.snooze_job(worker(), %1$s, %2$s, '1 hour')$q$),
    (10, 'release', $q$awa.release_jobs(worker(), %1$s, array[%2$s])$q$),
    (11, 'stop', $q$awa.cancel_job(%2$s)$q$),
    (12, 'cancel', $q$awa.cancel_running(worker(), %1$s, array[%2$s])$q$),
    (13, 'available', $q$awa.cancel_job(%1$s)$q$),
    (14, 'scheduled', $q$awa.cancel_job(%1$s)$q$),
    (15, 'available', $q$awa.get_job(%1$s)$q$),
    (16, 'available', $q$awa.heartbeat(worker())$q$),
    (17, 'available', $q$awa.sleep_until_work(worker(), '{default}')$q$),
    (18, 'available', $q$awa.sleep_until_work(worker(), '{nothing}')$q$),
    (19, 'available', $q$awa.tick()$q$)
  ) v (n, name, call)
  left join one o on o.name = v.name
  order by v.n
$$;
-- Each call in a transaction of its own: what it answered, and which tables it read from end to end.
create temp table seen (n serial, call text, rows int, scanned text[]);
create procedure pg_temp.run() language plpgsql as $$
declare
  v_call text;
  v_rows int;
begin
  for v_call in select c.call from pg_temp.calls() c loop
    perform count_reads();
    execute format('select count(*) from %s', v_call) into v_rows;
    insert into seen (call, rows, scanned) values (v_call, v_rows, scanned_tables());
    commit;
  end loop;
end $$;

-- Plans are made and kept while the tables are empty; then they are not, and there are no statistics.
do $$ declare v text; begin
  for v in select c.oid::regclass from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and relkind = 'r' loop
    execute format('alter table %s set (autovacuum_enabled = off)', v);
  end loop;
end $$;
call pg_temp.prepare('warm');
call pg_temp.run();
truncate seen;
select pg_temp.fill(5000, '{}');
select pg_temp.fill(5000, '{"run_at": "2099-01-01T00:00:00Z"}');
select pg_temp.fill_unique(1500);
create procedure pg_temp.work(p_rounds int) language plpgsql as $$
declare
  v_claim record;
begin
  for i in 1..p_rounds loop
    for v_claim in select claim_id, array_agg(id) as ids from awa.claim_jobs(worker(), max_jobs => 2) group by claim_id loop
      if i % 4 = 0 then
        perform from awa.fail_jobs(worker(), v_claim.claim_id, v_claim.ids, array_fill('oops'::text, array[cardinality(v_claim.ids)]),
          final => i % 8 = 0);
      elsif i % 4 <> 1 then
        perform from awa.complete_jobs(worker(), v_claim.claim_id, v_claim.ids);
      end if;
    end loop;
    commit;
  end loop;
end $$;
call pg_temp.work(1000);
call pg_temp.prepare('cold');
call pg_temp.run();
select is(rows::text || ' ' || coalesce(scanned::text, 'none'), '1 none', regexp_replace(call, '\m\d{3,}', 'n', 'g') || ' without statistics') from seen order by n;

analyze;
truncate seen;
call pg_temp.prepare('known');
call pg_temp.run();
select is(rows::text || ' ' || coalesce(scanned::text, 'none'), '1 none', regexp_replace(call, '\m\d{3,}', 'n', 'g') || ' with statistics') from seen order by n;

select * from finish();
