-- What keeps insert_job from making a job is an error here, too, and nothing is made.
set search_path = tap;
select plan(10);
select stop_clock('2030-01-01 12:00:00+00');

select from awa.put_schedule('large', '@daily', kind => 'x', args => '"12345"', opts => '{"queue": "small"}');
select from awa.configure_queue('small', '{"create": true, "max_args_bytes": 5}');
select refuses($$select awa.trigger_schedule('large')$$, 'AW003', 'args takes 7 bytes%small%', 'args that are too large for the queue');
select from awa.put_schedule('held', '@daily', kind => 'u', opts => '{"unique_by": {"on_conflict": "raise"}}');
select from awa.insert_job('u', unique_by => '{}');
select refuses($$select awa.trigger_schedule('held')$$, 'AW004', 'job % holds%', 'a key that is held');
select from awa.put_schedule('replaces', '@daily', kind => 'u', opts => '{"unique_by": {"on_conflict": "replace"}}');
begin isolation level repeatable read;
select refuses($$select awa.trigger_schedule('replaces')$$, 'AW008', '%READ COMMITTED%', 'an older snapshot, which replaces nothing');
rollback;
set session_replication_role = replica;
select refuses($$select awa.trigger_schedule('replaces')$$, 'AW013', '%session_replication_role%', 'triggers that are turned off');
reset session_replication_role;
select from awa.put_schedule('full', '@daily', kind => 'x', opts => '{"queue": "full"}');
select from awa.configure_queue('full', '{"create": true, "max_waiting": 1, "on_full": "refuse"}');
select from awa.insert_job('x', queue => 'full');
select from awa.tick();
select refuses($$select awa.trigger_schedule('full')$$, 'AW009', 'queue full is full%', 'a full queue');
select from awa.describe_kind('k', 'true');
select from awa.put_schedule('misfit', '@daily', kind => 'k', opts => '{"validate": true}');
select from awa.describe_kind('k', '{"type": "array"}');
select refuses($$select awa.trigger_schedule('misfit')$$, 'AW011', 'kind k:%', 'args that do not fit');

select is((select sum(fired)::int from awa.schedules), 0, 'nothing is made of it');
select is((select count(*)::int from awa.jobs), 2, 'no job');
select is((select outcome from awa.trigger_schedule('replaces')), 'triggered', 'a holder that waits is replaced');
select is((select metadata #>> '{schedule,name}' from awa.jobs where kind = 'u'), 'replaces', 'by a job of the schedule');

select * from finish();
