-- Fires that are late by more than a minute: none, the latest or all of them are made, within a window, and what is dropped is counted.
set search_path = tap;
select plan(13);
select stop_clock();

-- What a schedule of every ten minutes makes after three hours in which nobody fired.
create function pg_temp.after_three_hours(p_catch_up jsonb, p_spec text default '*/10 * * * *') returns text language plpgsql as $$
begin
  perform awa.delete_schedule('s');
  perform tap.stop_clock(date_trunc('day', tap.clock(), 'UTC') + interval '1 day 12:00:30');
  perform awa.put_schedule('s', p_spec, kind => 'x', opts => jsonb_build_object('catch_up', p_catch_up, 'queue', coalesce(p_catch_up::text, 'none') || p_spec));
  perform tap.advance_clock('3 h');
  -- What remains is for the next calls.
  for i in 1..20 loop
    perform from awa.tick();
  end loop;
  return (
    select format('%s of %s, %s dropped', string_agg(to_char(j.run_at at time zone 'UTC', 'HH24:MI'), ' ' order by j.id), s.fired, s.dropped)
    from awa.schedules s
    left join awa.jobs j on j.queue = s.queue
    group by s.fired, s.dropped);
end $$;

select is(pg_temp.after_three_hours(null), '15:00 of 1, 17 dropped', 'one that is on time makes up for those that were missed');
select is(pg_temp.after_three_hours('{"policy": "latest"}', '5-55/10 * * * *'), '14:55 of 1, 17 dropped', 'if there is none, the latest');
select is(pg_temp.after_three_hours('{"policy": "none"}'), '15:00 of 1, 17 dropped', 'none: what is on time');
select is(pg_temp.after_three_hours('{"policy": "none"}', '5-55/10 * * * *'), ' of 0, 18 dropped', 'and nothing else');
select is(pg_temp.after_three_hours('{"policy": "all", "max": 3}'), '14:30 14:40 14:50 15:00 of 4, 14 dropped', 'all: so many as max, the newest');
select is(pg_temp.after_three_hours('{"policy": "all", "window": "35 min"}'), '14:30 14:40 14:50 15:00 of 4, 14 dropped', 'within the window');
select is(pg_temp.after_three_hours('{"policy": "latest", "window": "3 min"}', '5-55/10 * * * *'), ' of 0, 18 dropped', 'also the latest');
select is(pg_temp.after_three_hours('{"policy": "all"}'),
  '12:10 12:20 12:30 12:40 12:50 13:00 13:10 13:20 13:30 13:40 13:50 14:00 14:10 14:20 14:30 14:40 14:50 15:00 of 18, 0 dropped', 'all of them');

-- Many: in bounded steps.
select alike(pg_temp.after_three_hours(null, '* * * * * *'), '%of 61, 10739 dropped', 'one a second');
select alike(pg_temp.after_three_hours('{"policy": "all", "max": 1000}', '* * * * * *'), '%of 1061, 9739 dropped', 'with all, a thousand of them');

-- A fire of the time before a change is made by the spec of that time.
select stop_clock('2031-01-01 12:00:30+00');
select from awa.delete_schedule('s');
select from awa.put_schedule('s', '*/10 * * * *', kind => 'old', opts => '{"catch_up": {"policy": "all"}, "queue": "c"}');
select advance_clock('25 min');
select from awa.put_schedule('s', '*/7 * * * *', kind => 'new', opts => '{"catch_up": {"policy": "all"}, "queue": "c"}');
select advance_clock('10 min');
select from awa.tick();
select is((select string_agg(to_char(run_at at time zone 'UTC', 'HH24:MI'), ' ' order by id) from awa.jobs where queue = 'c'), '12:10 12:20 12:28 12:35',
  'a change loses none');
select from awa.tick();
select is((select count(*)::int from awa.jobs where queue = 'c'), 4, 'and makes none twice');
select is((select next_fire_at from awa.schedules), '2031-01-01 12:42:00+00', 'it goes on with the new one');

select * from finish();
