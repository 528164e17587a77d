-- The spec of a schedule, read into masks: @every, a name such as @daily, or 5 fields, before which one of the seconds
-- may stand. docs/schedules.md has the grammar.

-- name: of the schedule, which H is spread by; null where there is none. asks_both: a day has to match both fields of
-- days, also if both are restricted.
-- Errors: AW001 naming the field and the value, or where no time ever matches; AW003 too long.
create or replace function awa_store.read_spec(spec text, name text, asks_both boolean)
returns awa_store.schedule_rule
language plpgsql
stable
as $$
declare
  v_rule awa_store.schedule_rule;
  v_spec text;
  v_fields text[];
  v_seed bytea := sha256(convert_to(name, 'UTF8'));
  v_read record;
begin
  if octet_length(spec) > 1000 then
    raise exception using
      errcode = 'AW003',
      message = format('spec %s... is longer than 1000 bytes', left(spec, 40)),
      hint = 'Write ranges and steps instead of lists.';
  end if;
  v_spec := btrim(regexp_replace(spec, '[[:space:]]+', ' ', 'g'));
  if v_spec is null or v_spec = '' then
    raise exception using
      errcode = 'AW001',
      message = format('spec must be 5 or 6 fields or begin with @, not %s', awa_store.quoted(spec)),
      hint = 'Pass one such as 0 3 * * * (daily at 03:00), @hourly or @every 90s.';
  end if;
  v_rule.asks_both := read_spec.asks_both;
  if left(v_spec, 1) = '@' then
    if lower(v_spec collate "C") ~ '^@every( |$)' then
      v_rule.every := awa_store.read_every(substr(v_spec, 7));
      if v_rule.every is null then
        raise exception using
          errcode = 'AW001',
          message = format(
            '@every of spec must be an interval of 1 second to 366 days, not %s',
            awa_store.quoted(substr(v_spec, 8))),
          hint = 'Write whole numbers with s, min, h or d, as in @every 90s or @every 1h 30min.';
      end if;
      v_rule.follows_time := true;
      return v_rule;
    end if;
    v_fields := string_to_array(
      case lower(v_spec collate "C")
        when '@yearly' then '0 0 1 1 *'
        when '@annually' then '0 0 1 1 *'
        when '@monthly' then '0 0 1 * *'
        when '@weekly' then '0 0 * * 0'
        when '@daily' then '0 0 * * *'
        when '@midnight' then '0 0 * * *'
        when '@hourly' then '0 * * * *'
      end, ' ');
    if v_fields is null then
      raise exception using
        errcode = 'AW001',
        message = format('unknown word %s in spec', awa_store.quoted(v_spec)),
        hint = 'Known words: @yearly, @monthly, @weekly, @daily, @hourly, and @every with an interval.';
    end if;
  else
    v_fields := string_to_array(v_spec, ' ');
  end if;
  if cardinality(v_fields) = 5 then
    v_fields := array['0'] || v_fields;
  elsif cardinality(v_fields) <> 6 then
    raise exception using
      errcode = 'AW001',
      message = format(
        'spec must have 5 fields, or 6 with the seconds first, not %s: %s', cardinality(v_fields),
        awa_store.quoted(v_spec)),
      hint = 'The fields are minute, hour, day of month, month, day of week.';
  end if;
  for i in 1..6 loop
    v_read := awa_store.read_field(v_fields[i], i, v_seed);
    if v_read.fault is not null then
      raise exception using errcode = v_read.fault[1], message = v_read.fault[2], hint = v_read.fault[3];
    end if;
    case i
      when 1 then v_rule.seconds := v_read.masks[1];
      when 2 then v_rule.minutes := v_read.masks[1];
      when 3 then v_rule.hours := v_read.masks[1];
      when 4 then
        v_rule.days := v_read.masks[1];
        v_rule.last_days := v_read.masks[2];
        v_rule.near_days := v_read.masks[3];
      when 5 then v_rule.months := v_read.masks[1];
      when 6 then
        v_rule.weekdays := v_read.masks[1];
        v_rule.nth_weekdays := v_read.masks[2];
    end case;
  end loop;
  v_rule.any_day := v_fields[4] like '*%';
  v_rule.any_weekday := v_fields[6] like '*%';
  v_rule.follows_time := v_fields[2] like '*%' or v_fields[3] like '*%';
  if not awa_store.has_day(v_rule) then
    raise exception using
      errcode = 'AW001',
      message = case
        when not awa_store.has_day(awa_store.of_any_weekday(v_rule)) then
          format(
            'day of month of spec never comes: %s in month %s', awa_store.quoted(v_fields[4]),
            awa_store.quoted(v_fields[5]))
        else
          format(
            'day of month and day of week of spec never come together: %s and %s', awa_store.quoted(v_fields[4]),
            awa_store.quoted(v_fields[6]))
      end,
      hint = 'A schedule that can never fire is refused.';
  end if;
  return v_rule;
end
$$;

-- The seconds of what follows an @every; null: not of 1 second to 366 days, in whole numbers.
create or replace function awa_store.read_every(given text)
returns bigint
language plpgsql
stable
as $$
declare
  v_given text := lower(btrim(given) collate "C");
  v_seconds bigint;
begin
  if v_given ~ '^([0-9]{1,8} ?(s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?)( |$|(?=[0-9])))+$' then
    v_seconds := (
      select sum(m[1]::bigint * case m[2] when 's' then 1 when 'm' then 60 when 'h' then 3600 else 86400 end)
      from regexp_matches(v_given, '([0-9]+) ?([a-z])', 'g') m);
  end if;
  return case when v_seconds between 1 and 31622400 then v_seconds end;
end
$$;

-- A field of a spec, by its number. masks: that of its values, and those of what only days have, see schedule_rule: for
-- the day of the month last_days and near_days, for the day of the week nth_weekdays. seed: 32 bytes of the name's;
-- null: there is none, and no H.
-- fault: the code, message and hint of an error.
create or replace function awa_store.read_field(
  field text, number int, seed bytea, out masks bigint[], out fault text[])
language plpgsql
stable
as $$
declare
  v_lowest constant int := (array[0, 0, 0, 1, 1, 0])[number];
  v_count constant int := (array[60, 60, 24, 31, 12, 7])[number];
  v_highest constant int := v_lowest + v_count - 1;
  v_values bigint := 0;
  v_second bigint := 0;
  v_third bigint := 0;
  v_element text;
  v_parts text[];
  v_from int;
  v_to int;
  v_step int;
  v_target int; -- of masks
begin
  if field = '*' then
    masks := array[((1::bigint << v_count) - 1) << v_lowest, 0, 0];
    return;
  end if;
  foreach v_element in array string_to_array(upper(field collate "C"), ',') loop
    v_target := 1;
    v_step := null;
    -- L, L-3, 15W, LW; FRI#2, FRIL.
    v_parts := case number
      when 4 then regexp_match(v_element, '^(?:(L)(?:-([12]?[0-9]|30))?|(L|[0-9]{1,2})W)$')
      when 6 then regexp_match(v_element, '^([0-7]|[A-Z]{3})(?:L|#([1-5]))$')
    end;
    if number = 4 and v_parts[1] is not null then
      v_target := 2;
      v_from := coalesce(v_parts[2], '0');
    elsif number = 4 and v_parts is not null then
      v_target := 3;
      v_from := case v_parts[3] when 'L' then 0 else awa_store.read_value(v_parts[3], number) end;
    elsif v_parts is not null then
      v_target := 2;
      v_from := 7 * (coalesce(v_parts[2], '6')::int - 1) + awa_store.read_value(v_parts[1], number) % 7;
    elsif v_element ~ '^[0-9]+$' then
      v_from := awa_store.read_value(v_element, number);
    else
      v_parts := regexp_match(
        v_element, '^(?:([*])|(H)(?:[(]([A-Z0-9]+)-([A-Z0-9]+)[)])?|([A-Z0-9]+)(?:-([A-Z0-9]+))?)(?:/([0-9]{1,9}))?$');
      v_step := v_parts[7];
      if v_step not between 1 and v_count then
        fault := array[
          'AW001',
          format(
            'step of %s of spec must be 1 to %s, not %s', awa_store.field_name(number), v_count,
            awa_store.quoted(v_element)),
          'A step counts on within the field, and starts anew where the field does.'];
        return;
      end if;
      if v_parts[1] is not null then
        v_from := v_lowest;
        v_to := v_highest;
      elsif v_parts[2] is not null then
        if seed is null then
          fault := array[
            'AW001',
            format(
              '%s of spec is spread by a name, and there is none: %s', awa_store.field_name(number),
              awa_store.quoted(v_element)),
            'Pass the name of the schedule, as in {"name": "nightly"}.'];
          return;
        end if;
        v_from := v_lowest;
        -- Each month has 28 days.
        v_to := case number when 4 then 28 else v_highest end;
        if v_parts[3] is not null then
          v_from := awa_store.read_value(v_parts[3], number);
          v_to := awa_store.read_value(v_parts[4], number);
          if v_from <= v_to is not true then
            v_from := null;
          end if;
        end if;
        v_from := v_from + ('x' || encode(substr(seed, 4 * number - 3, 4), 'hex'))::bit(32)::bigint
          % least(coalesce(v_step, v_count), v_to - v_from + 1);
      else
        v_from := awa_store.read_value(v_parts[5], number);
        v_to := case when v_parts[6] is null then v_highest else awa_store.read_value(v_parts[6], number) end;
      end if;
    end if;
    if v_step is null and v_parts[6] is null and v_parts[1] is distinct from '*' then
      v_to := v_from;
    end if;
    if v_from is null or v_to is null then
      fault := array[
        'AW001',
        format(
          '%s of spec must be %s to %s, not %s', awa_store.field_name(number), v_lowest,
          v_highest + (number = 6)::int, awa_store.quoted(v_element)),
        case
          when v_element = '?' then 'Write * for any.'
          when number = 4 then
            'Write numbers, ranges, steps, L (the last day), L-3, 15W (the weekday nearest to 15), LW, or a list.'
          when number = 5 then 'Write numbers, JAN to DEC, ranges, steps such as */3, or a list of them.'
          when number = 6 then
            'Write 0 to 7, SUN to SAT, ranges, steps, FRI#2 (the second Friday), FRIL (the last), or a list of them.'
          else 'Write numbers, ranges such as 9-17, steps such as */5, or a list of them.'
        end];
      return;
    end if;
    case v_target
      when 2 then v_second := v_second | (1::bigint << v_from);
      when 3 then v_third := v_third | (1::bigint << v_from);
      else
        if v_from > v_to then
          v_to := v_to + v_count;
        end if;
        for i in v_from..v_to by coalesce(v_step, 1) loop
          v_values := v_values | (1::bigint << v_lowest + (i - v_lowest) % v_count);
        end loop;
    end case;
  end loop;
  masks := array[v_values, v_second, v_third];
end
$$;

-- A number or a name in a field of a spec; null: it is none.
create or replace function awa_store.read_value(value text, number int)
returns int
language plpgsql
immutable
as $$
declare
  v_value int;
begin
  if value ~ '^[0-9]{1,9}$' then
    v_value := value;
  elsif number = 5 then
    v_value := array_position('{JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC}', value);
  elsif number = 6 then
    v_value := array_position('{SUN,MON,TUE,WED,THU,FRI,SAT}', value) - 1;
  end if;
  return case
    when v_value between (array[0, 0, 0, 1, 1, 0])[number] and (array[59, 59, 23, 31, 12, 7])[number] then v_value
  end;
end
$$;

-- What messages call a field.
create or replace function awa_store.field_name(number int)
returns text
language sql
immutable
as $$
  select ('{second,minute,hour,day of month,month,day of week}'::text[])[number];
$$;

call awa_store.publish('awa_store.read_spec');
call awa_store.publish('awa_store.read_every');
call awa_store.publish('awa_store.read_field');
call awa_store.publish('awa_store.read_value');
call awa_store.publish('awa_store.field_name');
