-- A paused schedule does not fire, until it is resumed or its pause is over.
set search_path = tap;
select plan(13);
select stop_clock('2030-01-01 12:00:30+00');

select from awa.put_schedule('s', '*/10 * * * *', kind => 'x', opts => '{"catch_up": {"policy": "all"}}');
select is((select outcome from awa.pause_schedule('s', 'holiday')), 'paused', 'it is paused');
select results_eq('select paused, paused_at, paused_by, pause_reason, paused_until, next_fire_at from awa.schedules',
  $$values (true, clock(), session_user::text collate "default", 'holiday', null::timestamptz, null::timestamptz)$$, 'the view says who, when and why');
select advance_clock('25 min');
select is((select details from awa.tick()), '{}', 'it does not fire');
select is((select outcome from awa.put_schedule('s', '*/10 * * * *', kind => 'y', opts => '{"catch_up": {"policy": "all"}}')), 'updated', 'it is changed meanwhile');
select is((select details from awa.tick()), '{}', 'and paused all the same');
select is((select outcome from awa.trigger_schedule('s')), 'triggered', 'a trigger works');
select is((select outcome from awa.pause_schedule('s', 'still', clock() + interval '20 min')), 'paused', 'until a time');
select results_eq('select paused_at, pause_reason, paused_until from awa.schedules',
  $$values ('2030-01-01 12:00:30+00'::timestamptz, 'still', '2030-01-01 12:45:30+00'::timestamptz)$$, 'which the view has');
select advance_clock('20 min');
select is((select details from awa.tick()), '{"fired": 4}', 'then it makes up for what was missed, as catch_up says');
select results_eq('select paused, paused_by, paused_until, next_fire_at from awa.schedules',
  $$values (false, null::text, null::timestamptz, '2030-01-01 12:50:00+00'::timestamptz)$$, 'and goes on');
select is((select string_agg(to_char(run_at at time zone 'UTC', 'HH24:MI'), ' ' order by id) from awa.jobs where metadata #>> '{schedule,by}' = 'schedule'),
  '12:10 12:20 12:30 12:40', 'each once');
select is((select outcome from awa.resume_schedule('s')), 'not_paused', 'there is nothing to resume');
select is((select fired from awa.schedules), 5::bigint, 'all are counted');

select * from finish();
