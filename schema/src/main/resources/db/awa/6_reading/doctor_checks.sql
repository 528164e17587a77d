-- The checks of doctor, one function each: status ok, warning or error, what was seen, and what to do about it.

-- For how long something is as it is.
create or replace function awa_store.since(at timestamptz, now timestamptz default clock_timestamp())
returns text
language plpgsql
stable
strict
as $$
begin
  return format(
    'since %s, for %s', awa_store.utc(date_trunc('second', at)),
    awa_store.interval_text(date_trunc('second', greatest(now - at, interval '0'))));
end
$$;

-- Whether the ledger reclaims its space.
create or replace function awa_store.doctor_ring(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_keep interval := (select s.keep_completed from awa_store.settings s);
  v_current awa_store.segment;
  v_oldest awa_store.segment;
begin
  select t.* into v_current from awa_store.ring r join awa_store.segment t on t.segment = r.current_segment;
  select t.* into v_oldest from awa_store.segment t where t.sealed_at is not null order by t.sealed_at limit 1;
  if v_current.opened_at + v_keep > v_now
    or not exists (select from awa_store.segment t where t.sealed_at is not null)
  then
    status := 'ok';
    detail := format('segment %s takes entries since %s', v_current.segment, awa_store.utc(v_current.opened_at));
    if v_current.opened_at + v_keep <= v_now then
      status := 'warning';
      hint := 'The ring has not turned: call awa.tick() about once a second, from a worker or a cron.';
    end if;
  else
    status := 'warning';
    detail := format(
      'segment %s takes entries since %s and grows, since segment %s cannot be reclaimed: %s',
      v_current.segment, awa_store.utc(v_current.opened_at), v_oldest.segment,
      case
        when v_oldest.entrants <> '{}'
          then format('%s transactions from before it was sealed are in the way', cardinality(v_oldest.entrants))
        when v_oldest.drained_at is null then 'jobs in it wait or run'
        when v_oldest.tries > 0 then format('a reader or writer was in the way %s times', v_oldest.tries)
        else format('its history is kept until %s', awa_store.utc(v_oldest.drained_at + v_keep))
      end);
    hint :=
      'Nothing is lost; it turns again by itself. Look for long transactions that enqueue or read jobs, or dump them.';
  end if;
end
$$;

-- Whether the ledger came from another server.
create or replace function awa_store.doctor_origin(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
begin
  status := 'ok';
  detail := 'the ledger belongs to this server';
  begin
    perform awa_store.check_origin();
  exception when sqlstate 'AW007' then
    get stacked diagnostics detail = message_text, hint = pg_exception_hint;
    status := 'error';
  end;
end
$$;

-- Steps of tick that fail.
create or replace function awa_store.doctor_failing_steps(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_text text;
  v_count bigint;
begin
  select count(*), string_agg(
    format(
      '%s %s, %s times, last at %s: %s', s.name, awa_store.since(s.fails_since, v_now), s.failures,
      awa_store.utc(s.failed_at), s.error), '; '
    order by s.name)
  into v_count, v_text
  from awa_store.step s
  where s.failures > 0;
  status := case when v_count = 0 then 'ok' else 'error' end;
  detail := coalesce(v_text, 'each step of tick has succeeded');
  hint := case
    when v_count > 0 then 'What such a step does is not done until its cause is mended; the other steps go on.'
  end;
end
$$;

-- Workers without heartbeats.
create or replace function awa_store.doctor_workers(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_at timestamptz;
  v_text text;
  v_count bigint;
begin
  select
    count(*) filter (where w.heartbeat_at + w.dead_after < v_now), format('%s registered', count(*)),
    min(w.heartbeat_at) filter (where w.heartbeat_at + w.dead_after < v_now)
  into v_count, v_text, v_at
  from awa_store.worker w;
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := format('%s, %s without heartbeats%s', v_text, v_count, ', the first ' || awa_store.since(v_at, v_now));
  hint := case
    when v_count > 0 then 'tick declares them lost and takes their jobs away: call it about once a second.'
  end;
end
$$;

-- Jobs that are due and not claimed.
create or replace function awa_store.doctor_due_jobs(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_at timestamptz;
begin
  select min(q.run_at) into v_at from awa_store.deferred_queues() q where q.state in ('scheduled', 'retryable');
  status := case when v_at < v_now - interval '1 minute' then 'warning' else 'ok' end;
  detail := coalesce(
    'the first scheduled or retryable job is due '
      || case when v_at < v_now then awa_store.since(v_at, v_now) else 'at ' || awa_store.utc(v_at) end,
    'no job waits for its time');
  hint := case status
    when 'warning'
      then 'Nobody claims from its queue, it is paused, or there are more due jobs than the workers can take.'
  end;
end
$$;

-- Kinds whose jobs wait since no worker takes them.
create or replace function awa_store.doctor_kinds(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_text text;
  v_count bigint;
begin
  select count(*), string_agg(
    format('%s jobs of kind %s in queue %s', a.waiting, a.kind, a.queue), '; '
    order by a.queue, a.kind)
  into v_count, v_text
  from (
    select k.queue, k.kind, awa_store.waiting_apart(k.queue, k.partition) as waiting
    from awa_store.kind_lane k
    where not exists (
      select
      from awa_store.worker w
      where w.lost_at is null and k.queue = any (w.queues) and (w.kinds is null or k.kind = any (w.kinds)))
  ) a
  where a.waiting > 0;
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := coalesce(v_text, 'no job waits for a worker that takes its kind');
  hint := case
    when v_count > 0 then 'No living worker takes this kind. Deploy one that does, or cancel the jobs.'
  end;
end
$$;

-- Sessions that producers take for sleeping workers.
create or replace function awa_store.doctor_sleep_marks(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_text text;
  v_count bigint;
begin
  select count(*), string_agg(
    format('pid %s (%s queues%s)', m.pid, m.queues, ', connected ' || awa_store.since(a.backend_start)), ', '
    order by m.pid)
  into v_count, v_text
  from awa_store.orphaned_marks() m
  left join pg_stat_activity a on a.pid = m.pid;
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := coalesce(
    'marked asleep for queues that no living worker has registered for: ' || v_text,
    'nobody is marked asleep but living workers');
  hint := case
    when v_count > 0
      then 'Each enqueue there notifies for nobody until the session ends. '
        'Behind a pooler in transaction mode sleep with listen = false.'
  end;
end
$$;

-- Who keeps locks of the engine for longer than a claim or a tick takes.
create or replace function awa_store.doctor_locks(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_text text;
  v_count bigint;
begin
  select count(*), string_agg(l.holder || ' holds ' || l.purposes, '; ' order by l.holder)
  into v_count, v_text
  from awa_store.lock_holders(
    '{lane,promotion,housekeeping,concurrency,wait,limit,schedules,withdrawing,withdrawal,sleep,deprecated}') l;
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := coalesce(v_text, 'nobody keeps locks of the engine');
  hint := case
    when v_count > 0
      then 'Claims (lane, promotion, limit), tick (housekeeping), settles (concurrency, wait), schedules, '
        'cancellations and replacements of waiting jobs (withdrawing, withdrawal) or notifications (sleep) wait or do '
        'nothing until it is over. Claim and tick in transactions of their own; logins that are not trusted need '
        'another database.'
  end;
end
$$;

-- Whose transactions have settled jobs and stay open, or hold the locks of jobs otherwise.
create or replace function awa_store.doctor_open_settles(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_text text;
  v_count bigint;
begin
  select count(*), string_agg(l.holder, '; ' order by l.holder)
  into v_count, v_text
  from awa_store.lock_holders('{claim,attempt,numbering}') l;
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := coalesce('settles of jobs wait for ' || v_text, 'no settle is left open');
  hint := case
    when v_count > 0
      then 'Nobody else settles or rescues these jobs until it ends. Complete a job at the end of a transaction, '
        'and set idle_in_transaction_session_timeout and tcp_user_timeout.'
  end;
end
$$;

-- Prepared transactions that are left over.
create or replace function awa_store.doctor_prepared_transactions(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_text text;
  v_count bigint;
begin
  select count(*), string_agg(
    format('%s of %s %s', quote_literal(p.gid), p.owner, awa_store.since(p.prepared)), '; '
    order by p.prepared)
  into v_count, v_text
  from pg_prepared_xacts p
  where p.database = current_database() and p.prepared < awa_store.clock() - interval '10 s';
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := coalesce(v_text, 'none is left over');
  hint := case
    when v_count > 0
      then 'What it has locked stays locked, see checks locks and open_settles, and vacuum is held back: '
        'COMMIT PREPARED or ROLLBACK PREPARED it.'
  end;
end
$$;

-- What holds vacuum back, as far as the owner may see it.
create or replace function awa_store.doctor_old_transactions(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_text text;
  v_count bigint;
begin
  select
    a.others + 1,
    format(
      'oldest %s: pid %s (%s%s), %s', awa_store.since(a.xact_start), a.pid, a.usename,
      ', ' || nullif(a.application_name, ''), a.state)
  into v_count, v_text
  from (
    select a.*, count(*) over () - 1 as others
    from pg_stat_activity a
    where a.datname = current_database() and a.xact_start < v_now - interval '10 minutes'
      and a.backend_type = 'client backend'
    order by a.xact_start
    limit 1
  ) a;
  v_count := coalesce(v_count, 0);
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := case
    when v_count = 0 then 'none open for ten minutes'
    else format('%s open for ten minutes, %s', v_count, v_text)
  end;
  hint := case
    when v_count > 0
      then 'The ledger is unaffected, but tables that are updated bloat: awa_store.deferred, worker and yours.'
  end;
end
$$;

-- Grants on objects of Awa to others.
create or replace function awa_store.doctor_grants(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_text text;
  v_count bigint;
begin
  select count(*), string_agg(
    format('%s on %s to %s', g.privilege, g.object, g.grantee), '; '
    order by g.object, g.grantee, g.privilege)
  into v_count, v_text
  from (select f.* from awa_store.foreign_grants() f order by f.object, f.grantee, f.privilege limit 20) g;
  status := case when v_count = 0 then 'ok' else 'warning' end;
  detail := coalesce(v_text, 'nothing is granted to others than the four roles');
  hint := case when v_count > 0 then 'Revoke it, and look at the default privileges of the installing role.' end;
end
$$;

-- Who calls what is deprecated.
create or replace function awa_store.doctor_deprecated_calls(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_text text;
  v_count bigint;
begin
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
  hint := case
    when v_count > 0
      then 'The comment of a deprecated function says what to call instead, and until when there is time.'
  end;
end
$$;

-- Schedules that cannot fire, and such that nobody fires.
create or replace function awa_store.doctor_schedules(out status text, out detail text, out hint text)
language plpgsql
stable
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_text text;
  v_count bigint;
  v_due_at timestamptz := (
    select min(s.due_at) from awa_store.schedule s where s.due_at < v_now - interval '1 minute' and s.failures = 0);
begin
  select count(*), string_agg(
    format(
      'schedule %s cannot fire %s, %s times, last at %s: %s', f.name, awa_store.since(f.fails_since, v_now), f.failures,
      awa_store.utc(f.failed_at), f.error), '; '
    order by f.name) filter (where f.n <= 10)
  into v_count, v_text
  from (
    select s.*, row_number() over (order by s.name) as n from awa_store.schedule s where s.failures > 0
  ) f;
  status := case when v_count > 0 then 'error' when v_due_at is not null then 'warning' else 'ok' end;
  detail := concat_ws(
    '; ', v_text, case when v_count > 10 then format('and %s others', v_count - 10) end,
    'a schedule is due ' || awa_store.since(v_due_at, v_now));
  hint := case
    when v_count > 0
      then 'It is tried again, at the latest every five minutes: mend its cause, or change it by awa.put_schedule.'
    when v_due_at is not null then 'Nobody fires it: call awa.tick() about once a second, from a worker or a cron.'
  end;
  if detail = '' then
    detail := 'each schedule fires';
  end if;
end
$$;

call awa_store.publish('awa_store.since');
call awa_store.publish('awa_store.doctor_schedules');
call awa_store.publish('awa_store.doctor_ring');
call awa_store.publish('awa_store.doctor_origin');
call awa_store.publish('awa_store.doctor_failing_steps');
call awa_store.publish('awa_store.doctor_workers');
call awa_store.publish('awa_store.doctor_due_jobs');
call awa_store.publish('awa_store.doctor_kinds');
call awa_store.publish('awa_store.doctor_sleep_marks');
call awa_store.publish('awa_store.doctor_locks');
call awa_store.publish('awa_store.doctor_open_settles');
call awa_store.publish('awa_store.doctor_prepared_transactions');
call awa_store.publish('awa_store.doctor_old_transactions');
call awa_store.publish('awa_store.doctor_grants');
call awa_store.publish('awa_store.doctor_deprecated_calls');
