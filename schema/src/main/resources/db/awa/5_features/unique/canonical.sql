-- A JSON value as unique keys see it: numbers without trailing fractional zeros, all else as jsonb has it. Of no
-- value with such a number more than 200 levels deep, see unique_key.
create or replace function awa_store.canonical(value jsonb)
returns jsonb
language plpgsql
immutable
parallel safe
as $$
begin
  -- Only a number such as 1.0 or 0.50 needs work; a string that looks like one just takes the long way.
  if not awa_store.may_have_zeros(value::text) then
    return value;
  end if;
  return case jsonb_typeof(value)
    when 'number' then to_jsonb(trim_scale(value::text::numeric))
    when 'object' then (select jsonb_object_agg(f.key, awa_store.canonical(f.value)) from jsonb_each(value) f)
    when 'array' then (
      select jsonb_agg(awa_store.canonical(e.value) order by e.n)
      from jsonb_array_elements(value) with ordinality e (value, n))
    else value
  end;
end
$$;

call awa_store.publish('awa_store.canonical');
