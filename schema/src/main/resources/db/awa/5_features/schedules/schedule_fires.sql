-- The fires of a schedule later than a time and up to another, each by the spec and zone that it had at that time, the
-- first n of them.
create or replace function awa_store.schedule_fires(schedule text, after timestamptz, until timestamptz, n int)
returns setof timestamptz
language plpgsql
stable
as $$
declare
  v_version record;
  v_fire timestamptz;
  v_from timestamptz;
  v_left int := n;
  v_chunk int;
  v_count int;
begin
  for v_version in
    select
      v.rule, v.zone, v.below,
      greatest(
        schedule_fires.after, v.valid_from - interval '1 microsecond', v.start_at - interval '1 microsecond') as after,
      least(schedule_fires.until, v.end_at) as until
    from (
      select
        o.rule, o.zone, o.valid_from, o.start_at, o.end_at,
        lead(o.valid_from, 1, 'infinity') over (order by o.valid_from) as below
      from awa_store.schedule_version o
      where o.schedule = schedule_fires.schedule
        and o.valid_from >= (
          select max(m.valid_from)
          from awa_store.schedule_version m
          where m.schedule = schedule_fires.schedule and m.valid_from <= schedule_fires.after)
    ) v
    order by v.valid_from
  loop
    v_from := v_version.after;
    -- Few at first: most calls look for one.
    v_chunk := least(2, v_left);
    <<stretch>>
    loop
      v_count := 0;
      for v_fire in select f from awa_store.rule_fires(v_version.rule, v_version.zone, v_from, v_chunk) f loop
        exit stretch when v_fire > v_version.until or v_fire >= v_version.below;
        return next v_fire;
        v_from := v_fire;
        v_left := v_left - 1;
        v_count := v_count + 1;
      end loop;
      exit when v_left = 0 or v_count < v_chunk;
      v_chunk := least(8 * v_chunk, v_left);
    end loop;
    exit when v_left = 0 or v_version.below > schedule_fires.until;
  end loop;
end
$$;

-- The last fire of a schedule before a time, by the spec that it had then; null if there is none within 100 years.
create or replace function awa_store.previous_fire(schedule text, before timestamptz)
returns timestamptz
language plpgsql
stable
as $$
declare
  v_seconds bigint := 60;
  v_from timestamptz;
  v_last timestamptz;
  v_found timestamptz;
begin
  loop
    v_from := before - make_interval(secs => v_seconds);
    loop
      v_last := (
        select max(f)
        from awa_store.schedule_fires(previous_fire.schedule, v_from, before - interval '1 microsecond', 1000) f);
      exit when v_last is null;
      v_found := v_last;
      v_from := v_last;
    end loop;
    exit when v_found is not null or v_seconds > 3155760000;
    v_seconds := 2 * v_seconds;
  end loop;
  return v_found;
end
$$;

-- How long after its time a fire is made: a part of the jitter, in seconds, that the schedule and the fire pick.
create or replace function awa_store.fire_delay(schedule text, fire_at timestamptz, jitter float8)
returns interval
language sql
stable
as $$
  select make_interval(secs => case
    when jitter > 0
      then jitter * (hashtextextended(schedule, extract(epoch from fire_at)::bigint) & 4503599627370495)
        / 4503599627370496::float8
    else 0
  end);
$$;

-- When the schedule with this jitter is due after a time; nulls: never.
create or replace function awa_store.next_due_fire(
  schedule text, after timestamptz, jitter float8, out next_fire timestamptz, out due_at timestamptz)
language plpgsql
stable
as $$
begin
  next_fire := (
    select f from awa_store.schedule_fires(next_due_fire.schedule, next_due_fire.after, 'infinity', 1) f);
  due_at := next_fire + awa_store.fire_delay(next_due_fire.schedule, next_fire, next_due_fire.jitter);
end
$$;

-- When the next schedule of a queue is due, later than a time, that claims may fire; no row if none is. The time keeps
-- the search from the entries of those that have fired, which a pinned snapshot keeps in the index. One select, so that
-- it is planned as part of its callers.
create or replace function awa_store.next_fire(queue text, after timestamptz)
returns table (due_at timestamptz)
language sql
stable
as $$
  select s.due_at
  from awa_store.schedule s
  where s.queue = next_fire.queue and s.due_at > after and not s.by_tick
  order by s.due_at
  limit 1;
$$;

call awa_store.plan('awa_store.schedule_fires', 'probe');
call awa_store.publish('awa_store.schedule_fires');
call awa_store.publish('awa_store.previous_fire');
call awa_store.publish('awa_store.fire_delay');
call awa_store.publish('awa_store.next_due_fire');
call awa_store.publish('awa_store.next_fire');
