-- Makes the fires of a schedule that are due, and moves its cursor behind them, in one transaction: so each is made
-- once, whoever calls, and however often. The caller has the row locked. One that cannot be made is noted, and tried
-- again later. Fires that are late by more than a minute were missed: how many of them are made says catch_up, or what
-- resume was told; the others are dropped. Looks at 5000 missed fires more than until lets it at least, and makes at
-- most 100 at a time; then the schedule stays due.
create or replace function awa_store.fire_schedule(
  schedule awa_store.schedule,
  until timestamptz,
  out fired int,
  out dropped int,
  out skipped int
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  c_most constant int := 5000; -- more than there are in the longest jitter
  v_schedule awa_store.schedule := fire_schedule.schedule;
  v_now timestamptz := awa_store.clock();
  v_timeout text := current_setting('lock_timeout');
  v_at timestamptz := v_schedule.cursor_at;
  v_some timestamptz[];
  v_held timestamptz[] := '{}';
  v_missed timestamptz[];
  v_making timestamptz[];
  v_is_done boolean := true;
  v_policy text;
  v_made record;
  v_error text;
begin
  fired := 0;
  dropped := 0;
  skipped := 0;
  if v_schedule.paused_until <= v_now then
    v_schedule.missed_until := v_schedule.paused_until;
    v_schedule.missed_policy := v_schedule.catch_up;
    v_schedule.paused_at := null;
    v_schedule.paused_until := null;
    v_schedule.paused_by := null;
    v_schedule.pause_reason := null;
  end if;
  begin
    loop
      v_some := array(select f from awa_store.schedule_fires(v_schedule.name, v_at, v_now, 1000) f);
      v_held := v_held || v_some;
      exit when cardinality(v_some) < 1000;
      v_at := v_some[1000];
      if cardinality(v_held) > c_most then
        -- These are missed, and there are enough newer ones.
        dropped := dropped + (
          select count(*)
          from unnest(v_held[:cardinality(v_held) - c_most]) h
          where not v_schedule.done @> h);
        v_schedule.cursor_at := v_held[cardinality(v_held) - c_most];
        v_held := v_held[cardinality(v_held) - c_most + 1:];
        v_is_done := clock_timestamp() <= until;
        exit when not v_is_done;
      end if;
    end loop;
  exception when others then
    v_error := format('%s: %s', sqlstate, sqlerrm);
    v_held := '{}';
  end;

  if v_is_done and v_held <> '{}' then
    if v_schedule.jitter > 0 then
      -- One after the other: none is made before its delay is over, nor before the one that comes before it.
      v_held := v_held[:(
        select coalesce(min(h.n) - 1, cardinality(v_held))
        from unnest(v_held) with ordinality h (fire, n)
        where h.fire + awa_store.fire_delay(v_schedule.name, h.fire, v_schedule.jitter) > v_now)];
    end if;
    v_missed := array(
      select h
      from unnest(v_held) h
      where (h <= v_schedule.missed_until or h < v_now - make_interval(secs => 60 + v_schedule.jitter)) is true
        and not v_schedule.done @> h
      order by h);
    v_policy := case
      when v_held[1] <= v_schedule.missed_until then v_schedule.missed_policy
      else v_schedule.catch_up
    end;
    v_making := array(
      select h from unnest(v_held) h where h > all (v_missed) and not v_schedule.done @> h);
    if v_schedule.catch_up_window is not null then
      v_missed := array(select h from unnest(v_missed) h where h >= v_now - v_schedule.catch_up_window order by h);
    end if;
    v_making := v_missed[cardinality(v_missed) + 1 - case v_policy
        when 'none' then 0
        when 'latest' then case when v_making = '{}' then 1 else 0 end
        else v_schedule.catch_up_max
      end:] || v_making;
    for i in 1..cardinality(v_held) loop
      if v_held[i] = any (v_making) then
        exit when fired >= 100;
        begin
          if v_schedule.by_tick then
            perform set_config('lock_timeout', '100ms', true);
          end if;
          v_made := awa_store.make_fire(
            v_schedule, v_held[i],
            v_held[i] + awa_store.fire_delay(v_schedule.name, v_held[i], v_schedule.jitter), 'schedule',
            v_schedule.overlap);
          if v_made.fault is not null then
            raise exception using errcode = v_made.fault[1], message = v_made.fault[2];
          end if;
          if v_schedule.by_tick then
            perform set_config('lock_timeout', v_timeout, true);
          end if;
        exception when others then
          v_error := format('%s: %s', sqlstate, sqlerrm);
        end;
        exit when v_error is not null;
        if v_made.outcome = 'fired' then
          fired := fired + 1;
          v_schedule.done := awa_store.with_fire(v_schedule.done, v_held[i], v_schedule.cursor_at);
          v_schedule.last_fire_at := v_held[i];
          v_schedule.last_job_id := v_made.id;
        else
          skipped := skipped + 1;
        end if;
      elsif not v_schedule.done @> v_held[i] then
        dropped := dropped + 1;
      end if;
      v_schedule.cursor_at := v_held[i];
    end loop;
  end if;

  if v_error is null then
    v_schedule.failures := 0;
    v_schedule.fails_since := null;
    v_schedule.error := null;
    select n.next_fire, n.due_at into v_schedule.next_fire, v_schedule.due_at
    from awa_store.next_due_fire(v_schedule.name, v_schedule.cursor_at, v_schedule.jitter) n;
    -- Where there is more to do, it is in line with what is due now.
    v_schedule.due_at := v_schedule.due_at + greatest(v_now - v_schedule.due_at, interval '0');
    if v_schedule.next_fire <= v_schedule.missed_until is not true then
      v_schedule.missed_until := null;
      v_schedule.missed_policy := null;
    end if;
  else
    v_schedule.failures := v_schedule.failures + 1;
    v_schedule.failed_at := v_now;
    v_schedule.fails_since := coalesce(v_schedule.fails_since, v_now);
    v_schedule.error := left(v_error, 1000);
    v_schedule.due_at := v_now + make_interval(secs => least(300, 2 ^ least(v_schedule.failures - 1, 9)));
  end if;
  update awa_store.schedule s
  set due_at = v_schedule.due_at, next_fire = v_schedule.next_fire, cursor_at = v_schedule.cursor_at,
    missed_policy = v_schedule.missed_policy, missed_until = v_schedule.missed_until,
    paused_at = v_schedule.paused_at, paused_until = v_schedule.paused_until, paused_by = v_schedule.paused_by,
    pause_reason = v_schedule.pause_reason,
    last_fire_at = v_schedule.last_fire_at, last_job_id = v_schedule.last_job_id, fired = s.fired + fire_schedule.fired,
    dropped = s.dropped + fire_schedule.dropped, skipped = s.skipped + fire_schedule.skipped,
    failures = v_schedule.failures, failed_at = v_schedule.failed_at, fails_since = v_schedule.fails_since,
    error = v_schedule.error, done = v_schedule.done
  where s.name = v_schedule.name;
end
$$;

-- Fires what is due, of a queue for a claim, or of all of them for tick: the first ones, until a time of the server's
-- clock. Returns how many jobs it has made. Waits for nobody: a schedule that somebody else is at is left to him. Where
-- the entries of those that have fired lie in the index, nobody searches, since a pinned snapshot would keep them
-- there: claims look at what has come due within a minute, and tick from its mark on; at all of them once a minute.
create or replace function awa_store.fire_due(queue text, most int, until timestamptz)
returns int
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_from timestamptz := v_now - interval '1 minute';
  v_due refcursor;
  v_schedule awa_store.schedule;
  v_count int := 0;
begin
  if fire_due.queue is null then
    select case when w.fires_all_at > v_now and w.fires_from < v_now then w.fires_from else '-infinity' end into v_from
    from awa_store.watch w;
    open v_due for
      select s.*
      from awa_store.schedule s
      where s.due_at >= v_from and s.due_at <= v_now
      order by s.due_at
      limit most
      for update skip locked;
  else
    open v_due for
      select s.*
      from awa_store.schedule s
      where s.queue = fire_due.queue and not s.by_tick and s.due_at > v_from and s.due_at <= v_now
      order by s.due_at
      limit most
      for update skip locked;
  end if;
  loop
    fetch v_due into v_schedule;
    if not found then
      if fire_due.queue is null and v_from < v_now - interval '70 s' then
        update awa_store.watch w
        set fires_from = v_now - interval '1 minute',
          fires_all_at = case when v_from = '-infinity' then v_now + interval '1 minute' else w.fires_all_at end;
      end if;
      exit;
    end if;
    v_count := v_count + (
      select f.fired
      from awa_store.fire_schedule(v_schedule, least(fire_due.until, clock_timestamp() + interval '50 ms')) f);
    exit when clock_timestamp() > fire_due.until;
  end loop;
  close v_due;
  return v_count;
end
$$;

call awa_store.publish('awa_store.fire_schedule');
call awa_store.plan('awa_store.fire_due', 'probe');
call awa_store.publish('awa_store.fire_due');
