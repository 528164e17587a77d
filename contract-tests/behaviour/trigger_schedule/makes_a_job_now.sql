-- A trigger makes a job beside the fires, and changes nothing about them.
set search_path = tap;
select plan(6);
select stop_clock('2030-01-01 12:00:00+00');

select from awa.put_schedule('s', '* * * * *', kind => 'x', args => '{"n": 1}', opts => '{"queue": "q", "priority": 3}');
select advance_clock('1 min');
create temp table made as select * from awa.trigger_schedule('s');
select results_eq($$select outcome, state from made$$, $$values ('triggered', 'available')$$, 'a job');
select results_eq($$select kind, args, queue collate "default", priority, metadata -> 'schedule' from made, awa.get_job(id)$$,
  $$values ('x', '{"n": 1}'::jsonb, 'q', 3, '{"name": "s", "fire_at": "2030-01-01T12:01:00Z", "by": "trigger"}'::jsonb)$$, 'as the schedule makes them');
select is((select details from awa.tick()), '{"fired": 1}', 'at the time of a fire there are both');
select is((select count(*)::int from awa.jobs), 2, 'two jobs');
select results_eq($$select fired, last_fire_at from awa.schedules$$, $$values (2::bigint, clock())$$, 'both are counted');
begin;
select from awa.trigger_schedule('s');
rollback;
select is((select fired from awa.schedules), 2::bigint, 'it belongs to the transaction of its caller');

select * from finish();
