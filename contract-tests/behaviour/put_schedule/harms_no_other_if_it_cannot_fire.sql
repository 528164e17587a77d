-- A schedule that cannot fire tells why, is tried again, and harms no other.
set search_path = tap;
select plan(14);
select stop_clock('2030-01-01 12:00:30+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');

select from awa.configure_queue('full', '{"create": true, "max_waiting": 1, "on_full": "refuse"}');
select from awa.insert_job('x', queue => 'full');
select from awa.put_schedule('a', '* * * * *', kind => 'x', opts => '{"queue": "full", "catch_up": {"policy": "all"}}');
select from awa.describe_kind('k', '{"properties": {"n": {"maximum": 5}}}');
select from awa.put_schedule('b', '* * * * *', kind => 'k', args => '{"n": 5}', opts => '{"validate": true, "queue": "q"}');
select from awa.describe_kind('k', '{"properties": {"n": {"maximum": 4}}}');
select from awa.put_schedule('c', '* * * * *', kind => 'x', opts => '{"queue": "q"}');
select from awa.tick();
select is((select d.status from awa.doctor() d where check_name = 'schedules'), 'ok', 'as long as they fire');
select advance_clock('30 s');
select results_eq($$select metadata #>> '{schedule,name}' from awa.claim_jobs(worker(), 'q', 10)$$, $$values ('c')$$, 'of two in a queue one fires by a claim');
select is((select details from awa.tick()), '{}', 'of three none is left to tick');
select results_eq($$select name collate "default", failures, last_error, last_error_at is not null, fired from awa.schedules order by name$$,
  $$values ('a', 1, 'AW009: queue full is full: 1 jobs or more wait in it', true, 0::bigint),
    ('b', 1, 'AW011: kind k: args/n is 5, outside of maximum 4', true, 0), ('c', 0, null, false, 1)$$, 'the others say why they do not');
select results_eq($$select status, hint is not null from awa.doctor() where check_name = 'schedules'$$, $$values ('error', true)$$, 'the doctor shows it');
select matches((select detail from awa.doctor() where check_name = 'schedules'),
  '^schedule a cannot fire since 2030-01-01T12:01:00.*, 1 times, last at .*: AW009: .*; schedule b cannot fire', 'and which');
select is((select details from awa.tick()), '{}', 'they are not tried at once');
select advance_clock('2 s');
select from awa.tick();
select is((select array_agg(failures order by name) from awa.schedules), '{2,2,0}', 'but after a while');
select from awa.tick();
select is((select array_agg(failures order by name) from awa.schedules), '{2,2,0}', 'which becomes longer');
select from awa.jobs j, awa.cancel_job(j.id) where j.queue = 'full';
select advance_clock('5 min');
select from awa.tick();
select advance_clock('5 min');
select from awa.tick();
select is((select failures from awa.schedules where name = 'a'), 0, 'when its cause is mended it fires');
select ok((select fired >= 10 from awa.schedules where name = 'a'), 'with what was missed, as it is told');
select from awa.put_schedule('b', '* * * * *', kind => 'k', args => '{"n": 4}', opts => '{"validate": true, "queue": "q"}');
select ok((select failures > 0 from awa.schedules where name = 'b'), 'a change alone');
select from awa.tick();
select results_eq($$select failures, last_error from awa.schedules where name = 'b'$$, $$values (0, null::text)$$, 'lets it be tried at once');
select is((select status from awa.doctor() where check_name = 'schedules'), 'ok', 'and all is well');

select * from finish();
