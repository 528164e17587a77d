-- A million schedules, of which some are due now and then, cost claims, sleepers and tick an index probe; without any, nothing.
set search_path = tap;
select plan(45);
select stop_clock('2030-01-01 12:00:00+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');

create temp table seen (n serial, round text, call text, scanned text[], entries bigint, blocks bigint);
-- Of the tables of schedules and their indexes.
create function pg_temp.entries_of_schedules() returns bigint language sql as $$
  select sum(pg_catalog.pg_stat_get_xact_tuples_returned(c.oid) - coalesce((current_setting('tap.reads')::jsonb -> c.oid::text ->> 1)::bigint, 0))::bigint
  from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and c.relkind = 'i' and c.relname like 'schedule%'
$$;
create function pg_temp.blocks_of_schedules() returns bigint language sql as $$
  select sum(pg_catalog.pg_stat_get_xact_blocks_fetched(c.oid) - coalesce((current_setting('tap.reads')::jsonb -> c.oid::text ->> 2)::bigint, 0))::bigint
  from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and c.relkind in ('i', 'r') and c.relname like 'schedule%'
$$;
create procedure pg_temp.look(p_round text) language plpgsql as $$
declare
  v_call text;
begin
  foreach v_call in array array[
    'select id from awa.claim_jobs(tap.worker(), ''q'')', 'select id from awa.claim_jobs(tap.worker(), ''empty'')',
    'select has_work from awa.sleep_until_work(tap.worker(), ''{q,empty}'')', 'select promoted from awa.tick()'
  ] loop
    -- What is looked at now and then only.
    update awa_store.watch set zones_at = awa_store.clock() + interval '1 h';
    update awa_store.schedule_job set look_at = awa_store.clock() + interval '1 h';
    commit;
    -- Plans and catalogs.
    for i in 1..2 loop
      perform awa.insert_job('x', queue => 'q') where v_call ~ 'claim.*''q''';
      commit;
      perform tap.count_reads();
      execute v_call;
      insert into seen (round, call, scanned, entries, blocks)
      select p_round, v_call, tap.scanned_tables(), pg_temp.entries_of_schedules(), pg_temp.blocks_of_schedules();
      commit;
    end loop;
  end loop;
  delete from seen s using seen o where o.round = s.round and o.call = s.call and o.n > s.n;
  commit;
end $$;

call pg_temp.look('none');
select is(blocks, case when call ~ 'tick' then blocks else 0 end, 'without schedules nothing of them is read: ' || call) from seen order by n;

-- One is made as usual, and a million like it: a thousand for the first minute, the others for later ones.
do $$ declare v text; begin
  for v in select c.oid::regclass from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and relkind = 'r' loop
    execute format('alter table %s set (autovacuum_enabled = off)', v);
  end loop;
end $$;
select from awa.put_schedule('s', '0 * * * *', kind => 'x', opts => '{"queue": "q"}');
create procedure pg_temp.fill() language plpgsql as $$
begin
  insert into awa_store.schedule (
    name, queue, due_at, next_fire, cursor_at, by_tick, overlap, jitter, catch_up, catch_up_max, created_at, updated_at, spec, zone, kind,
    sentence, owner, args, opts)
  select 's' || n, 'q' || n % 10, d.at, d.at, s.cursor_at, false, s.overlap, 0, s.catch_up, s.catch_up_max, s.created_at, s.updated_at,
    d.minute || ' * * * *', s.zone, s.kind, s.sentence, s.owner, s.args, s.opts
  from awa_store.schedule s, generate_series(1, 1000000) n,
    lateral (select case when n <= 1000 then 1 else 10 + n % 50 end as minute) m,
    lateral (select m.minute, s.cursor_at + m.minute * interval '1 min' as at) d;
  insert into awa_store.schedule_version (schedule, valid_from, spec, zone, rule)
  select 's' || n, '-infinity', v.spec, v.zone, r.rule
  from awa_store.schedule_version v,
    (select m, awa_store.read_spec(m || ' * * * *', 's', false) as rule from generate_series(1, 59) m offset 0) r,
    lateral (select n from generate_series(1, 1000000) n where case when n <= 1000 then 1 else 10 + n % 50 end = r.m) n;
end $$;
call pg_temp.fill();
select is((select count(*)::int from awa_store.schedule), 1000001, 'there are a million');

-- As long as none is due.
call pg_temp.look('cold');
analyze awa_store.schedule, awa_store.schedule_version;
call pg_temp.look('known');
create function pg_temp.judged(p_round text) returns setof text language sql as $$
  select t.line
  from seen s
  cross join lateral (
    values
      (1, is(s.scanned, null, s.round || ': scans nothing: ' || s.call)),
      (2, cmp_ok(s.entries, '<=', 4::bigint, s.round || ': reads but a few entries of them: ' || s.call)),
      (3, cmp_ok(s.blocks, '<=', 24::bigint, s.round || ': the blocks on the way down an index: ' || s.call))
  ) t (n, line)
  where s.round = p_round
  order by s.n, t.n;
$$;
select pg_temp.judged('cold');
select pg_temp.judged('known');

-- A thousand in a minute: a hundred by claims of their queue, the others by tick.
select advance_clock('61 s');
create temp table fired (jobs int, entries bigint, scanned text[]);
create procedure pg_temp.fire(p_call text) language plpgsql as $$
declare
  v_jobs bigint := (select last_value from awa_store.entry_seq);
begin
  perform count_reads();
  execute p_call;
  insert into fired select (select last_value from awa_store.entry_seq) - v_jobs, all_entries_read(), scanned_tables();
  commit;
end $$;
do $$ begin
  for i in 1..50 loop
    call pg_temp.fire($c$select from awa.claim_jobs(worker(), 'q3')$c$);
  end loop;
end $$;
select is((select sum(jobs) from fired), 100::bigint, 'a claim fires those of its queue');
do $$ begin
  -- As many as it takes: each has its time.
  for i in 1..200 loop
    call pg_temp.fire('select from awa.tick()');
    exit when (select sum(jobs) from fired) >= 1000;
  end loop;
end $$;
select is((select sum(jobs) from fired), 1000::bigint, 'tick the others');
select is((select count(*)::int from fired where scanned is not null), 0, 'nothing is scanned for it');
select cmp_ok((select max(entries / jobs) from fired where jobs > 0), '<=', 60::bigint, 'each reads a few entries');
select advance_clock('71 s');
call pg_temp.look('after');
select pg_temp.judged('after');

select * from finish();
