-- A producer changes and sees the schedules of its own login; an operator all.
set search_path = tap;
select plan(17);

create role tap_one login in role awa_producer;
create role tap_two login in role awa_producer;
create role tap_boss login in role awa_operator;
create role tap_guest login in role awa_observer;
grant usage on schema tap to tap_one, tap_two, tap_boss, tap_guest;

set session authorization tap_one;
select is((select outcome from awa.put_schedule('s', '@daily', kind => 'x')), 'created', 'a producer makes one');
select is((select outcome from awa.put_schedule('s', '@hourly', kind => 'x')), 'updated', 'and changes it');
select is((select owner from awa.schedules), 'tap_one', 'it is its owner');
set session authorization tap_two;
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x')$$, 'AW014', 'schedule s belongs to tap_one; tap_two may not change it', 'another one may not');
select refuses($$select awa.apply_schedules('[{"name": "s", "spec": "@daily", "kind": "x"}]')$$, 'AW014', 'schedule 1 ("s"): schedule s belongs to tap_one%', 'nor in a set');
select refuses($$select awa.pause_schedule('s')$$, 'AW014', '%tap_two%', 'nor pause it');
select refuses($$select awa.resume_schedule('s')$$, 'AW014', '%tap_two%', 'nor resume');
select refuses($$select awa.trigger_schedule('s')$$, 'AW014', '%tap_two%', 'nor trigger');
select refuses($$select awa.backfill_schedule('s', '2020-01-01')$$, 'AW014', '%tap_two%', 'nor backfill');
select refuses($$select awa.delete_schedule('s')$$, 'AW014', '%tap_two%', 'nor delete');
select is_empty('select name from awa.schedules', 'and does not see it');
set session authorization tap_guest;
select is((select spec from awa.schedules), '@hourly', 'an observer sees all');
set session authorization tap_boss;
select is((select outcome from awa.put_schedule('s', '@daily', kind => 'x')), 'updated', 'an operator changes all');
select is((select owner from awa.schedules), 'tap_one', 'which does not make it his');
select is((select outcome from awa.pause_schedule('s', 'why not')), 'paused', 'and pauses');
select is((select paused_by from awa.schedules), 'tap_boss', 'under his name');
set session authorization tap_one;
select is((select outcome from awa.delete_schedule('s')), 'deleted', 'the owner deletes it');
reset session authorization;
drop owned by tap_one, tap_two, tap_boss, tap_guest;
drop role tap_one, tap_two, tap_boss, tap_guest;

select * from finish();
