-- Refuses options that are not an object or hold a key that the verb does not know: check_options for the argument opts, check_settings
-- for settings. null in JSON is as good as none.
-- Errors: AW001, AW002.
create or replace function awa_store.check_options(
  options jsonb,
  variadic known text[] default '{}'
)
returns void
language plpgsql
immutable
as $$
begin
  if (case jsonb_typeof(options) when 'object' then options - known <> '{}' else jsonb_typeof(options) <> 'null' end) then
    perform awa_store.raise_option_fault('opts', options, known);
  end if;
end
$$;

create or replace function awa_store.check_settings(
  settings jsonb,
  variadic known text[] default '{}'
)
returns void
language plpgsql
immutable
as $$
begin
  if (case jsonb_typeof(settings) when 'object' then settings - known <> '{}' else jsonb_typeof(settings) <> 'null' end) then
    perform awa_store.raise_option_fault('settings', settings, known);
  end if;
end
$$;

create or replace function awa_store.raise_option_fault(argument text, options jsonb, known text[])
returns void
language plpgsql
immutable
as $$
begin
  if jsonb_typeof(options) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be a JSON object, not %s', argument, awa_store.excerpt(options)),
      hint = format('Pass {} or leave %s out.', argument);
  end if;
  raise exception using
    errcode = 'AW002',
    message = format(
      'unknown key %s in %s', (select to_jsonb(left(k, 100)) from jsonb_object_keys(options - known) k limit 1), argument),
    hint = case
      when known = '{}' then 'This function takes no options in this version.'
      else 'Known keys: ' || array_to_string(known, ', ') || '.'
    end;
end
$$;

call awa_store.publish('awa_store.check_options');
call awa_store.publish('awa_store.check_settings');
call awa_store.publish('awa_store.raise_option_fault');
