-- When a rule fires. All reckoning is in seconds since the epoch. A wall time is such a number, too, as if it were in
-- UTC: an instant and the offset of the zone at that instant. PostgreSQL is never asked for the instant of a wall time:
-- of one that comes twice it takes the second.

-- The next n times at which a rule fires in a zone, later than a time, up to the year 9999.
-- A zone is looked at in stretches of the same offset, which end with a day, or where the offset changes. A stretch is
-- at most 5 days long: no zone has ever changed twice within 6, so its ends tell whether it does. Two days before and
-- after a day that matches are walked through, since no change puts the clock by more than a day; all others are jumped
-- over.
create or replace function awa_store.rule_fires(
  rule awa_store.schedule_rule, zone text, after timestamptz, n int)
returns setof timestamptz
language plpgsql
stable
as $$
declare
  v_day_seconds constant bigint := 86400;
  v_end constant bigint := 253402300800; -- the year 10000
  v_start bigint := floor(extract(epoch from after)) + 1;
  v_now bigint := v_start; -- all before has been looked at
  v_offset int;
  v_passed bigint; -- all wall times before have come, or have been left out, and fire no more
  v_until bigint;
  v_day bigint;
  v_fire_day bigint;
  v_first date;
  v_first_day bigint := 1; -- of a month, and of the next one
  v_next_first_day bigint := 0;
  v_days bigint;
  v_left bigint;
  v_time bigint;
  v_count int := 0;
  v_low bigint;
  v_middle bigint;
begin
  if rule.every is not null then
    return query
    select to_timestamp((ceil(v_start / rule.every::numeric) + i) * rule.every)
    from generate_series(0, n - 1) i
    where (ceil(v_start / rule.every::numeric) + i) * rule.every < v_end;
    return;
  end if;
  if awa_store.utc_offset(zone, v_start - 2 * v_day_seconds) <> awa_store.utc_offset(zone, v_start) then
    v_now := v_start - 2 * v_day_seconds;
  end if;
  v_passed := v_now + awa_store.utc_offset(zone, v_now);
  while v_now < v_end loop
    v_offset := awa_store.utc_offset(zone, v_now);
    if not rule.follows_time and v_passed < v_now + v_offset and v_now >= v_start then
      -- The clock has been put forward: what it left out fires now.
      if awa_store.has_fire(rule, v_passed, v_now + v_offset) then
        return next to_timestamp(v_now);
        v_count := v_count + 1;
        exit when v_count = n;
        v_passed := v_now + v_offset + 1;
      end if;
    end if;
    v_day := awa_store.epoch_day(v_now + v_offset);
    v_fire_day := v_day;
    loop
      if v_fire_day < v_first_day or v_fire_day >= v_next_first_day then
        v_first := date_trunc('month', timestamp 'epoch' + v_fire_day * interval '1 day')::date;
        while (rule.months >> date_part('month', v_first)::int) & 1 = 0 loop
          v_first := v_first + interval '1 month';
        end loop;
        v_first_day := v_first - date 'epoch';
        v_fire_day := greatest(v_fire_day, v_first_day);
        v_next_first_day := (v_first + interval '1 month')::date - date 'epoch';
        v_days := awa_store.rule_days(rule, v_first);
      end if;
      v_left := v_days >> (v_fire_day - v_first_day + 1)::int;
      exit when v_left <> 0;
      v_fire_day := v_next_first_day;
      if v_fire_day * v_day_seconds > v_end + v_day_seconds then
        return;
      end if;
    end loop;
    v_fire_day := v_fire_day + awa_store.lowest_bit(v_left);
    if v_fire_day = v_day then
      v_until := (v_day + 1) * v_day_seconds - v_offset;
    else
      v_until := v_fire_day * v_day_seconds - v_offset;
      if v_until - v_now > 5 * v_day_seconds then
        if awa_store.utc_offset(zone, v_now + 2 * v_day_seconds) = v_offset then
          v_now := v_until - 2 * v_day_seconds;
          v_passed := v_now + awa_store.utc_offset(zone, v_now);
          continue;
        end if;
        v_until := v_now + 2 * v_day_seconds + 1;
      end if;
    end if;
    if awa_store.utc_offset(zone, v_until - 1) <> v_offset then
      v_low := v_now;
      v_until := v_until - 1;
      while v_until - v_low > 1 loop
        v_middle := (v_low + v_until) / 2;
        if awa_store.utc_offset(zone, v_middle) = v_offset then
          v_low := v_middle;
        else
          v_until := v_middle;
        end if;
      end loop;
    end if;
    v_until := least(v_until, v_end);
    if v_fire_day = v_day then
      v_time := greatest(v_now, v_start) + v_offset;
      if not rule.follows_time then
        v_time := greatest(v_time, v_passed);
      end if;
      loop
        v_time := awa_store.next_time(rule, (v_time - v_day * v_day_seconds)::int) + v_day * v_day_seconds;
        exit when v_time is null or v_time - v_offset >= v_until;
        return next to_timestamp(v_time - v_offset);
        v_count := v_count + 1;
        exit when v_count = n;
        v_time := v_time + 1;
      end loop;
      exit when v_count = n;
    end if;
    v_now := v_until;
    v_passed := greatest(v_passed, v_until + v_offset);
  end loop;
end
$$;

-- The day, counted from the epoch, of a wall time. Divided as float8, which is exact enough: floor of a whole number.
create or replace function awa_store.epoch_day(wall bigint)
returns bigint
language sql
immutable
as $$
  select floor(wall / 86400::float8)::bigint;
$$;

-- The first time of day, in seconds, that is not before another; null if there is none on this day.
create or replace function awa_store.next_time(rule awa_store.schedule_rule, after_second int)
returns int
language plpgsql
immutable
as $$
declare
  v_hour int := after_second / 3600;
  v_minute int := after_second % 3600 / 60;
  v_left bigint;
begin
  if after_second >= 86400 then
    return null;
  end if;
  if rule.hours >> v_hour & 1 = 1 then
    if rule.minutes >> v_minute & 1 = 1 then
      v_left := rule.seconds >> after_second % 60;
      if v_left <> 0 then
        return after_second + awa_store.lowest_bit(v_left);
      end if;
    end if;
    v_left := rule.minutes >> v_minute + 1;
    if v_left <> 0 then
      return v_hour * 3600 + (v_minute + 1 + awa_store.lowest_bit(v_left)) * 60 + awa_store.lowest_bit(rule.seconds);
    end if;
  end if;
  v_left := rule.hours >> v_hour + 1;
  if v_left <> 0 then
    return (v_hour + 1 + awa_store.lowest_bit(v_left)) * 3600 + awa_store.lowest_bit(rule.minutes) * 60
      + awa_store.lowest_bit(rule.seconds);
  end if;
  return null;
end
$$;

-- Whether a rule has a wall time from one on and before another.
create or replace function awa_store.has_fire(rule awa_store.schedule_rule, from_wall bigint, below bigint)
returns boolean
language plpgsql
immutable
as $$
declare
  v_date date;
begin
  for v_day in awa_store.epoch_day(from_wall)..awa_store.epoch_day(below - 1) loop
    v_date := date 'epoch' + v_day::int;
    if awa_store.rule_days(rule, date_trunc('month', v_date::timestamp)::date) >> date_part('day', v_date)::int & 1 = 1
      and awa_store.next_time(rule, greatest(from_wall - v_day * 86400::bigint, 0)::int) + v_day * 86400::bigint < below
    then
      return true;
    end if;
  end loop;
  return false;
end
$$;

call awa_store.publish('awa_store.rule_fires');
call awa_store.publish('awa_store.epoch_day');
call awa_store.publish('awa_store.next_time');
call awa_store.publish('awa_store.has_fire');
