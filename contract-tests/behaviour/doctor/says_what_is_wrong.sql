-- Each check changes to a warning or an error by what it is there for, with a hint, and back.
set search_path = tap;
select plan(14);

create function pg_temp.check(p_name text) returns text language sql as $$
  select d.status || case when d.hint is null then '' else ', with a hint' end from awa.doctor() d where d.check_name = p_name
$$;
select stop_clock();
select is(pg_temp.check('ring'), 'warning, with a hint', 'nobody has called tick for years');
select from awa.tick();
select is(pg_temp.check('ring'), 'ok', 'tick turns the ring');

select worker();
select advance_clock('1 h');
select is(pg_temp.check('workers'), 'warning, with a hint', 'a worker without heartbeats');
select matches((select detail from awa.doctor() where check_name = 'workers'), 
  '1 registered, 1 without heartbeats, the first since 2030-01-01T12:00:00.00:00, for 01:00:00', 'it counts them, and tells for how long');
select from awa.tick();
select is(pg_temp.check('workers'), 'ok', 'tick declares it lost');

select from awa.insert_job('x', run_at => clock() + interval '1 min');
select is(pg_temp.check('due_jobs'), 'ok', 'a job whose time has not come');
select advance_clock('5 min');
select is(pg_temp.check('due_jobs'), 'warning, with a hint', 'a job that is due for minutes');
select matches((select detail from awa.doctor() where check_name = 'due_jobs'), 'is due since .*, for 00:04:00$', 'it tells for how many');
select from awa.tick();
select is(pg_temp.check('due_jobs'), 'ok', 'tick promotes it');

select move_ledger();
select is(pg_temp.check('origin'), 'error, with a hint', 'a ledger of another server');
select from awa.repair();
select is(pg_temp.check('origin'), 'ok', 'repair makes it whole');

grant execute on function awa.tick(jsonb) to public;
select is(pg_temp.check('grants'), 'warning, with a hint', 'a grant to everybody');
revoke execute on function awa.tick(jsonb) from public;
select is(pg_temp.check('grants'), 'ok', 'it is revoked');

select is_empty($$select * from awa.doctor() where status not in ('ok', 'warning', 'error') or detail is null$$,
  'every check says what it saw');

select * from finish();
