-- Sessions that are marked asleep, and the key of each mark. Of all databases: to look at the catalog of them takes a
-- lock that a full lock table does not have.
create or replace function awa_store.sleepers()
returns table (database oid, pid int, key int)
language sql
stable
as $$
  select
    l.database, l.pid,
    (case when l.objid::bigint < 2147483648 then l.objid::bigint else l.objid::bigint - 4294967296 end)::int
  from pg_locks l
  where l.locktype = 'advisory' and l.classid = awa_store.lock_class('sleep')::oid and l.objsubid = 2
    and l.mode = 'ShareLock' and l.granted;
$$;

-- Sessions that are marked asleep on queues for which no living worker has registered, and on how many: a worker was
-- cut off from its session, behind a pooler above all. Each insert into such a queue notifies for nothing. For doctor.
create or replace function awa_store.orphaned_marks()
returns table (pid int, queues int)
language sql
stable
as $$
  select s.pid, count(*)::int
  from awa_store.sleepers() s
  where s.database = (select d.oid from pg_database d where d.datname = current_database())
    and s.key not in (
      select hashtext(q)
      from awa_store.worker w
      cross join unnest(w.queues) q
      where w.lost_at is null and w.heartbeat_at + w.dead_after >= awa_store.clock())
  group by s.pid
  order by s.pid;
$$;

call awa_store.publish('awa_store.sleepers');
call awa_store.publish('awa_store.orphaned_marks');
