-- A rule in words.

-- What a rule says, as an English sentence: "At 03:00, on Monday to Friday, in March and October."
create or replace function awa_store.rule_sentence(rule awa_store.schedule_rule)
returns text
language plpgsql
stable
as $$
declare
  v_month_names constant text[] :=
    '{January,February,March,April,May,June,July,August,September,October,November,December}';
  v_weekday_names constant text[] := '{Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday}';
  v_words text;
  v_days text[];
  v_weekdays text[];
  v_day_words text;
  v_weekday_words text;
begin
  if rule.every is not null then
    return case
      when rule.every % 3600 = 0 then format('Every %s.', awa_store.counted(rule.every / 3600, 'hour'))
      when rule.every % 60 = 0 then format('Every %s.', awa_store.counted(rule.every / 60, 'minute'))
      else format('Every %s.', awa_store.counted(rule.every, 'second'))
    end;
  end if;
  if bit_count(rule.seconds::bit(64)) = 1
    and bit_count(rule.minutes::bit(64)) * bit_count(rule.hours::bit(64)) between 1 and 6
  then
    v_words := 'At ' || awa_store.enumerated(
      array(
        select to_char(
          make_time(h, m, awa_store.lowest_bit(rule.seconds)),
          case rule.seconds when 1 then 'HH24:MI' else 'HH24:MI:SS' end)
        from generate_series(0, 23) h
        cross join generate_series(0, 59) m
        where (rule.hours >> h) & 1 = 1 and (rule.minutes >> m) & 1 = 1
        order by h, m));
  else
    v_words := case
      when rule.seconds <> 1 then
        awa_store.beat(rule.seconds, 'second')
        || case
          when rule.minutes <> (1::bigint << 60) - 1 then
            ' of ' || awa_store.numbered(rule.minutes, 'minute')
          when rule.seconds <> (1::bigint << 60) - 1 and awa_store.beat(rule.seconds, 'second') like 'At%' then
            ' of every minute'
          else ''
        end
      else awa_store.beat(rule.minutes, 'minute')
    end;
    v_words := v_words || case
      when rule.hours <> (1 << 24) - 1 then ' of ' || awa_store.numbered(rule.hours, 'hour')
      when v_words ~ 'At minute|of minute' then ' of every hour'
      else ''
    end;
  end if;
  v_days := array(
    select w
    from (
      select 0 as place, 0 as n, awa_store.numbered(rule.days, 'day') || ' of the month' as w
      where rule.days not in (0, (1::bigint << 32) - 2)
      union all
      select
        1, n, case n
          when 0 then 'the last day of the month'
          else format('%s before the last of the month', awa_store.counted(n, 'day', 'one')) end
      from generate_series(0, 30) n
      where (rule.last_days >> n) & 1 = 1
      union all
      select
        2, n, case n
          when 0 then 'the last working day of the month'
          else format('the working day nearest to day %s of the month', n) end
      from generate_series(0, 31) n
      where (rule.near_days >> n) & 1 = 1
    ) d
    order by place, n);
  v_weekdays := array(
    select w
    from (
      select 0 as place, awa_store.enumerated(awa_store.runs(rule.weekdays, v_weekday_names)) as w
      where rule.weekdays not in (0, 127)
      union all
      select
        1 + i, format(
          'the %s %s of the month', ('{first,second,third,fourth,fifth,last}'::text[])[1 + i / 7],
          v_weekday_names[1 + i % 7])
      from generate_series(0, 41) i
      where (rule.nth_weekdays >> i) & 1 = 1
    ) d
    order by place);
  v_day_words := 'on ' || nullif(awa_store.enumerated(v_days), '');
  v_weekday_words := 'on ' || nullif(awa_store.enumerated(v_weekdays), '');
  return concat_ws(
    ', ', v_words,
    case
      when v_day_words is null or v_weekday_words is null then coalesce(v_day_words, v_weekday_words)
      when rule.any_day or rule.any_weekday or rule.asks_both then
        format('both %s and %s', v_day_words, v_weekday_words)
      else format('either %s or %s', v_day_words, v_weekday_words)
    end,
    'in ' || nullif(
      awa_store.enumerated(awa_store.runs(nullif(rule.months, (1 << 13) - 2) >> 1, v_month_names)), '')) || '.';
end
$$;

-- What of a rule may be other than its author thinks.
create or replace function awa_store.rule_notes(rule awa_store.schedule_rule)
returns text[]
language plpgsql
stable
as $$
declare
  v_notes text[] := '{}';
  v_every_day constant bigint := (1::bigint << 32) - 2;
  v_days awa_store.schedule_rule := rule;
begin
  if rule.every is not null then
    return v_notes;
  end if;
  if not (rule.any_day or rule.any_weekday or rule.asks_both) then
    v_notes := v_notes || array[
      'Day of month and day of week are both restricted: either fires. {"days": "both"} asks for both.'];
    v_days.weekdays := 0;
    v_days.nth_weekdays := 0;
    if not awa_store.has_day(v_days) then
      v_notes := v_notes || array['Day of month never comes in these months: day of week alone fires.'];
    end if;
  elsif not rule.asks_both and rule.days <> v_every_day and rule.weekdays <> 127 then
    v_notes := v_notes || format(
      'Day of %s begins with *: a day has to match both day of month and day of week.',
      case when rule.any_day then 'month' else 'week' end);
  end if;
  if exists (
    select from generate_series(1, 12) m
    where (rule.months >> m) & 1 = 1 and awa_store.rule_days(rule, make_date(2001, m, 1)) = 0)
  then
    v_notes := v_notes || array['Some of these months have no such day.'];
  end if;
  return v_notes;
end
$$;

-- How a field of a rule goes on: "Every 5 minutes" where its values are equally far from each other, round the clock.
create or replace function awa_store.beat(mask bigint, unit text)
returns text
language sql
stable
as $$
  select coalesce(
    (
      select 'Every ' || awa_store.counted(n, unit)
      from generate_series(1, 30) n
      where 60 % n = 0 and mask = (select sum(1::bigint << i) from generate_series(0, 59, n) i)),
    'At ' || awa_store.numbered(mask, unit));
$$;

-- The values of a mask of at most 60 with what they are: "minute 5", "minutes 5, 10 and 20 to 30".
create or replace function awa_store.numbered(mask bigint, unit text)
returns text
language sql
stable
as $$
  select unit || case bit_count(mask::bit(64)) when 1 then ' ' else 's ' end
    || awa_store.enumerated(awa_store.runs(mask, array(select i::text from generate_series(0, 59) i)));
$$;

-- So many of a unit: "hour", "2 hours". one: what stands for the number 1.
create or replace function awa_store.counted(number bigint, unit text, one text default null)
returns text
language sql
immutable
as $$
  select case number when 1 then concat_ws(' ', one, unit) else format('%s %ss', number, unit) end;
$$;

-- The names of the values of a mask, three or more in a row as one: "1 to 3".
create or replace function awa_store.runs(mask bigint, names text[])
returns text[]
language sql
stable
as $$
  select coalesce(array_agg(w.word order by r.first, w.place), '{}')
  from (
    select min(v.i) as first, max(v.i) as last
    from (
      select i, i - row_number() over (order by i) as run from generate_series(0, 59) i where (mask >> i) & 1 = 1
    ) v
    group by v.run
  ) r
  cross join lateral unnest(
    case
      when r.last - r.first > 1 then array[names[r.first + 1] || ' to ' || names[r.last + 1]]
      else names[r.first + 1:r.last + 1]
    end) with ordinality w (word, place);
$$;

-- "a, b and c".
create or replace function awa_store.enumerated(items text[])
returns text
language sql
immutable
as $$
  select concat_ws(
    ' and ', nullif(array_to_string(items[:cardinality(items) - 1], ', '), ''), items[cardinality(items)]);
$$;

call awa_store.publish('awa_store.rule_sentence');
call awa_store.publish('awa_store.rule_notes');
call awa_store.publish('awa_store.beat');
call awa_store.publish('awa_store.numbered');
call awa_store.publish('awa_store.counted');
call awa_store.publish('awa_store.runs');
call awa_store.publish('awa_store.enumerated');
