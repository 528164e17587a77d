-- Refuses options that are not an object or hold a key that the verb does not know.
-- Errors: AW001, AW002.
create or replace function awa_store.check_options(
  options jsonb,
  variadic known text[] default '{}'
)
returns void
language plpgsql
immutable
as $$
declare
  v_key text;
begin
  if jsonb_typeof(options) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('opts must be a JSON object, not %s', awa_store.excerpt(options)),
      hint = 'Pass {} or leave opts out.';
  end if;
  select k into v_key from jsonb_object_keys(options) k where k <> all (known) limit 1;
  if found then
    raise exception using
      errcode = 'AW002',
      message = format('unknown key %s in opts', to_jsonb(left(v_key, 100))),
      hint = case
        when known = '{}' then 'This function takes no options in this version.'
        else 'Known keys: ' || array_to_string(known, ', ') || '.'
      end;
  end if;
end
$$;

call awa_store.publish('awa_store.check_options');
