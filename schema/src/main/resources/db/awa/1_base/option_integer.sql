-- Reads a whole number from an options object; null where the key is missing or null.
-- Errors: AW001 naming the value.
create or replace function awa_store.option_integer(options jsonb, key text, lowest bigint, highest bigint)
returns bigint
language plpgsql
immutable
as $$
declare
  v_given jsonb := nullif(options -> key, 'null');
begin
  if v_given is null then
    return null;
  end if;
  if jsonb_typeof(v_given) = 'number' then
    if v_given::numeric between lowest and highest and trunc(v_given::numeric) = v_given::numeric then
      return v_given::bigint;
    end if;
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('%s must be %s to %s, not %s', key, lowest, highest, awa_store.excerpt(v_given)),
    hint = 'Pass a whole number.';
end
$$;

call awa_store.publish('awa_store.option_integer');
