-- What of a value does not fit a schema: null, or a sentence, which is empty where at is null, since nobody will read
-- it. at: where the value stands, as a JSON pointer.
-- budget: how much work may be spent yet, in units of some microseconds; a schema applied to a value is one, and what
-- has to be read for it adds to that. Below 0 there is no answer: fault says why, and is the answer for the whole.
create or replace function awa_store.misfit(
  value jsonb,
  schema jsonb,
  root jsonb,
  at text,
  depth int,
  inout budget bigint,
  out fault text
)
language plpgsql
immutable
as $$
#variable_conflict use_variable
declare
  v_too_costly constant text := 'args are too costly to check';
  v_type text := jsonb_typeof(value);
  v_text text;
  v_number numeric;
  v_is_huge boolean;
  v_is_plain boolean;
  v_is_in boolean;
  v_count bigint;
  v_key text;
  v_value jsonb;
  v_schema jsonb;
  v_part record;
begin
  budget := budget - 1 - pg_column_size(schema) / 1000;
  if budget < 0 then
    fault := v_too_costly;
    return;
  end if;
  if depth > 64 then
    budget := -1;
    fault := format('args%s is nested too deep to be checked', at);
    return;
  end if;
  if jsonb_typeof(schema) = 'boolean' then
    if schema = 'false' then
      fault := case when at is null then '' else format('args%s must not be there', at) end;
    end if;
    return;
  end if;

  if schema ? '$ref' then
    v_part := awa_store.misfit(
      value, root #> array['$defs', substr(schema ->> '$ref', 9)], root, at, depth + 1, budget);
    budget := v_part.budget;
    fault := v_part.fault;
    if fault is not null then
      return;
    end if;
  end if;
  if schema ? 'type' and not (
    schema -> 'type' ? v_type
    or v_type = 'number' and schema -> 'type' ? 'integer' and trunc(value::numeric) = value::numeric)
  then
    fault := case when at is null then '' else
      format('args%s must be %s, not %s', at, replace((schema -> 'type')::text, '"', ''), awa_store.excerpt(value)) end;
    return;
  end if;
  if value <> schema -> 'const' then
    fault := case when at is null then '' else
      format('args%s must be %s, not %s', at, awa_store.excerpt(schema -> 'const'), awa_store.excerpt(value)) end;
    return;
  end if;
  if schema ? 'enum' then
    v_is_in := schema -> 'enum' @> value;
    -- An array holds what is in another, too, without having it as an element.
    if v_type in ('array', 'object') then
      v_is_in := exists (select from jsonb_array_elements(schema -> 'enum') e where e = value);
    end if;
    if not v_is_in then
      fault := case when at is null then '' else
        format(
          'args%s must be one of %s, not %s', at, left((schema -> 'enum')::text, 200), awa_store.excerpt(value)) end;
      return;
    end if;
  end if;

  if v_type = 'string' then
    if schema ?| '{minLength,maxLength,pattern}'::text[] then
      v_text := value #>> '{}';
      v_count := length(v_text);
      -- A position costs more with a pattern that unfolds; lookaround may look at the rest of the text from each.
      budget := budget - v_count / case when schema ? 'pattern' then 20 else 2000 end;
      v_key := schema ->> 'pattern';
      if v_key like '%(?%' then
        budget := budget - (v_count / 30) * (v_count / 30) * regexp_count(v_key, '[(][?][<=!]');
      end if;
      if budget < 0 then
        fault := v_too_costly;
        return;
      end if;
      if v_count < (schema -> 'minLength')::numeric or v_count > (schema -> 'maxLength')::numeric then
        fault := case when at is null then '' else
          format(
            'args%s must be %s to %s characters long, not %s', at, coalesce(schema ->> 'minLength', '0'),
            coalesce(schema ->> 'maxLength', 'any number of'), v_count) end;
        return;
      end if;
      if (v_text collate "C") !~ v_key then
        fault := case when at is null then '' else
          format('args%s must match %s, unlike %s', at, v_key, awa_store.excerpt(value)) end;
        return;
      end if;
    end if;
  elsif v_type = 'number' then
    if schema ?| '{minimum,exclusiveMinimum,maximum,exclusiveMaximum,multipleOf}'::text[] then
      v_number := value::numeric;
      v_is_huge := abs(v_number) > 1.7976931348623157e308 or scale(v_number) > 400;
      budget := budget - pg_column_size(value) / 20;
      if v_number < (schema -> 'minimum')::numeric or v_number <= (schema -> 'exclusiveMinimum')::numeric
        or v_number > (schema -> 'maximum')::numeric or v_number >= (schema -> 'exclusiveMaximum')::numeric
        or (
          case
            when v_is_huge then schema ? 'multipleOf'
            else mod(v_number, (schema -> 'multipleOf')::numeric) <> 0
          end)
      then
        fault := case when at is null then '' else
          format(
            'args%s is %s, outside of %s', at, awa_store.excerpt(value),
            (
              select string_agg(e.key || ' ' || (e.value #>> '{}'), ', ' order by e.key collate "C")
              from jsonb_each(schema) e
              where e.key = any ('{minimum,exclusiveMinimum,maximum,exclusiveMaximum,multipleOf}'::text[]))) end;
        return;
      end if;
    end if;
  elsif v_type = 'array' then
    if schema ?| '{minItems,maxItems,uniqueItems,items}'::text[] then
      v_count := jsonb_array_length(value);
      if v_count < (schema -> 'minItems')::numeric or v_count > (schema -> 'maxItems')::numeric then
        fault := case when at is null then '' else
          format(
            'args%s must have %s to %s items, not %s', at, coalesce(schema ->> 'minItems', '0'),
            coalesce(schema ->> 'maxItems', 'any number of'), v_count) end;
        return;
      end if;
      if schema -> 'uniqueItems' = 'true' then
        budget := budget - pg_column_size(value) / 50;
        if budget < 0 then
          fault := v_too_costly;
          return;
        end if;
        if v_count <> (select count(distinct e) from jsonb_array_elements(value) e) then
          fault := case when at is null then '' else format('args%s must not have equal items', at) end;
          return;
        end if;
      end if;
      v_schema := schema -> 'items';
      if v_schema not in ('true', '{}') then
        budget := budget - pg_column_size(value) / 100;
        if budget < 0 then
          fault := v_too_costly;
          return;
        end if;
        -- Where nothing but a type is asked for, items of that type need no call.
        v_is_plain := case when v_schema ? 'type' then v_schema - 'type' = '{}' else false end;
        for v_value, v_count in
          select e.item, e.n - 1
          from jsonb_array_elements(value) with ordinality e (item, n)
          where not v_is_plain
            or not v_schema -> 'type' ? jsonb_typeof(e.item)
              and not case jsonb_typeof(e.item)
                when 'number' then v_schema -> 'type' ? 'integer' and trunc(e.item::numeric) = e.item::numeric
                else false
              end
        loop
          v_part := awa_store.misfit(v_value, v_schema, root, at || '/' || v_count, depth + 1, budget);
          budget := v_part.budget;
          fault := v_part.fault;
          if fault is not null then
            return;
          end if;
        end loop;
      end if;
    end if;
  elsif v_type = 'object' then
    if schema ? 'required' then
      select r into v_key from jsonb_array_elements_text(schema -> 'required') r where not value ? r limit 1;
      if found then
        fault := case when at is null then '' else format('args%s must have %s', at, to_jsonb(v_key)) end;
        return;
      end if;
    end if;
    if schema ?| '{minProperties,maxProperties,properties,additionalProperties}'::text[] then
      budget := budget - pg_column_size(value) / 200;
      if budget < 0 then
        fault := v_too_costly;
        return;
      end if;
      if schema ?| '{minProperties,maxProperties}'::text[] then
        v_count := (select count(*) from jsonb_object_keys(value));
        if v_count < (schema -> 'minProperties')::numeric or v_count > (schema -> 'maxProperties')::numeric then
          fault := case when at is null then '' else
            format(
              'args%s must have %s to %s fields, not %s', at, coalesce(schema ->> 'minProperties', '0'),
              coalesce(schema ->> 'maxProperties', 'any number of'), v_count) end;
          return;
        end if;
      end if;
      if schema ? 'additionalProperties' then
        for v_key, v_value in select e.key, e.value from jsonb_each(value) e order by e.key collate "C" loop
          v_part := awa_store.misfit(
            v_value, coalesce(schema #> array['properties', v_key], schema -> 'additionalProperties'), root,
            at || '/' || left(v_key, 100), depth + 1, budget);
          budget := v_part.budget;
          fault := v_part.fault;
          if fault is not null then
            return;
          end if;
        end loop;
      elsif schema ? 'properties' then
        for v_key, v_schema in
          select e.key, e.value from jsonb_each(schema -> 'properties') e where value ? e.key order by e.key collate "C"
        loop
          v_part := awa_store.misfit(value -> v_key, v_schema, root, at || '/' || left(v_key, 100), depth + 1, budget);
          budget := v_part.budget;
          fault := v_part.fault;
          if fault is not null then
            return;
          end if;
        end loop;
      end if;
    end if;
  end if;

  if schema ? 'allOf' then
    for v_schema in select e from jsonb_array_elements(schema -> 'allOf') e loop
      v_part := awa_store.misfit(value, v_schema, root, at, depth + 1, budget);
      budget := v_part.budget;
      fault := v_part.fault;
      if fault is not null then
        return;
      end if;
    end loop;
  end if;
  if schema ?| '{anyOf,oneOf,not}'::text[] then
    foreach v_key in array '{anyOf,oneOf,not}'::text[] loop
      continue when not schema ? v_key;
      v_count := 0;
      for v_schema in
        select e
        from jsonb_array_elements(
          case v_key when 'not' then jsonb_build_array(schema -> v_key) else schema -> v_key end) e
      loop
        v_part := awa_store.misfit(value, v_schema, root, null, depth + 1, budget);
        budget := v_part.budget;
        if budget < 0 then
          fault := v_part.fault;
          return;
        end if;
        if v_part.fault is null then
          v_count := v_count + 1;
          exit when v_key = 'anyOf' or v_count > 1;
        end if;
      end loop;
      if (case v_key when 'anyOf' then v_count = 0 when 'oneOf' then v_count <> 1 else v_count > 0 end) then
        fault := case when at is null then '' else
          format(
            case v_key
              when 'anyOf' then 'args%s fits none of anyOf: %s'
              when 'oneOf' then 'args%s must fit exactly one of oneOf: %s'
              else 'args%s fits what it must not: %s'
            end,
            at, awa_store.excerpt(value)) end;
        return;
      end if;
    end loop;
  end if;
end
$$;

call awa_store.publish('awa_store.misfit');
