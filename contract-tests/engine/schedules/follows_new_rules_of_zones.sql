-- When the rules of a zone change, next fires are reckoned anew, whether they are later or earlier then.
set search_path = tap;
select plan(17);
select stop_clock('2030-01-01 12:00:30+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');

select from awa.put_schedule('s', '0 3 * * *', 'Europe/Berlin', 'x');
select from awa.put_schedule('t', '0 3 * * *', 'Asia/Tokyo', 'x');
select from awa.put_schedule('u', '0 3 * * *', 'Europe/Berlin', 'x');
select from awa.put_schedule('p', '0 3 * * *', 'Europe/Berlin', 'x');
select from awa.pause_schedule('p');
select is((select array_agg(name order by name) from awa_store.zone where watched_from is not null), '{Asia/Tokyo,Europe/Berlin}', 'zones of schedules are watched');
select is((select changes from awa_store.zone where name = 'Europe/Berlin'),
  (select string_agg(coalesce(at::text || ':', '') || case when n % 2 = 1 then '3600' else '7200' end, ' ' order by n)
   from unnest(array[null, '2030-03-31 01:00+00', '2030-10-27 01:00+00', '2031-03-30 01:00+00', '2031-10-26 01:00+00']::timestamptz[]) with ordinality u (t, n),
     lateral (select extract(epoch from t)::bigint) e (at)), 'by the changes of two years');
select is((select changes from awa_store.zone where name = 'Asia/Tokyo'), '32400', 'none of some');
select is((select array_agg(extract(hour from next_fire at time zone 'UTC')::int order by name) from awa_store.schedule), '{2,2,18,2}', 'their next fires');
select from awa.tick();
select is((select zones_at from awa_store.watch), clock() + interval '5 min', 'which are compared every five minutes');

-- As if Berlin had had another offset until now: by the old one it fired two hours later, by the new one it does so earlier.
update awa_store.zone set changes = '-3600' where name = 'Europe/Berlin';
update awa_store.schedule set next_fire = next_fire + interval '2 h', due_at = due_at + interval '2 h' where zone = 'Europe/Berlin' and due_at is not null;
select from awa.tick();
select is((select extract(hour from next_fire at time zone 'UTC')::int from awa_store.schedule where name = 's'), 4, 'nothing before the time to compare');
select advance_clock('5 min');
select from awa.tick();
select is((select array_agg(extract(hour from due_at at time zone 'UTC')::int order by name) from awa_store.schedule), '{NULL,2,18,2}', 'then an earlier fire is found');
select is((select count(*)::int from awa_store.zone where redo_after is not null), 0, 'and there is no more to do');

-- Later: what is due by the old rules is not, by the new ones.
update awa_store.schedule set next_fire = clock() - interval '1 s', due_at = clock() - interval '1 s' where name = 's';
select is_empty($$select id from awa.claim_jobs(worker())$$, 'whoever fires reckons by the rules of the moment');
select results_eq($$select next_fire_at, fired from awa.schedules where name = 's'$$, $$values ('2030-01-02 02:00+00'::timestamptz, 0::bigint)$$, 'and finds the later one');

-- In steps, however many there are.
insert into awa_store.schedule_version (schedule, valid_from, spec, zone, rule)
select 's' || n, v.valid_from, v.spec, v.zone, v.rule from awa_store.schedule_version v, generate_series(1, 1000) n where v.schedule = 's';
insert into awa_store.schedule (
  name, queue, due_at, next_fire, cursor_at, by_tick, overlap, jitter, catch_up, catch_up_max, created_at, updated_at, spec, zone, kind, sentence, owner, args, opts)
select 's' || n, 'other', due_at + interval '1 h', next_fire + interval '1 h', cursor_at, false, overlap, 0, catch_up, catch_up_max, created_at, updated_at, spec,
  zone, kind, sentence, owner, args, opts from awa_store.schedule s, generate_series(1, 1000) n where s.name = 's';
select is(awa_store.redo_zone('Europe/Berlin', '', '-infinity'), false, 'a step');
select is((select redo_after from awa_store.zone where name = 'Europe/Berlin'), 's276', 'of two hundred');
select is((select count(*)::int from awa_store.schedule where next_fire = '2030-01-02 03:00+00'), 802, 'has done its part');
update awa_store.watch set zones_at = '-infinity';
do $$ begin
  for i in 1..20 loop
    perform from awa.tick();
  end loop;
end $$;
select is((select count(*)::int from awa_store.schedule where next_fire = '2030-01-02 03:00+00'), 0, 'tick does the rest');

-- A zone that the server knows no more.
insert into awa_store.zone (name, watched_from, changes) values ('Mars/Olympus', '2030-01-01', '0');
update awa_store.schedule_version set zone = 'Mars/Olympus' where schedule = 'u';
update awa_store.watch set zones_at = '-infinity';
select from awa.tick();
select is((select detail from awa.doctor() where check_name = 'failing_steps'), 'each step of tick has succeeded', 'fails no step of tick');
select advance_clock('1 day');
select from awa.tick();
select matches((select last_error from awa.schedules where name = 'u'), 'Mars/Olympus', 'its schedule says so');
select is((select fired from awa.schedules where name = 's'), 1::bigint, 'and the others fire');

select * from finish();
