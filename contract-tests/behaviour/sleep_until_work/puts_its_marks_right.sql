-- Session locks outlive a rollback, an error and whatever becomes of the setting that notes them; the next call mends it.
set search_path = tap;
select plan(18);

create function pg_temp.marks() returns int language sql as
  $$select count(*)::int from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_backend_pid()$$;
select has_work from awa.sleep_until_work(worker(), '{a,b}');
select is(pg_temp.marks(), 2, 'asleep on two');
begin;
select has_work from awa.sleep_until_work(worker(), '{}');
rollback;
select is(pg_temp.marks(), 2, 'awakening is rolled back: asleep');
select has_work from awa.sleep_until_work(worker(), '{a,b}');
select is(pg_temp.marks(), 2, 'and still when it is said again');
begin;
select has_work from awa.sleep_until_work(worker(), '{c}');
savepoint s;
select has_work from awa.sleep_until_work(worker(), '{d}');
rollback to s;
select has_work from awa.sleep_until_work(worker(), '{c,e}');
commit;
select is(pg_temp.marks(), 2, 'c and e');
begin;
select has_work from awa.sleep_until_work(worker(), '{f,g,h}');
rollback;
select cmp_ok(pg_temp.marks(), '>=', 2, 'too many until the next call, at worst');
select has_work from awa.sleep_until_work(worker(), '{g}');
select is(pg_temp.marks(), 1, 'which leaves g');
select throws_ok($$select 1 / (wait_ms - wait_ms) from awa.sleep_until_work(worker(), '{i,j,k}')$$, '22012', null, 'a call that fails');
select has_work from awa.sleep_until_work(worker(), '{}');
select is(pg_temp.marks(), 0, 'is mended, too');

-- The setting belongs to the session: it may be anything.
create function pg_temp.after_setting(p_setting text) returns text language plpgsql as $$
declare
  v_answer record;
begin
  perform set_config('awa.asleep', p_setting, false);
  select * into v_answer from awa.sleep_until_work(worker(), '{a,b}');
  return format('%s %s', v_answer.has_work, pg_temp.marks());
end $$;
select has_work from awa.sleep_until_work(worker(), '{a}');
select is(pg_temp.after_setting(s), 'f 2', format('the setting is %L', s))
from unnest(array['', 'garbage', ':', '1:{x}:{}:', '1:{1}:{2}:not a worker', '99999999999999999999:{1}:{}:', '1:{99999999999}:{}:', '-1:{{1,2},{3,4}}:{}:']) s;
select set_config('awa.asleep', regexp_replace(current_setting('awa.asleep'), '^[0-9]+:{[^}]*}', split_part(current_setting('awa.asleep'), ':', 1) || ':{null}'), false);
select is((select has_work from awa.sleep_until_work(worker(), '{a,b}')), false, 'the setting holds a null');
select is(pg_temp.marks(), 2, 'asleep on a and b');

select * from finish();
