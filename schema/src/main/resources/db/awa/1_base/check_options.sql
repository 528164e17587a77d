-- Refuses options that are not an object or hold a key that the verb does not know: check_options for the argument
-- opts, check_settings for settings. null in JSON is as good as none.
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
  v_fault text[];
begin
  if (
    case jsonb_typeof(options)
      when 'object' then options - known <> '{}'
      else jsonb_typeof(options) <> 'null'
    end)
  then
    v_fault := awa_store.option_fault('opts', options, known);
    raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
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
declare
  v_fault text[];
begin
  if (
    case jsonb_typeof(settings)
      when 'object' then settings - known <> '{}'
      else jsonb_typeof(settings) <> 'null'
    end)
  then
    v_fault := awa_store.option_fault('settings', settings, known);
    raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
  end if;
end
$$;

-- What is wrong with such options: the code, message and hint of an error.
create or replace function awa_store.option_fault(argument text, options jsonb, known text[])
returns text[]
language plpgsql
immutable
as $$
begin
  if jsonb_typeof(options) <> 'object' then
    return array[
      'AW001', format('%s must be a JSON object, not %s', argument, awa_store.excerpt(options)),
      format('Pass {} or leave %s out.', argument)];
  end if;
  return array[
    'AW002',
    format(
      'unknown key %s in %s', (select to_jsonb(left(k, 100)) from jsonb_object_keys(options - known) k limit 1),
      argument),
    case
      when known = '{}' then 'This function takes no options in this version.'
      else 'Known keys: ' || array_to_string(known, ', ') || '.'
    end];
end
$$;

create or replace function awa_store.raise_option_fault(argument text, options jsonb, known text[])
returns void
language plpgsql
immutable
as $$
declare
  v_fault text[] := awa_store.option_fault(argument, options, known);
begin
  raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
end
$$;

call awa_store.publish('awa_store.check_options');
call awa_store.publish('awa_store.check_settings');
call awa_store.publish('awa_store.option_fault');
call awa_store.publish('awa_store.raise_option_fault');
