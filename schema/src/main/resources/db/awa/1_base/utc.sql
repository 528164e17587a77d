-- A time as text for messages and JSON: ISO 8601 in UTC, whatever DateStyle and TimeZone the caller has set.
create or replace function awa_store.utc(at timestamptz)
returns text
language sql
stable
as $$
  select case
    when isfinite(at) then replace(to_jsonb(at at time zone 'UTC') #>> '{}' || '+00:00', ' BC+00:00', '+00:00 BC')
    else at::text
  end;
$$;

call awa_store.publish('awa_store.utc');
