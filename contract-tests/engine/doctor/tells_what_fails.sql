-- A step of tick and a check of the doctor itself that fail are told, and stop no other.
set search_path = tap;
select plan(5);

create function pg_temp.check(p_name text) returns text language sql as $$
  select d.status || case when d.hint is null then '' else ', with a hint' end from awa.doctor() d where d.check_name = p_name
$$;
select stop_clock();
alter function awa_store.forget_ended(int, timestamptz) rename to away;
select from awa.tick();
select is(pg_temp.check('failing_steps'), 'error, with a hint', 'a step of tick that fails');
select advance_clock('2 min');
select from awa.tick();
select matches((select detail from awa.doctor() where check_name = 'failing_steps'), '^retention since [^ ]+, for 00:02:00, 2 times, last at ', 'and for how long');
alter function awa_store.away(int, timestamptz) rename to forget_ended;
select from awa.tick();
select is(pg_temp.check('failing_steps'), 'ok', 'it succeeds again');

alter function awa_store.orphaned_marks() rename to away;
select is(pg_temp.check('sleep_marks'), 'error, with a hint', 'a check that fails itself');
select is(pg_temp.check('workers'), 'ok', 'stops no other');
alter function awa_store.away() rename to orphaned_marks;

select * from finish();
