-- The advisory locks of these classes that others hold in this database, and whether for long: null if that cannot be
-- seen.
create or replace function awa_store.held_locks(purposes text[])
returns table (
  transaction text,
  pid int,
  gid text,
  login text,
  application text,
  purpose text,
  since timestamptz,
  is_long boolean
)
language sql
stable
as $$
  select
    l.virtualtransaction, l.pid, p.gid, coalesce(a.usename, 'unknown')::text, a.application_name, c.purpose,
    -- A session may keep a lock beyond its transaction.
    coalesce(p.prepared, a.xact_start, a.state_change),
    case
      when l.pid is null then true
      when not (
        select bool_or(pg_has_role(a.usesysid, r.oid, 'member'))
        from pg_roles r
        where r.rolname in ('awa_owner', 'awa_producer', 'awa_worker', 'awa_operator')
      ) then true
      when a.state is null then null
      else a.state like 'idle in transaction%' and a.state_change < clock_timestamp() - interval '5 s'
        or coalesce(a.xact_start < clock_timestamp() - interval '10 s', true)
    end
  from pg_locks l
  join unnest(purposes) c (purpose) on l.classid::bigint = awa_store.lock_class(c.purpose)
  left join pg_stat_activity a on a.pid = l.pid
  -- Until the server starts anew, a prepared transaction keeps the virtual id that it had in its session.
  left join lateral (
    select x.gid, x.prepared
    from pg_locks t
    join pg_prepared_xacts x on x.transaction = t.transactionid
    where t.locktype = 'transactionid' and t.pid is null and t.virtualtransaction = l.virtualtransaction
  ) p on l.pid is null
  where l.locktype = 'advisory' and l.objsubid = 2 and l.granted
    -- Sleepers share theirs.
    and (c.purpose <> 'sleep' or l.mode = 'ExclusiveLock')
    and l.database = (select d.oid from pg_database d where d.datname = current_database())
    and l.pid is distinct from pg_backend_pid();
$$;

-- Who keeps advisory locks of these classes for longer than a call takes: prepared transactions; sessions idle in a
-- transaction for seconds, or in one for ten; logins that have no role here. Where a session's state is not to be seen,
-- a second look after half a second tells. Others than the caller.
create or replace function awa_store.lock_holders(classes text[])
returns table (holder text, purposes text)
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_seen text[];
begin
  v_seen := array(
    select h.transaction from awa_store.held_locks(lock_holders.classes) h where h.is_long is null);
  if v_seen <> '{}' then
    perform pg_sleep(0.5);
  end if;
  return query
  select
    max(
      case
        when h.pid is null then format('prepared transaction %s', coalesce(quote_literal(h.gid), h.transaction))
        else format('pid %s (%s%s)', h.pid, h.login, coalesce(', ' || nullif(h.application, ''), ''))
      end || coalesce(' ' || awa_store.since(h.since), '')),
    string_agg(distinct h.purpose, ', ' order by h.purpose)
  from awa_store.held_locks(lock_holders.classes) h
  where h.is_long or h.is_long is null and h.transaction = any (v_seen)
  group by h.transaction, h.pid;
end
$$;

call awa_store.publish('awa_store.lock_holders');
call awa_store.publish('awa_store.held_locks');
