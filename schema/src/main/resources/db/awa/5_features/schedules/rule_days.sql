-- On which days a rule of fields fires.

-- The days of a month, by the first of it: bit i is day i.
create or replace function awa_store.rule_days(rule awa_store.schedule_rule, first date)
returns bigint
language plpgsql
immutable
as $$
declare
  v_length int;
  v_weekday int;
  v_all bigint;
  v_days bigint := rule.days;
  v_weekdays bigint;
  v_day int;
begin
  if rule.months >> date_part('month', first)::int & 1 = 0 then
    return 0;
  end if;
  v_length := (first + interval '1 month')::date - first;
  v_weekday := date_part('dow', first);
  v_all := (2::bigint << v_length) - 2;
  if rule.last_days <> 0 then
    for n in 0..v_length - 1 loop
      v_days := v_days | ((rule.last_days >> n & 1) << v_length - n);
    end loop;
  end if;
  if rule.near_days <> 0 then
    for n in 0..v_length loop
      if rule.near_days >> n & 1 = 1 then
        v_day := case n when 0 then v_length else n end;
        v_day := v_day + case (v_weekday + v_day - 1) % 7
          when 6 then case v_day when 1 then 2 else -1 end
          when 0 then case v_day when v_length then -2 else 1 end
          else 0
        end;
        v_days := v_days | (1::bigint << v_day);
      end if;
    end loop;
  end if;
  v_weekdays := awa_store.week_from(rule.weekdays, v_weekday);
  v_weekdays := v_weekdays * 2 * 270549121; -- for each of five weeks: 1 + 2^7 + 2^14 + 2^21 + 2^28
  if rule.nth_weekdays <> 0 then
    for n in 0..4 loop
      v_weekdays := v_weekdays | (awa_store.week_from(rule.nth_weekdays >> 7 * n, v_weekday) << 7 * n + 1);
    end loop;
    v_weekdays := v_weekdays
      | (awa_store.week_from(rule.nth_weekdays >> 35, (v_weekday + v_length) % 7) << v_length - 6);
  end if;
  if rule.any_day or rule.any_weekday or rule.asks_both then
    return v_days & v_weekdays & v_all;
  end if;
  return (v_days | v_weekdays) & v_all;
end
$$;

-- A mask of weekdays, the lowest seven bits of what is given, counted from another day than Sunday.
create or replace function awa_store.week_from(weekdays bigint, weekday int)
returns bigint
language sql
immutable
as $$
  select (((weekdays & 127) >> weekday) | ((weekdays & 127) << 7 - weekday)) & 127;
$$;

-- Whether there is any such day: in 28 years each date falls on each day of the week.
create or replace function awa_store.has_day(rule awa_store.schedule_rule)
returns boolean
language plpgsql
immutable
as $$
begin
  for i in 0..12 * 28 - 1 loop
    if awa_store.rule_days(rule, make_date(2000 + i / 12, i % 12 + 1, 1)) <> 0 then
      return true;
    end if;
  end loop;
  return false;
end
$$;

-- The rule as it is on any day of the week.
create or replace function awa_store.of_any_weekday(rule awa_store.schedule_rule)
returns awa_store.schedule_rule
language plpgsql
immutable
as $$
begin
  rule.weekdays := 127;
  rule.any_weekday := true;
  return rule;
end
$$;

call awa_store.publish('awa_store.rule_days');
call awa_store.publish('awa_store.week_from');
call awa_store.publish('awa_store.has_day');
call awa_store.publish('awa_store.of_any_weekday');
