-- Of the fires of a pause none, the latest or all are made, in bounded steps however many there were.
set search_path = tap;
select plan(12);

create function pg_temp.paused(p_spec text, p_for interval, p_catch_up jsonb default '{}') returns void language plpgsql as $$
begin
  perform tap.stop_clock('2030-01-01 12:00:30+00');
  perform awa.delete_schedule('s');
  perform awa.put_schedule('s', p_spec, kind => 'x', opts => jsonb_build_object('catch_up', p_catch_up));
  perform awa.pause_schedule('s');
  perform tap.advance_clock(p_for);
end $$;

select pg_temp.paused('*/10 * * * *', '25 min');
select results_eq($$select outcome, fired, dropped from awa.resume_schedule('s', 'none')$$, $$values ('resumed', 0, 2)$$, 'none of them');
select results_eq('select paused, next_fire_at, fired, dropped from awa.schedules',
  $$values (false, '2030-01-01 12:30:00+00'::timestamptz, 0::bigint, 2::bigint)$$, 'it goes on with the next one');
select is((select details from awa.tick()), '{}', 'which has not come');
select pg_temp.paused('*/10 * * * *', '25 min');
select results_eq($$select outcome, fired, dropped from awa.resume_schedule('s', 'latest')$$, $$values ('resumed', 1, 1)$$, 'the latest');
select is((select metadata #>> '{schedule,fire_at}' from awa.jobs order by id desc limit 1), '2030-01-01T12:20:00Z', 'is the latest');
select pg_temp.paused('*/10 * * * *', '25 min', '{"policy": "none"}');
select results_eq($$select outcome, fired, dropped from awa.resume_schedule('s', 'all')$$, $$values ('resumed', 2, 0)$$, 'all, whatever catch_up says');
select pg_temp.paused('*/10 * * * *', '25 min', '{"policy": "none"}');
select results_eq($$select outcome, fired, dropped from awa.resume_schedule('s')$$, $$values ('resumed', 0, 2)$$, 'which is asked if nothing is said');

-- 10800 fires.
create function pg_temp.resumed(p_missed text, p_catch_up jsonb default '{}') returns text language plpgsql as $$
begin
  perform pg_temp.paused('* * * * * *', '3 h', p_catch_up);
  perform awa.resume_schedule('s', p_missed);
  for i in 1..20 loop
    perform from awa.tick();
  end loop;
  return (select format('%s fired, %s dropped', fired, dropped) from awa.schedules);
end $$;
select is(pg_temp.resumed('none'), '0 fired, 10800 dropped', 'none of thousands');
select is(pg_temp.resumed('latest'), '1 fired, 10799 dropped', 'the latest of thousands');
select is(pg_temp.resumed('all'), '100 fired, 10700 dropped', 'all, up to a hundred');
select is(pg_temp.resumed('all', '{"max": 250}'), '250 fired, 10550 dropped', 'or to max');
select is((select count(distinct metadata #>> '{schedule,fire_at}')::int from (select metadata from awa.jobs order by id desc limit 250) j), 250, 'each once');

select * from finish();
