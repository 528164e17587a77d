-- Sleeping without polling and without lost wake-ups. Does not block: it declares the queues that this session sleeps
-- on, looks once more whether they have work, and says how long the caller may wait for a notification on channel awa.
-- queues is the exact set; '{}' means awake. While transactions that began before are still open, they may commit work
-- without having seen the sleeper: wait_ms is short until they have ended, and pending, an opaque text or null, carries
-- them to the next call. It also names the session: a call on another one is behind a pooler in transaction mode.
-- listen = false, or another session than before: the session is marked awake, wait_ms is a polling interval. So it is
-- for one call if a mark cannot be had. Returns one row: has_work, the queues that have some, wait_ms (milliseconds, 0
-- with work), pending.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 more than 500 queues, AW006 worker unknown, AW008 isolation
-- level.
-- Locks: a shared session lock per queue, held until the session is awake or ends; tried, never waited for.
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
  v_kinds text[];
  v_writes boolean := pg_current_xact_id_if_assigned() is not null;
  v_listen boolean := true;
  v_polls boolean;
  v_marks text;
  v_before xid8;
  v_began timestamptz;
  v_token text;
  v_seen pg_snapshot;
  v_next timestamptz;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('sleep_options'));
    v_listen := awa_store.option_boolean(opts, 'listen', true);
  end if;
  perform awa_store.check_queues(sleep_until_work.queues);
  if cardinality(queues) > 500 then
    raise exception using
      errcode = 'AW003',
      message = format('a session sleeps on at most 500 queues, not on %s', cardinality(queues)),
      hint = 'Sleep on the others on a connection of their own.';
  end if;
  if sleep_until_work.pending !~ '^(poll|[0-9]{1,10}(:[0-9]{1,19}@[0-9]{1,15})?)?$' then
    raise exception using
      errcode = 'AW001',
      message = format('pending must be what the last call returned, not %s', left(sleep_until_work.pending, 100)),
      hint = 'Pass null with the first call on a connection.';
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'sleep_until_work runs at READ COMMITTED only, not at %s',
        upper(current_setting('transaction_isolation') collate "C")),
      hint = 'An older snapshot cannot see new work. Call it in a transaction of its own.';
  end if;
  select w.kinds into v_kinds
  from awa_store.worker w
  where w.worker_id = sleep_until_work.worker_id and w.lost_at is null;
  if not found then
    raise exception using
      errcode = 'AW006',
      message = format('worker %s is not registered', awa_store.checked_worker(sleep_until_work.worker_id)),
      hint = 'Call awa.register_worker; a worker without heartbeats is declared lost and must register again.';
  end if;

  -- Each call may meet another session: no notification would come through.
  v_polls := coalesce(split_part(sleep_until_work.pending, ':', 1) not in ('', pg_backend_pid()::text), false);
  v_listen := v_listen and not v_polls;
  v_marks := awa_store.mark_asleep(case when v_listen then queues else '{}' end, worker_id);
  if v_listen and queues <> '{}' then
    -- A producer that looked for sleepers before the locks were taken had its transaction id by then. The snapshot's
    -- list of ids in progress would not do: it lacks those begun after the last one that ended. An id of our own bounds
    -- them all, unless the caller's transaction had it before: then the next call tells.
    v_token := split_part(sleep_until_work.pending, ':', 2);
    if v_marks = 'kept' and v_token <> '' then
      v_before := split_part(v_token, '@', 1)::xid8;
      v_began := to_timestamp(split_part(v_token, '@', 2)::bigint / 1000.0);
    elsif v_marks <> 'refused' and not v_writes then
      v_before := pg_current_xact_id();
      v_began := awa_store.clock();
    end if;
  end if;

  v_seen := pg_current_snapshot();
  select coalesce(array_agg(w.queue_name order by w.n) filter (where w.has_work), '{}'), min(w.next_due)
  into work_queues, v_next
  from awa_store.queue_work(queues, v_kinds, v_writes) w;
  has_work := work_queues <> '{}';
  wait_ms := case when has_work or queues = '{}' then 0 when v_listen and v_marks <> 'refused' then 5000 else 50 end;
  pending_after := case when v_polls then 'poll' when v_listen then pg_backend_pid()::text end;
  if v_listen and queues <> '{}' and v_marks <> 'refused' then
    if v_before is null then
      wait_ms := least(wait_ms, 10);
    elsif pg_snapshot_xmin(v_seen) < v_before then
      -- The longer they have been open, the less it matters to see their work at once.
      pending_after := format('%s:%s@%s', pg_backend_pid(), v_before, floor(extract(epoch from v_began) * 1000));
      wait_ms := least(wait_ms, greatest(10, least(100, extract(epoch from awa_store.clock() - v_began) * 5)));
    else
      pending_after := format('%s:0@0', pg_backend_pid());
    end if;
  end if;
  if wait_ms > 0 and v_next is not null then
    wait_ms := least(wait_ms, greatest(1, ceil(extract(epoch from v_next - awa_store.clock()) * 1000)));
  end if;
  return next;
end
$$;

call awa_store.publish('awa.sleep_until_work', 'awa_worker');
comment on function awa.sleep_until_work is
  'Declares the queues that this session sleeps on, and says how long it may wait for a notification.';
