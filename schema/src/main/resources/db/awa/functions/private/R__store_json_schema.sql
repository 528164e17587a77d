-- JSON Schema, as much of draft 2020-12 as says what args look like. A keyword that is not known is refused, so that no schema
-- promises what nobody checks. pattern is a regular expression of PostgreSQL.

-- What is wrong with a schema: null, or a sentence. at: where it stands in the whole, as a JSON pointer.
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
    return format('%s must be a schema, not %s', coalesce(nullif(at, ''), 'args_schema'), left(schema::text, 100));
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
              from jsonb_array_elements_text(case v_type when 'array' then v_value else jsonb_build_array(v_value) end) t
              where t is null
                or t <> all ('{"null",boolean,object,array,number,integer,string}'::text[]))
          then 'null, boolean, object, array, number, integer or string, or a list of them'
        end;
      when v_key = 'enum' then
        v_fault := case when v_type <> 'array' or v_value = '[]' then 'a list of values' end;
      when v_key = 'required' then
        v_fault := case
          when v_type <> 'array' or exists (select from jsonb_array_elements(v_value) r where jsonb_typeof(r) <> 'string')
          then 'a list of names'
        end;
      when v_key in ('minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties') then
        v_fault := case when not awa_store.is_integer(v_value) or v_value < '0' then 'a whole number, 0 or more' end;
      when v_key in ('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum') then
        v_fault := case when v_type <> 'number' then 'a number' end;
      when v_key = 'multipleOf' then
        v_fault := case when v_type <> 'number' or v_value <= '0' then 'a number above 0' end;
      when v_key = 'uniqueItems' then
        v_fault := case when v_type <> 'boolean' then 'true or false' end;
      when v_key = 'pattern' then
        begin
          v_fault := case when v_type <> 'string' or '' ~ (v_value #>> '{}') is null then 'a regular expression' end;
        exception when invalid_regular_expression then
          v_fault := 'a regular expression';
        end;
      when v_key = '$ref' then
        v_fault := case
          when v_type <> 'string' or v_value #>> '{}' !~ '^#/\$defs/[^/~]+$'
            or not coalesce(root -> '$defs' ? substr(v_value #>> '{}', 9), false)
          then '#/$defs/ and a name that is defined there'
        end;
      when v_key in ('properties', '$defs') then
        if v_type <> 'object' then
          v_fault := 'an object of schemas';
        else
          select f into v_fault
          from jsonb_each(v_value) e
          cross join lateral awa_store.schema_fault(e.value, root, at || '/' || v_key || '/' || e.key, depth + 1) f
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
        return format('%s/%s is a keyword that is not supported', at, v_key);
    end case;
    if v_fault is not null then
      return format('%s/%s must be %s, not %s', at, v_key, v_fault, left(v_value::text, 100));
    end if;
  end loop;
  return null;
end
$$;

-- What of a value does not fit a schema: null, or a sentence. at: where it stands, as a JSON pointer.
create or replace function awa_store.value_fault(value jsonb, schema jsonb, root jsonb, at text default '', depth int default 0)
returns text
language plpgsql
immutable
as $$
#variable_conflict use_variable
declare
  v_type text := jsonb_typeof(value);
  v_place text := case at when '' then 'args' else 'args' || at end;
  v_fault text;
  v_count bigint;
  v_number numeric;
begin
  if depth > 64 then
    return format('%s is nested too deep to be checked', v_place);
  end if;
  if jsonb_typeof(schema) = 'boolean' then
    return case when schema = 'false' then format('%s must not be there', v_place) end;
  end if;
  if schema ? '$ref' then
    v_fault := awa_store.value_fault(value, root -> '$defs' -> substr(schema ->> '$ref', 9), root, at, depth + 1);
    if v_fault is not null then
      return v_fault;
    end if;
  end if;
  if schema ? 'type' and not exists (
    select
    from jsonb_array_elements_text(
      case jsonb_typeof(schema -> 'type') when 'array' then schema -> 'type' else jsonb_build_array(schema -> 'type') end) t
    where t = v_type or t = 'integer' and v_type = 'number' and trunc(value::numeric) = value::numeric)
  then
    return format('%s must be %s, not %s', v_place, replace((schema -> 'type')::text, '"', ''), left(value::text, 100));
  end if;
  if schema ? 'const' and value <> schema -> 'const' then
    return format('%s must be %s, not %s', v_place, schema -> 'const', left(value::text, 100));
  end if;
  if schema ? 'enum' and not exists (select from jsonb_array_elements(schema -> 'enum') e where e = value) then
    return format('%s must be one of %s, not %s', v_place, left((schema -> 'enum')::text, 200), left(value::text, 100));
  end if;

  if v_type = 'string' then
    if length(value #>> '{}') < (schema -> 'minLength')::int or length(value #>> '{}') > (schema -> 'maxLength')::int then
      return format(
        '%s must be %s to %s characters long, not %s', v_place, coalesce(schema ->> 'minLength', '0'),
        coalesce(schema ->> 'maxLength', 'any number of'), length(value #>> '{}'));
    end if;
    if value #>> '{}' !~ (schema ->> 'pattern') then
      return format('%s must match %s, unlike %s', v_place, schema ->> 'pattern', left(value::text, 100));
    end if;
  elsif v_type = 'number' then
    v_number := value::numeric;
    if v_number < (schema ->> 'minimum')::numeric or v_number <= (schema ->> 'exclusiveMinimum')::numeric
      or v_number > (schema ->> 'maximum')::numeric or v_number >= (schema ->> 'exclusiveMaximum')::numeric
      or mod(v_number, (schema ->> 'multipleOf')::numeric) <> 0
    then
      return format(
        '%s is %s, outside of %s', v_place, left(value::text, 100),
        (
          select string_agg(e.key || ' ' || (e.value #>> '{}'), ', ' order by e.key)
          from jsonb_each(schema) e
          where e.key = any ('{minimum,exclusiveMinimum,maximum,exclusiveMaximum,multipleOf}'::text[])));
    end if;
  elsif v_type = 'array' then
    v_count := jsonb_array_length(value);
    if v_count < (schema -> 'minItems')::int or v_count > (schema -> 'maxItems')::int then
      return format(
        '%s must have %s to %s items, not %s', v_place, coalesce(schema ->> 'minItems', '0'),
        coalesce(schema ->> 'maxItems', 'any number of'), v_count);
    end if;
    if schema -> 'uniqueItems' = 'true' and v_count <> (select count(distinct e) from jsonb_array_elements(value) e) then
      return format('%s must not have equal items', v_place);
    end if;
    if schema ? 'items' then
      select f into v_fault
      from jsonb_array_elements(value) with ordinality e (item, n)
      cross join lateral awa_store.value_fault(e.item, schema -> 'items', root, at || '/' || (e.n - 1), depth + 1) f
      where f is not null
      order by e.n
      limit 1;
      if v_fault is not null then
        return v_fault;
      end if;
    end if;
  elsif v_type = 'object' then
    select format('%s must have %s', v_place, to_jsonb(r)) into v_fault
    from jsonb_array_elements_text(coalesce(schema -> 'required', '[]')) r
    where not value ? r
    limit 1;
    if v_fault is not null then
      return v_fault;
    end if;
    v_count := (select count(*) from jsonb_object_keys(value));
    if v_count < (schema -> 'minProperties')::int or v_count > (schema -> 'maxProperties')::int then
      return format(
        '%s must have %s to %s fields, not %s', v_place, coalesce(schema ->> 'minProperties', '0'),
        coalesce(schema ->> 'maxProperties', 'any number of'), v_count);
    end if;
    select f into v_fault
    from jsonb_each(value) e
    cross join lateral awa_store.value_fault(
      e.value, coalesce(schema -> 'properties' -> e.key, schema -> 'additionalProperties', 'true'), root, at || '/' || e.key,
      depth + 1) f
    where f is not null
    order by e.key collate "C"
    limit 1;
    if v_fault is not null then
      return v_fault;
    end if;
  end if;

  select f into v_fault
  from jsonb_array_elements(coalesce(schema -> 'allOf', '[]')) s
  cross join lateral awa_store.value_fault(value, s, root, at, depth + 1) f
  where f is not null
  limit 1;
  if v_fault is not null then
    return v_fault;
  end if;
  if schema ? 'anyOf' and not exists (
    select from jsonb_array_elements(schema -> 'anyOf') s where awa_store.value_fault(value, s, root, at, depth + 1) is null)
  then
    return format('%s fits none of anyOf: %s', v_place, left(value::text, 100));
  end if;
  if schema ? 'oneOf' and (
    select count(*) filter (where awa_store.value_fault(value, s, root, at, depth + 1) is null) <> 1
    from jsonb_array_elements(schema -> 'oneOf') s)
  then
    return format('%s must fit exactly one of oneOf: %s', v_place, left(value::text, 100));
  end if;
  if schema ? 'not' and awa_store.value_fault(value, schema -> 'not', root, at, depth + 1) is null then
    return format('%s fits what it must not: %s', v_place, left(value::text, 100));
  end if;
  return null;
end
$$;

-- Refuses args that do not fit the schema of their kind.
-- Errors: AW011, also if the kind has no schema.
create or replace function awa_store.check_args(kind text, args jsonb)
returns void
language plpgsql
stable
as $$
declare
  v_schema jsonb := (select k.args_schema from awa_store.kind k where k.name = check_args.kind);
  v_fault text;
begin
  if v_schema is null then
    raise exception using
      errcode = 'AW011',
      message = format('args of kind %s cannot be validated, since no schema describes them', check_args.kind),
      hint = 'Call awa.describe_kind, or leave validate out.';
  end if;
  v_fault := awa_store.value_fault(check_args.args, v_schema, v_schema);
  if v_fault is not null then
    raise exception using
      errcode = 'AW011',
      message = format('kind %s: %s', check_args.kind, v_fault),
      hint = 'View awa.kinds has the schema of each kind.';
  end if;
end
$$;

call awa_store.publish('awa_store.schema_fault');
call awa_store.publish('awa_store.value_fault');
call awa_store.publish('awa_store.check_args');
