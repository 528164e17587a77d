-- A schedule is made, changed, or left alone, and the answer says which, what differs, and when it fires.
set search_path = tap;
select plan(18);
select stop_clock();

select results_eq($$select outcome, next_fires from awa.put_schedule('s', '0 3 * * *', 'Europe/Berlin', 'x', '{"a": 1}', '{"priority": 1, "tags": null}')$$,
  $$values ('created', array['2030-01-02T02:00:00Z', '2030-01-03T02:00:00Z', '2030-01-04T02:00:00Z', '2030-01-05T02:00:00Z', '2030-01-06T02:00:00Z'])$$,
  'a new one, with its next fires');
select results_eq($$select outcome, details from awa.put_schedule('s', '0 3 * * *', 'Europe/Berlin', 'x', '{"a": 1.0}', '{"priority": 1}')$$,
  $$values ('unchanged', '{"changes": {}}'::jsonb)$$, 'the same once more');
select results_eq($$select outcome, details -> 'changes' from awa.put_schedule('s', '0 4 * * *', null, 'y', '{"a": 2}', '{"overlap": "skip"}')$$,
  $$values ('updated', '{"spec": {"from": "0 3 * * *", "to": "0 4 * * *"}, "zone": {"from": "Europe/Berlin", "to": "UTC"},
    "kind": {"from": "x", "to": "y"}, "args": {"from": {"a": 1}, "to": {"a": 2}},
    "opts": {"priority": {"from": 1, "to": null}, "overlap": {"from": null, "to": "skip"}}}'::jsonb)$$, 'another one, with what differs');
select results_eq($$select spec, zone, kind, args, opts, queue collate "default", sentence, owner, next_fire_at, paused from awa.schedules$$,
  $$values ('0 4 * * *', 'UTC', 'y', '{"a": 2}'::jsonb, '{"overlap": "skip"}'::jsonb, 'default', 'At 04:00.', session_user::text collate "default", '2030-01-02 04:00+00'::timestamptz, false)$$,
  'the view has it');
select results_eq($$select created_at, updated_at from awa.schedules$$, 'select clock(), clock()', 'and since when');

select results_eq($$select outcome, next_fires from awa.put_schedule('w', '@daily', kind => 'x',
    opts => '{"start_at": "2030-02-01T00:00:00Z", "end_at": "2030-02-02T00:00:00+00"}')$$,
  $$values ('created', array['2030-02-01T00:00:00Z', '2030-02-02T00:00:00Z'])$$, 'from start_at to end_at, both included');
select refuses($$select awa.put_schedule('w', '@yearly', kind => 'x', opts => '{"start_at": "2030-02-01T00:00:00Z", "end_at": "2030-02-02T00:00:00Z"}')$$,
  'AW001', 'spec "@yearly" never fires from 2030-02-01T00:00:00+00:00 to end_at, 2030-02-02T00:00:00+00:00', 'a window without a fire is refused');
select advance_clock('1 year');
select results_eq($$select outcome, next_fires from awa.put_schedule('w', '@daily', kind => 'x',
    opts => '{"start_at": "2030-02-01T00:00:00Z", "end_at": "2030-02-02T00:00:00+00"}')$$,
  $$values ('unchanged', '{}'::text[])$$, 'but one that is over stays as it is');
select refuses($$select awa.put_schedule('w', '@hourly', kind => 'x', opts => '{"end_at": "2030-02-02T00:00:00Z"}')$$,
  'AW001', '%never fires%', 'and is not changed to one that is over');

select is((select notes from awa.put_schedule('h', 'H 3 * * *', kind => 'x')), '{}', 'H is spread by the name');
select is((select next_fires[1] from awa.put_schedule('h', 'H 3 * * *', kind => 'x')),
  (select replace(fire_at::text, ' ', 'T') from (select (f.fire_at at time zone 'UTC')::text || 'Z' as fire_at
    from awa.next_fires('H 3 * * *', 'UTC', clock(), 1, '{"name": "h"}') f) f), 'as next_fires does');
select is((select next_fires[1] from awa.put_schedule('d', '0 0 13 * fri', kind => 'x', opts => '{"days": "both"}')), '2031-06-13T00:00:00Z', 'days are an option');

-- By a rollback nothing has been.
begin;
select from awa.put_schedule('gone', '@daily', kind => 'x');
rollback;
select is_empty($$select name from awa.schedules where name = 'gone'$$, 'it belongs to the transaction of its caller');
select is((select outcome from awa.delete_schedule('d')), 'deleted', 'it is deleted');
select is_empty($$select name from awa.schedules where name = 'd'$$, 'and gone');
select from awa.put_schedule('d', '@daily', kind => 'x');
select is((select count(*)::int from awa.insert_job('x', queue => 'other')), 1, 'jobs are inserted beside schedules');
select is((select fired from awa.schedules where name = 'd'), 0::bigint, 'a new one of the same name begins anew');
select throws_ok($$select awa.put_schedule('r', '@daily', kind => 'x', opts => '{"start_at": "2030-02-01T00:00:00"}')$$, 'AW001', null, 'a time without an offset is refused');

select * from finish();
