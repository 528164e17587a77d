-- A backfill makes the fires of a time that made no job, each by the spec of that time, and none twice.
set search_path = tap;
select plan(20);

create function pg_temp.fires(p_by text default 'backfill') returns text language sql as $$
  select string_agg(to_char((metadata #>> '{schedule,fire_at}')::timestamptz at time zone 'UTC', 'DD HH24:MI'), ', ' order by id)
  from awa.jobs where metadata #>> '{schedule,by}' = p_by
$$;
select stop_clock('2030-01-10 12:00:00+00');
select from awa.put_schedule('s', '0 0 * * *', kind => 'x', args => '{"since": {"$fire": "previous"}}');
select advance_clock('2 days');
select from awa.put_schedule('s', '0 */12 * * *', kind => 'x', args => '{"since": {"$fire": "previous"}}');
select results_eq($$select outcome, fired, already, next_from from awa.backfill_schedule('s', '2030-01-08 00:00+00', '2030-01-10 00:00+00')$$,
  $$values ('backfilled', 2, 0, null::timestamptz)$$, 'before the schedule there was, by its first spec');
select is(pg_temp.fires(), '08 00:00, 09 00:00', 'from the first time on, and before the second');
select is((select args from awa.jobs order by id limit 1), '{"since": "2030-01-07T00:00:00Z"}', 'with the fire before each');
select results_eq($$select fired, already from awa.backfill_schedule('s', '2030-01-08 00:00+00', '2030-01-10 00:00+00')$$, $$values (0, 2)$$, 'twice makes none twice');
select results_eq($$select fired, already from awa.backfill_schedule('s', '2030-01-07 00:00+00', '2030-01-10 00:00+00')$$, $$values (1, 2)$$, 'nor does one that overlaps');

-- Regular fires are made since, and none of them again.
select from awa.tick();
select is(pg_temp.fires('schedule'), '12 12:00', 'on time: the latest');
select results_eq($$select fired, dropped from awa.schedules$$, $$values (4::bigint, 2::bigint)$$, 'two were dropped');
select advance_clock('12 h');
select from awa.tick();
select advance_clock('12 h');
select from awa.tick();
select is(pg_temp.fires('schedule'), '12 12:00, 13 00:00, 13 12:00', 'and on they go');
select results_eq($$select outcome, fired, already from awa.backfill_schedule('s', '2030-01-10 00:00+00')$$, $$values ('backfilled', 3, 2)$$,
  'a backfill up to now makes what was dropped, by the spec of each time');
select is(pg_temp.fires(), '08 00:00, 09 00:00, 07 00:00, 10 00:00, 11 00:00, 12 00:00', 'once a day until the change');
select results_eq($$select fired, already from awa.backfill_schedule('s', '2030-01-01 00:00+00', '2030-01-13 12:00+00', 1000)$$, $$values (6, 8)$$, 'and none again');
select is((select count(distinct metadata #>> '{schedule,fire_at}') from awa.jobs), (select count(*) from awa.jobs), 'each has one job');
select results_eq($$select fired, last_fire_at from awa.schedules$$, $$values (15::bigint, '2030-01-13 12:00+00'::timestamptz)$$, 'all are counted');

-- Some at a time.
select results_eq($$select outcome, fired, next_from from awa.backfill_schedule('s', '2029-01-01 00:00+00', '2029-12-01 00:00+00', 10)$$,
  $$values ('partial', 10, '2029-01-11 00:00+00'::timestamptz)$$, 'so many as max_fires');
select results_eq($$select outcome, fired, already from awa.backfill_schedule('s', '2029-01-11 00:00+00', '2029-01-13 00:00+00', 10)$$,
  $$values ('backfilled', 2, 0)$$, 'and on from next_from');
select results_eq($$select outcome, fired, already from awa.backfill_schedule('s', '2029-01-01 00:00+00', '2029-01-16 00:00+00', 10)$$,
  $$values ('backfilled', 3, 12)$$, 'or over it all');

-- What a pause has not decided yet is made once, too.
select from awa.pause_schedule('s');
select advance_clock('1 day');
select results_eq($$select fired, already from awa.backfill_schedule('s', clock() - interval '12 h', clock())$$, $$values (1, 0)$$, 'in a pause');
select results_eq($$select fired, dropped from awa.resume_schedule('s', 'all')$$, $$values (1, 0)$$, 'it is not made again after it');
begin;
select from awa.backfill_schedule('s', '2028-01-01 00:00+00', '2028-01-02 00:00+00');
rollback;
select results_eq($$select fired from awa.backfill_schedule('s', '2028-01-01 00:00+00', '2028-01-02 00:00+00')$$, $$values (1)$$, 'a rollback undoes it');
select from awa.put_schedule('w', '0 0 * * *', kind => 'w', opts => '{"start_at": "2030-01-05T00:00:00Z"}');
select results_eq($$select fired from awa.backfill_schedule('w', '2030-01-01 00:00+00', '2030-01-07 00:00+00')$$, $$values (2)$$, 'not before start_at');

select * from finish();
