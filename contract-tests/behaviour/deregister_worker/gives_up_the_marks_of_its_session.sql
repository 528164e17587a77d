-- A worker that ends wakes nobody any more: its mark on this session goes, that of another worker stays.
set search_path = tap;
select plan(5);

create function pg_temp.marks() returns int language sql as
  $$select count(*)::int from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_backend_pid()$$;
select worker('a'), worker('b'), worker('c');
select has_work from awa.sleep_until_work(worker('a'), '{x,y}');
select outcome from awa.deregister_worker(worker('b'));
select is(pg_temp.marks(), 2, 'another worker of the session');
begin;
select outcome from awa.deregister_worker(worker('a'));
rollback;
select is(pg_temp.marks(), 2, 'it has not ended');
select outcome from awa.deregister_worker(worker('a'));
select is(pg_temp.marks(), 0, 'it has');
begin;
select has_work from awa.sleep_until_work(worker('c'), '{x,y}');
rollback;
select is(pg_temp.marks(), 2, 'a mark that outlived a rollback');
select outcome from awa.deregister_worker(worker('c'));
select is(pg_temp.marks(), 0, 'goes, too');

select * from finish();
