-- Sleeping without polling and without lost wake-ups. Does not block: it declares the queues that this session sleeps on,
-- looks once more whether they have work, and says how long the caller may wait for a notification on channel awa.
-- queues is the exact set; '{}' means awake. While transactions that began before are still open, they may commit work
-- without having seen the sleeper: wait_ms is short until they have ended, and pending, an opaque text or null, carries
-- them to the next call.
-- listen = false (a pooler in transaction mode, no LISTEN): no session state, wait_ms is a polling interval.
-- Returns one row: has_work, the queues that have some, wait_ms (milliseconds, 0 with work), pending.
-- Errors: AW001 bad argument, AW002 unknown option, AW006 worker unknown, AW008 isolation level.
-- Locks: a shared session lock per queue, held until the session is awake or ends.
-- Roles: worker.
create or replace function awa.sleep_until_work(
  worker_id uuid,
  queues text[],
  pending text default null,
  opts jsonb default '{}'
)
returns table (has_work boolean, work_queues text[], wait_ms int, pending_after text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_listen boolean := true;
  v_held text[];
  v_queue text;
  v_changed boolean := false;
  v_began timestamptz;
  v_before xid8;
  v_seen pg_snapshot;
  v_next timestamptz;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, 'listen');
    v_listen := awa_store.option_boolean(opts, 'listen', true);
  end if;
  perform awa_store.check_queues(sleep_until_work.queues);
  if sleep_until_work.pending !~ '^([0-9]{1,19}@[0-9]{1,15})?$' then
    raise exception using
      errcode = 'AW001',
      message = format('pending must be what the last call returned, not %s', left(sleep_until_work.pending, 100)),
      hint = 'Pass null with the first call.';
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'sleep_until_work runs at READ COMMITTED only, not at %s', upper(current_setting('transaction_isolation') collate "C")),
      hint = 'An older snapshot cannot see new work. Call it in a transaction of its own.';
  end if;
  perform from awa_store.worker w where w.worker_id = sleep_until_work.worker_id and w.lost_at is null;
  if not found then
    raise exception using
      errcode = 'AW006',
      message = format('worker %s is not registered', awa_store.checked_worker(sleep_until_work.worker_id)),
      hint = 'Call awa.register_worker; a worker without heartbeats is declared lost and must register again.';
  end if;

  if v_listen then
    v_held := coalesce(nullif(current_setting('awa.asleep', true), ''), '{}')::text[];
    foreach v_queue in array v_held loop
      if v_queue <> all (queues) then
        perform pg_advisory_unlock_shared(awa_store.lock_class('sleep'), hashtext(v_queue));
      end if;
    end loop;
    foreach v_queue in array queues loop
      if v_queue <> all (v_held) then
        perform pg_advisory_lock_shared(awa_store.lock_class('sleep'), hashtext(v_queue));
        v_changed := true;
      end if;
    end loop;
    if v_held <> queues then
      perform set_config('awa.asleep', queues::text, false);
    end if;
  end if;
  if v_listen and queues <> '{}' then
    -- A producer that looked for sleepers before the locks were taken had its transaction id by then. The snapshot's list
    -- of ids in progress would not do: it lacks those begun after the last one that ended. An id of our own bounds them
    -- all, unless the caller's transaction had it before: then the next call tells.
    if not v_changed and sleep_until_work.pending <> '' then
      v_before := split_part(sleep_until_work.pending, '@', 1)::xid8;
      v_began := to_timestamp(split_part(sleep_until_work.pending, '@', 2)::bigint / 1000.0);
    elsif not v_changed and sleep_until_work.pending = '' then
      v_before := '0';
    elsif pg_current_xact_id_if_assigned() is null then
      v_before := pg_current_xact_id();
      v_began := awa_store.clock();
    end if;
  end if;

  v_seen := pg_current_snapshot();
  work_queues := array(select q from unnest(queues) with ordinality u (q, n) where awa_store.has_work(q) order by n);
  has_work := work_queues <> '{}';
  wait_ms := case when has_work or queues = '{}' then 0 when v_listen then 5000 else 50 end;
  pending_after := '';
  if v_listen and queues <> '{}' then
    if v_before is null then
      pending_after := null;
      wait_ms := least(wait_ms, 10);
    elsif pg_snapshot_xmin(v_seen) < v_before then
      -- The longer they have been open, the less it matters to see their work at once.
      pending_after := format('%s@%s', v_before, floor(extract(epoch from v_began) * 1000));
      wait_ms := least(wait_ms, greatest(10, least(100, extract(epoch from awa_store.clock() - v_began) * 5)));
    end if;
  end if;
  if wait_ms = 0 then
    return next;
    return;
  end if;

  select min(awa_store.next_due(u.q)) into v_next
  from unnest(queues) u (q)
  where not exists (select from awa_store.queue c where c.name = u.q and c.paused);
  if v_next is not null then
    wait_ms := least(wait_ms, greatest(1, ceil(extract(epoch from v_next - awa_store.clock()) * 1000)));
  end if;
  return next;
end
$$;

call awa_store.publish('awa.sleep_until_work', 'awa_worker');
comment on function awa.sleep_until_work is 'Declares the queues that this session sleeps on, and says how long it may wait for a notification.';
