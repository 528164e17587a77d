-- Reading what stands in the stored options of a job, as job_options writes it. None of these ever fails.

-- Seconds: null unless there is a number from 0 to 10000000000.
create or replace function awa_store.option_seconds(options jsonb, key text)
returns float8
language sql
immutable
as $$
  select case
    when jsonb_typeof(options -> key) = 'number' then
      -- Rounded, since float8 does not take all that numeric does.
      case when (options -> key)::numeric between 0 and 10000000000 then round((options -> key)::numeric, 6)::float8 end
  end;
$$;

-- A whole number: null unless there is one from 1 to most.
create or replace function awa_store.option_count(options jsonb, key text, most int)
returns int
language sql
immutable
as $$
  select case
    when jsonb_typeof(options -> key) = 'number' then
      case
        when (options -> key)::numeric between 1 and most
          and trunc((options -> key)::numeric) = (options -> key)::numeric
          then (options -> key)::int
      end
  end;
$$;

-- A time: null unless there is a text such as 2030-01-31T08:00:00Z that is one.
-- The pattern knows the lengths of the months and the leap years, so that the cast takes all that it lets through.
create or replace function awa_store.option_time(options jsonb, key text)
returns timestamptz
language sql
stable
as $$
  select case
    when jsonb_typeof(options -> key) = 'string' then
      case
        when options ->> key ~ (
          '^(?!0000)([0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)'
          || '|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)'
          || 'T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,6})?Z$')
          then (options ->> key)::timestamptz
      end
  end;
$$;

-- A time as option_time reads it.
create or replace function awa_store.time_text(value timestamptz)
returns text
language sql
stable
as $$
  select (to_jsonb(value at time zone 'UTC') #>> '{}') || 'Z';
$$;

call awa_store.publish('awa_store.option_seconds');
call awa_store.publish('awa_store.option_count');
call awa_store.publish('awa_store.option_time');
call awa_store.publish('awa_store.time_text');
