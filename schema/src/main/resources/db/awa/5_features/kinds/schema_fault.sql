-- What is wrong with a JSON Schema: null, or a sentence. Of draft 2020-12 it may hold as much as says what args look
-- like; a keyword that is not known is refused, so that no schema promises what nobody checks. at: where it stands in
-- the whole, as a JSON pointer.
create or replace function awa_store.schema_fault(schema jsonb, root jsonb, at text default '', depth int default 0)
returns text
language plpgsql
immutable
as $$
declare
  v_key text;
  v_value jsonb;
  v_type text;
  v_fault text;
begin
  if depth > 64 then
    return format('%s is nested deeper than 64 schemas', left(at, 100));
  end if;
  if jsonb_typeof(schema) = 'boolean' then
    return null;
  end if;
  if jsonb_typeof(schema) <> 'object' then
    return format('%s must be a schema, not %s', coalesce(nullif(at, ''), 'args_schema'), awa_store.excerpt(schema));
  end if;
  for v_key, v_value in select e.key, e.value from jsonb_each(schema) e order by e.key collate "C" loop
    v_type := jsonb_typeof(v_value);
    v_fault := null;
    case
      when v_key in ('title', 'description', '$comment', '$schema', '$id', 'format') then
        v_fault := case when v_type <> 'string' then 'a text' end;
      when v_key in ('default', 'examples', 'const', 'deprecated') then
        null;
      when v_key = 'type' then
        v_fault := case
          when not (v_type in ('string', 'array'))
            or v_value = '[]'
            or exists (
              select
              from jsonb_array_elements_text(
                case v_type when 'array' then v_value else jsonb_build_array(v_value) end) t
              where t is null
                or t <> all ('{"null",boolean,object,array,number,integer,string}'::text[]))
          then 'null, boolean, object, array, number, integer or string, or a list of them'
        end;
      when v_key = 'enum' then
        v_fault := case when v_type <> 'array' or v_value = '[]' then 'a list of values' end;
      when v_key = 'required' then
        v_fault := case
          when v_type <> 'array'
            or exists (select from jsonb_array_elements(v_value) r where jsonb_typeof(r) <> 'string')
          then 'a list of names'
        end;
      when v_key in ('minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties') then
        v_fault := case
          when v_type <> 'number' then 'a whole number, 0 or more'
          when v_value < '0' or trunc(v_value::numeric) <> v_value::numeric then 'a whole number, 0 or more'
        end;
      when v_key in ('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum') then
        v_fault := case when v_type <> 'number' then 'a number' end;
      when v_key = 'multipleOf' then
        v_fault := case when v_type <> 'number' or v_value <= '0' then 'a number above 0' end;
      when v_key = 'uniqueItems' then
        v_fault := case when v_type <> 'boolean' then 'true or false' end;
      when v_key = 'pattern' then
        v_fault := case
          when v_type <> 'string' then 'a regular expression'
          else (awa_store.pattern_fault(v_value #>> '{}')).fault
        end;
      when v_key = '$ref' then
        v_fault := case
          when v_type <> 'string' or v_value #>> '{}' !~ '^#/[$]defs/[^/~]+$'
            or root #> array['$defs', substr(v_value #>> '{}', 9)] is null
          then '#/$defs/ and a name that is defined there'
        end;
      when v_key in ('properties', '$defs') then
        if v_type <> 'object' then
          v_fault := 'an object of schemas';
        else
          select f into v_fault
          from jsonb_each(v_value) e
          cross join lateral awa_store.schema_fault(
            e.value, root, at || '/' || v_key || '/' || left(e.key, 100), depth + 1) f
          where f is not null
          limit 1;
          if v_fault is not null then
            return v_fault;
          end if;
        end if;
      when v_key in ('items', 'additionalProperties', 'not') then
        v_fault := awa_store.schema_fault(v_value, root, at || '/' || v_key, depth + 1);
        if v_fault is not null then
          return v_fault;
        end if;
      when v_key in ('anyOf', 'oneOf', 'allOf') then
        if v_type <> 'array' or v_value = '[]' then
          v_fault := 'a list of schemas';
        else
          select f into v_fault
          from jsonb_array_elements(v_value) with ordinality e (value, n)
          cross join lateral awa_store.schema_fault(e.value, root, at || '/' || v_key || '/' || (e.n - 1), depth + 1) f
          where f is not null
          limit 1;
          if v_fault is not null then
            return v_fault;
          end if;
        end if;
      else
        return format('%s/%s is a keyword that is not supported', at, left(v_key, 100));
    end case;
    if v_fault is not null then
      return format('%s/%s must be %s, not %s', at, v_key, v_fault, awa_store.excerpt(v_value));
    end if;
  end loop;
  return null;
end
$$;

call awa_store.publish('awa_store.schema_fault');
