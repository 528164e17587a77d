-- How many schemas are applied to a value to check it against one: itself and, as often as they are, what allOf, anyOf,
-- oneOf, not and $ref lead to; not what is for the fields or items of the value. null for a schema that $ref leads back
-- to, which would never end. height: how many of them are within each other. For a sound schema.
-- within: the $defs that led here. known: those that are done, with their cost and height.
create or replace function awa_store.schema_cost(
  schema jsonb,
  root jsonb,
  depth int,
  within text[],
  inout known jsonb,
  out cost bigint,
  out height int
)
language plpgsql
immutable
as $$
declare
  v_part record;
  v_schema jsonb;
  v_name text;
begin
  cost := 1;
  height := 1;
  if depth > 64 then
    height := 65;
    return;
  end if;
  if schema ?| '{allOf,anyOf,oneOf,not}'::text[] then
    for v_schema in
      select e.value
      from unnest('{allOf,anyOf,oneOf}'::text[]) k
      cross join jsonb_array_elements(coalesce(schema -> k, '[]')) e
      union all
      select schema -> 'not' where schema ? 'not'
    loop
      v_part := awa_store.schema_cost(v_schema, root, depth + 1, within, known);
      known := v_part.known;
      cost := cost + v_part.cost;
      height := greatest(height, v_part.height + 1);
      if cost is null or height > 64 then
        return;
      end if;
    end loop;
  end if;
  if schema ? '$ref' then
    v_name := substr(schema ->> '$ref', 9);
    if v_name = any (within) then
      cost := null;
      return;
    end if;
    if known ? v_name then
      cost := cost + (known #>> array[v_name, '0'])::bigint;
      height := greatest(height, (known #>> array[v_name, '1'])::int + 1);
    else
      v_part := awa_store.schema_cost(root #> array['$defs', v_name], root, depth + 1, within || v_name, known);
      cost := cost + v_part.cost;
      height := greatest(height, v_part.height + 1);
      known := v_part.known;
      if v_part.cost > 1 then
        known := known || jsonb_build_object(v_name, jsonb_build_array(v_part.cost, v_part.height));
      end if;
    end if;
  end if;
  cost := case when cost > 1000000000000 then 1000000000000 else cost end;
end
$$;

call awa_store.publish('awa_store.schema_cost');
