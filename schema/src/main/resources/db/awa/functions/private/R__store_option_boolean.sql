-- Reads a boolean from an options object; false where the key is missing or null.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_boolean(options jsonb, key text, fallback boolean default false)
returns boolean
language plpgsql
immutable
as $$
begin
  if options ->> key is null then
    return fallback;
  end if;
  if jsonb_typeof(options -> key) <> 'boolean' then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be true or false, not %s', key, left(options ->> key, 100)),
      hint = 'Pass a JSON boolean.';
  end if;
  return (options -> key)::boolean;
end
$$;

call awa_store.publish('awa_store.option_boolean');
