-- Reads a whole number from an options object; null where the key is missing or null.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_integer(options jsonb, key text, lowest bigint, highest bigint)
returns bigint
language plpgsql
immutable
as $$
begin
  if options ->> key is null then
    return null;
  end if;
  if jsonb_typeof(options -> key) = 'number' then
    if trunc((options -> key)::numeric) = (options -> key)::numeric and (options -> key)::numeric between lowest and highest then
      return (options -> key)::bigint;
    end if;
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('%s must be %s to %s, not %s', key, lowest, highest, left(options ->> key, 100)),
    hint = 'Pass a whole number.';
end
$$;

call awa_store.publish('awa_store.option_integer');
