-- Starts that have been settled make room again. A settle does not wait for the limit's lock: it leaves a row, and who
-- needs the room takes it back under the lock.

-- Leaves word that so many jobs that counted in limits have been settled, and wakes who may sleep since one is full.
create or replace function awa_store.starts_freed(limits int[], units int)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.freed_start (limit_id, units)
  select l.limit_id, starts_freed.units
  from awa_store.limit_rule l
  where l.limit_id = any (starts_freed.limits);
  perform awa_store.wake_limited(starts_freed.limits);
end
$$;

-- How many starts of a limit have been settled and not been taken back, as far as need be: need or more of them do.
create or replace function awa_store.freed_units(limit_id int, key text, low xid8, need bigint default null)
returns bigint
language plpgsql
stable
as $$
begin
  return (
    select coalesce(sum(f.units), 0)
    from (
      -- Each has one unit at least.
      select n.units
      from awa_store.freed_start n
      where n.limit_id = freed_units.limit_id and n.key = freed_units.key and n.xid >= coalesce(freed_units.low, '0')
      order by n.xid
      limit freed_units.need
    ) f);
end
$$;

-- Takes back freed starts of a limit, enough for so many units and some more, and appends a row that says so. The next
-- search begins at what a transaction may still bring that has begun before. Only under the limit's lock.
create or replace function awa_store.take_back(limit_id int, key text, units int)
returns void
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_newest awa_store.permit;
  v_most int := 2 * take_back.units + 100;
begin
  select p.* into v_newest
  from awa_store.permit p
  where p.limit_id = take_back.limit_id and p.key = take_back.key
  order by p.no desc
  limit 1;
  with gone as (
    delete from awa_store.freed_start f
    where f.ctid = any (array(
      select n.ctid
      from awa_store.freed_start n
      where n.limit_id = take_back.limit_id and n.key = take_back.key and n.xid >= v_newest.low
      order by n.xid
      limit v_most))
    returning f.units, f.xid
  )
  insert into awa_store.permit (limit_id, key, no, started_at, tat, held, started, low, units)
  select
    v_newest.limit_id, v_newest.key, v_newest.no + 1, v_newest.started_at, v_newest.tat, v_newest.held - g.units,
    v_newest.started, least(pg_snapshot_xmin(pg_current_snapshot()), case when g.rows = v_most then g.xid end), 0
  from (select sum(g.units) as units, max(g.xid::text::bigint)::text::xid8 as xid, count(*) as rows from gone g) g
  where g.rows > 0;
end
$$;

-- Wakes the sleepers of all queues that have one of the limits, and of those where jobs of a kind that has one were set
-- apart. Call it after the row is written.
create or replace function awa_store.wake_limited(limits int[])
returns void
language plpgsql
volatile
as $$
begin
  perform awa_store.wake(q.name)
  from (
    select unnest(l.queues) as name
    from awa_store.limit_rule l
    where l.limit_id = any (wake_limited.limits)
    union
    select k.queue
    from awa_store.limit_rule l
    join awa_store.kind_lane k on k.kind = any (l.kinds)
    where l.limit_id = any (wake_limited.limits) and l.kinds <> '{}'
  ) q;
end
$$;

-- Deletes permits that newer ones have succeeded, and takes back what was freed where there is much of it; so many rows
-- of each limit at most. Locks: limits, tried only.
create or replace function awa_store.forget_permits(most int, until timestamptz)
returns void
language plpgsql
volatile
as $$
declare
  v_limit record;
begin
  perform awa_store.forget_key_permits(most);
  for v_limit in
    select l.limit_id, p.no, p.low, p.held
    from awa_store.limit_rule l
    cross join lateral (
      select n.no, n.low, n.held
      from awa_store.permit n
      where n.limit_id = l.limit_id and n.key = ''
      order by n.no desc
      limit 1
    ) p
    order by random()
  loop
    delete from awa_store.permit p
    where p.ctid = any (array(
      select n.ctid
      from awa_store.permit n
      where n.limit_id = v_limit.limit_id and n.key = '' and n.no < v_limit.no
      order by n.no
      limit most));
    if v_limit.held > 0
      and awa_store.freed_units(v_limit.limit_id, '', v_limit.low, 1000) >= 1000
      and pg_try_advisory_xact_lock(awa_store.lock_class('limit'), v_limit.limit_id)
    then
      perform awa_store.take_back(v_limit.limit_id, '', most / 2);
    end if;
    exit when clock_timestamp() > until;
  end loop;
end
$$;

call awa_store.plan('awa_store.starts_freed', 'fixed');
call awa_store.publish('awa_store.starts_freed');
call awa_store.publish('awa_store.freed_units');
call awa_store.plan('awa_store.take_back', 'probe');
call awa_store.publish('awa_store.take_back');
call awa_store.plan('awa_store.wake_limited', 'fixed');
call awa_store.publish('awa_store.wake_limited');
call awa_store.plan('awa_store.forget_permits', 'walk');
call awa_store.publish('awa_store.forget_permits');
