-- The options that say how a spec is read.

-- Whether a day has to match both fields of days; option days.
-- Errors: AW001.
create or replace function awa_store.asks_both_days(options jsonb)
returns boolean
language plpgsql
immutable
as $$
begin
  if coalesce(nullif(options -> 'days', 'null'), '"either"') not in ('"either"', '"both"') then
    raise exception using
      errcode = 'AW001',
      message = format('days must be "either" or "both", not %s', awa_store.excerpt(options -> 'days')),
      hint = 'It says what happens if day of month and day of week are both restricted.';
  end if;
  return coalesce(options -> 'days' = '"both"', false);
end
$$;

-- The name of the schedule, which H is spread by; option name. null: there is none.
-- Errors: AW001, AW003.
create or replace function awa_store.spread_name(options jsonb)
returns text
language plpgsql
immutable
as $$
declare
  v_given jsonb := nullif(options -> 'name', 'null');
begin
  if jsonb_typeof(v_given) <> 'string' or v_given = '""' then
    raise exception using
      errcode = 'AW001',
      message = format('name must be a text of 1 to 200 characters, not %s', awa_store.excerpt(v_given)),
      hint = 'Pass the name of the schedule.';
  end if;
  if length(v_given #>> '{}') > 200 then
    raise exception using
      errcode = 'AW003',
      message = format('name %s... is longer than 200 characters', left(v_given #>> '{}', 40)),
      hint = 'No schedule has such a name.';
  end if;
  return v_given #>> '{}';
end
$$;

call awa_store.publish('awa_store.asks_both_days');
call awa_store.publish('awa_store.spread_name');
