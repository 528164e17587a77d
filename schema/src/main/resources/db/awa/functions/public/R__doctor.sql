-- Looks for what keeps the engine from working as it should. One row per check; status ok, warning or error, what was seen,
-- and what to do about it (null if ok).
-- ring: whether the ledger reclaims its space. housekeeping: whether somebody calls tick. origin: whether the ledger came
-- from another server. workers: lost ones. old_transactions: what holds the server's vacuum back, as far as
-- the caller may see it.
-- Errors: none. Locks: none.
-- Roles: operator, observer.
create or replace function awa.doctor()
returns table (check_name text, status text, detail text, hint text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_keep interval := (select s.keep_completed from awa_store.settings s);
  v_current awa_store.slot;
  v_oldest awa_store.slot;
  v_text text;
  v_count bigint;
begin
  select t.* into v_current from awa_store.ring r join awa_store.slot t on t.slot = r.current_slot;
  select t.* into v_oldest from awa_store.slot t where t.sealed_at is not null order by t.sealed_at limit 1;
  check_name := 'ring';
  if v_current.opened_at + v_keep > v_now or not exists (select from awa_store.slot t where t.sealed_at is not null) then
    status := 'ok';
    detail := format('slot %s takes entries since %s', v_current.slot, awa_store.utc(v_current.opened_at));
    if v_current.opened_at + v_keep <= v_now then
      status := 'warning';
      hint := 'The ring has not turned: call awa.tick() about once a second, from a worker or a cron.';
    end if;
  else
    status := 'warning';
    detail := format(
      'slot %s takes entries since %s and grows, since slot %s cannot be reclaimed: %s',
      v_current.slot, awa_store.utc(v_current.opened_at), v_oldest.slot,
      case
        when v_oldest.drained_at is null then 'jobs in it wait or run'
        when v_oldest.tries > 0 then format('a reader or writer was in the way %s times', v_oldest.tries)
        else format('its history is kept until %s', awa_store.utc(v_oldest.drained_at + v_keep))
      end);
    hint := 'Nothing is lost; it turns again by itself. Look for long transactions that read awa_store, a dump among them.';
  end if;
  return next;

  check_name := 'origin';
  status := 'ok';
  detail := 'the ledger belongs to this server';
  hint := null;
  begin
    perform awa_store.check_origin();
  exception when sqlstate 'AW007' then
    get stacked diagnostics detail = message_text, hint = pg_exception_hint;
    status := 'error';
  end;
  return next;

  check_name := 'workers';
  select count(*) filter (where w.heartbeat_at + w.dead_after < v_now), format('%s registered', count(*))
  into v_count, v_text
  from awa_store.worker w;
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := format('%s, %s without heartbeats', v_text, v_count);
  hint := case when v_count > 0 then 'tick declares them lost and takes their jobs away: call it about once a second.' end;
  return next;

  check_name := 'due_jobs';
  select min(awa_store.next_due(q)) into v_current.opened_at from awa_store.deferred_queues() q;
  status := case when v_current.opened_at < v_now - interval '1 minute' then 'warning' else 'ok' end;
  detail := coalesce(
    'the first scheduled or retryable job is due at ' || awa_store.utc(v_current.opened_at), 'no job waits for its time');
  hint := case status
    when 'warning' then 'Nobody claims from its queue, it is paused, or there are more due jobs than the workers can take.'
  end;
  return next;

  check_name := 'old_transactions';
  select count(*), format('oldest since %s', awa_store.utc(min(a.xact_start)))
  into v_count, v_text
  from pg_stat_activity a
  where a.datname = current_database() and a.xact_start < v_now - interval '10 minutes' and a.backend_type = 'client backend';
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := case when v_count = 0 then 'none open for ten minutes' else format('%s open for ten minutes, %s', v_count, v_text) end;
  hint := case
    when v_count > 0 then 'The ledger does not mind, but tables that are updated do, awa_store.deferred and worker among them.'
  end;
  return next;

  check_name := 'deprecated_calls';
  select
    count(*),
    string_agg(
      format(
        '%s by %s%s, last at %s',
        d.verb, d.caller, coalesce(' (' || nullif(d.application, '') || ')', ''), awa_store.utc(d.last_at)), '; '
      order by d.last_at desc)
  into v_count, v_text
  from awa_store.deprecated_call d
  where d.last_at > v_now - interval '30 days';
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := coalesce(v_text, 'nobody has called a deprecated function for 30 days');
  hint := case when v_count > 0 then 'The comment of a deprecated function says what to call instead, and until when there is time.' end;
  return next;
end
$$;

call awa_store.publish('awa.doctor', 'awa_operator', 'awa_observer');
comment on function awa.doctor is 'Looks for what keeps the engine from working as it should, and says what to do.';
