-- A JSON value as unique keys see it: numbers without trailing fractional zeros, all else as jsonb has it. depth: of the value
-- in what is to be read.
-- Errors: AW001 for such a number more than 200 levels deep.
create or replace function awa_store.canonical(value jsonb, depth int default 0)
returns jsonb
language plpgsql
immutable
parallel safe
as $$
begin
  -- Only a number such as 1.0 or 0.50 needs work; a string that looks like one just takes the long way.
  if value::text !~ '[.][0-9]*0([^0-9]|$)' then
    return value;
  end if;
  if depth > 200 then
    raise exception using
      errcode = 'AW001',
      message = format('args are nested more than 200 levels deep around %s', awa_store.excerpt(value)),
      hint = 'Make the job unique by a key, or by chosen fields.';
  end if;
  return case jsonb_typeof(value)
    when 'number' then to_jsonb(trim_scale(value::text::numeric))
    when 'object' then (select jsonb_object_agg(f.key, awa_store.canonical(f.value, depth + 1)) from jsonb_each(value) f)
    when 'array' then (
      select jsonb_agg(awa_store.canonical(e.value, depth + 1) order by e.n)
      from jsonb_array_elements(value) with ordinality e (value, n))
    else value
  end;
end
$$;

call awa_store.publish('awa_store.canonical');
