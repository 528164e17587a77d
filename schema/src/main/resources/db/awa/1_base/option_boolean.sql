-- Reads a boolean from an options object; fallback where the key is missing or null. path: what leads to the object,
-- for messages.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_boolean(
  options jsonb, key text, fallback boolean default false, path text default '')
returns boolean
language plpgsql
immutable
as $$
declare
  v_given jsonb := nullif(options -> key, 'null');
begin
  if v_given is null then
    return fallback;
  end if;
  if jsonb_typeof(v_given) <> 'boolean' then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be true or false, not %s', path || key, awa_store.excerpt(v_given)),
      hint = 'Pass a JSON boolean.';
  end if;
  return v_given::boolean;
end
$$;

call awa_store.publish('awa_store.option_boolean');
