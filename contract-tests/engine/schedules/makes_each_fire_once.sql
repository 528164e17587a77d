-- What has been made is remembered as ranges, few of them; and whether there are schedules at all.
set search_path = tap;
select plan(22);
select stop_clock('2030-01-01 12:00:30+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');
create function pg_temp.noted() returns boolean language sql as $$ select has_schedules from awa_store.ring $$;
create function pg_temp.done() returns text language sql as $$
  select string_agg(to_char(lower(r) at time zone 'UTC', 'HH24:MI') || '-' || to_char(upper(r) at time zone 'UTC', 'HH24:MI'), ' ' order by r)
  from awa_store.schedule s, unnest(s.done) r
$$;

select is(pg_temp.noted(), false, 'there is none');
select from awa.put_schedule('s', '* * * * *', kind => 'x', opts => '{"overlap": "skip"}');
select is(pg_temp.noted(), true, 'there is one');
select is(pg_temp.done(), null, 'nothing was made');
do $$ begin
  for i in 1..5 loop
    perform tap.advance_clock('1 min');
    perform from awa.claim_jobs(tap.worker()) c, awa.complete_jobs(tap.worker(), c.claim_id, array[c.id]);
  end loop;
end $$;
select is(pg_temp.done(), '12:01-12:05', 'one after the other is one range');
select from awa.insert_job('x');
select advance_clock('1 min');
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 2)), 2, 'one is under way');
select advance_clock('1 min');
select from awa.tick();
select is(pg_temp.done(), '12:01-12:06', 'one that was skipped is not made');
select from awa.jobs j, awa.cancel_job(j.id) where j.state = 'running';
select advance_clock('1 min');
select from awa.tick();
select is(pg_temp.done(), '12:01-12:06 12:08-12:08', 'then there is another range');
select is((select fired from awa.backfill_schedule('s', '2030-01-01 12:00+00')), 2, 'a backfill makes what lies between, and before');
select is(pg_temp.done(), '12:00-12:00 12:01-12:07 12:08-12:08', 'which is remembered');
select is((select fired from awa.backfill_schedule('s', '2030-01-01 12:00+00')), 0, 'for ever');

-- No more than 200 ranges.
do $$
declare
  v_done tstzmultirange := '{}';
begin
  for i in 1..1000 loop
    v_done := awa_store.with_fire(v_done, 'epoch'::timestamptz + i * interval '1 min', null);
  end loop;
  update awa_store.schedule set done = v_done;
end $$;
select is((select count(*)::int from awa_store.schedule s, unnest(s.done)), 200, 'the oldest gaps are closed');
select is((select range_merge(s.done) from awa_store.schedule s), '["1970-01-01 00:01:00+00","1970-01-01 16:40:00+00"]', 'so that nothing is made twice');

-- Versions: a thousand beside the first.
do $$ begin
  for i in 1..1005 loop
    perform tap.advance_clock('1 s');
    perform awa.put_schedule('v', format('%s %s * * *', i % 60, i / 60), kind => 'x');
  end loop;
end $$;
select is((select count(*)::int from awa_store.schedule_version where schedule = 'v'), 1002, 'so many versions are kept');
select is((select count(*)::int from awa_store.schedule_version where schedule = 'v' and valid_from = '-infinity'), 1, 'the first among them');

-- Jobs whose end was seen are forgotten.
select from awa.jobs j, awa.cancel_job(j.id);
select advance_clock('1 min');
select from awa.pause_schedule('s');
select from awa.pause_schedule('v');
select from awa.tick();
select is((select count(*)::int from awa_store.schedule_job), 0, 'no job is watched any more');

-- Until the last one is gone, and tick has seen it.
select from awa.delete_schedule('v');
select from awa.tick();
select is(pg_temp.noted(), true, 'there is one left');
select from awa.delete_schedule('s');
select is((select count(*)::int from awa_store.schedule_version), 0, 'nothing is left of a deleted one');
select is(pg_temp.noted(), true, 'nobody has looked yet');
select from awa.tick();
select is(pg_temp.noted(), false, 'there is none');

-- Without the trigger, as when a dump is loaded.
set session_replication_role = replica;
select from awa.put_schedule('s', '* * * * *', kind => 'x');
reset session_replication_role;
select is(pg_temp.noted(), false, 'nobody has noted it');
select from awa.tick();
select is(pg_temp.noted(), true, 'tick does');
select advance_clock('1 min');
select is((select count(*)::int from awa.claim_jobs(worker())), 1, 'and claims fire it');

select * from finish();
