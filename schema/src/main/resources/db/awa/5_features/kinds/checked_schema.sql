-- A schema of args as it is to be stored, null for a JSON null, too; refused if args cannot be checked with it, or only
-- at a cost that nobody would expect.
-- Errors: AW001, AW003.
create or replace function awa_store.checked_schema(args_schema jsonb)
returns jsonb
language plpgsql
stable
as $$
declare
  -- Digits take up to four times as much room in jsonb as in its text.
  v_most constant int := 5 * 65536;
  v_bytes int := pg_column_size(args_schema);
  v_schema jsonb;
  v_number jsonb;
  v_node record;
  v_patterns text[] := '{}';
  v_work numeric := 0;
  v_cost record;
  v_known jsonb := '{}';
  v_fault text;
  v_excess text;
begin
  if args_schema is null then
    return null;
  end if;
  if v_bytes <= v_most then
    -- Unpacked, which it need not be where it comes out of a table.
    v_schema := args_schema #> '{}';
    v_bytes := pg_column_size(v_schema);
  end if;
  if v_schema = 'null' then
    return null;
  end if;
  if v_bytes <= v_most then
    begin
      select n into v_number
      from jsonb_path_query(v_schema, 'strict $.** ? (@.type() == "number")') n
      where abs(n::numeric) > 1.7976931348623157e308 or scale(n::numeric) > 400
      limit 1;
    exception when statement_too_complex then
      v_fault := 'it is nested too deep';
    end;
    if v_number is not null then
      v_fault := format(
        'a number must be in the range of a double, with at most 400 digits after the point, not %s',
        awa_store.excerpt(v_number));
    end if;
    -- No number is long now.
    v_bytes := case when v_fault is null then octet_length(v_schema::text) end;
  end if;
  if v_bytes > 65536 then
    v_excess := format('takes %s bytes, more than 65536', v_bytes);
  elsif v_fault is null then
    v_fault := awa_store.schema_fault(v_schema, v_schema);
  end if;

  if coalesce(v_fault, v_excess) is null then
    for v_node in
      with recursive node (schema, at, begins) as (
        select v_schema, '', true
        union all
        select c.schema, left(n.at || c.step, 200), c.begins
        from node n
        cross join lateral (
          select e.value, '/' || k || '/' || left(e.key, 100), true
          from unnest('{$defs,properties}'::text[]) k
          cross join jsonb_each(coalesce(n.schema -> k, '{}')) e
          union all
          select n.schema -> k, '/' || k, k <> 'not'
          from unnest('{items,additionalProperties,not}'::text[]) k
          where n.schema ? k
          union all
          select e.value, '/' || k || '/' || (e.n - 1), false
          from unnest('{allOf,anyOf,oneOf}'::text[]) k
          cross join jsonb_array_elements(coalesce(n.schema -> k, '[]')) with ordinality e (value, n)
        ) c (schema, step, begins)
      )
      select n.schema, nullif(n.at, '') as at, n.begins, n.schema ->> 'pattern' as pattern from node n
    loop
      if v_node.pattern is not null and v_node.pattern <> all (v_patterns) then
        v_patterns := v_patterns || v_node.pattern;
        v_work := v_work + (awa_store.pattern_fault(v_node.pattern)).work;
        -- The server keeps 32 compiled expressions for a session.
        v_excess := case
          when cardinality(v_patterns) > 30 then 'has more than 30 different patterns'
          when v_work > 2000000 then 'has patterns with too many repetitions in all'
        end;
      end if;
      if v_node.begins then
        v_cost := awa_store.schema_cost(v_node.schema, v_schema, 0, '{}', v_known);
        v_known := v_cost.known;
        if v_cost.cost is null then
          v_fault := format(
            '%s leads by $ref back to itself, never into the value', coalesce(v_node.at, 'args_schema'));
        elsif v_cost.height > 64 then
          v_fault := format('%s is nested deeper than 64 schemas', coalesce(v_node.at, 'args_schema'));
        elsif v_cost.cost > 1000 then
          v_excess := format(
            'applies %s schemas to one value%s, more than 1000',
            case when v_cost.cost = 1000000000000 then 'a million times a million' else v_cost.cost::text end,
            ' at ' || v_node.at);
        end if;
      end if;
      exit when coalesce(v_fault, v_excess) is not null;
    end loop;
  end if;

  if v_fault is not null then
    raise exception using
      errcode = 'AW001', message = format('args_schema: %s', v_fault), hint = 'docs/contract.md lists the keywords.';
  elsif v_excess is not null then
    raise exception using
      errcode = 'AW003',
      message = format('args_schema %s', v_excess),
      hint = 'Simplify the schema; docs/contract.md has the limits.';
  end if;
  return v_schema;
end
$$;

call awa_store.publish('awa_store.checked_schema');
