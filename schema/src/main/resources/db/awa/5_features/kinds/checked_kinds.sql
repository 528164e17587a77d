-- The kinds that a worker takes, from the option kinds: 1 to 1000 names; null for all.
-- Errors: AW001, AW003.
create or replace function awa_store.checked_kinds(given jsonb)
returns text[]
language plpgsql
immutable
as $$
declare
  v_fault text;
begin
  if coalesce(given, 'null') = 'null' then
    return null;
  end if;
  if jsonb_typeof(given) <> 'array' or given = '[]' then
    raise exception using
      errcode = 'AW001',
      message = format('kinds must be a JSON array of names, at least one, not %s', awa_store.excerpt(given)),
      hint = 'Leave it out to take jobs of all kinds.';
  end if;
  if jsonb_array_length(given) > 1000 then
    raise exception using
      errcode = 'AW003',
      message = format('%s kinds, more than 1000', jsonb_array_length(given)),
      hint = 'Leave it out to take jobs of all kinds.';
  end if;
  select awa_store.excerpt(e) into v_fault
  from jsonb_array_elements(given) e
  where jsonb_typeof(e) <> 'string' or e = '""'
  limit 1;
  if found then
    raise exception using
      errcode = 'AW001',
      message = format('kinds must be names of kinds, not %s', v_fault),
      hint = 'Pass the kinds of the jobs, as insert_job gets them.';
  end if;
  select left(e, 100) into v_fault from jsonb_array_elements_text(given) e where length(e) > 200 limit 1;
  if found then
    raise exception using
      errcode = 'AW003',
      message = format('kinds has a name of more than 200 characters: %s...', v_fault),
      hint = 'Pass the kinds of the jobs, as insert_job gets them.';
  end if;
  return array(select distinct e from jsonb_array_elements_text(given) e order by e);
end
$$;

call awa_store.publish('awa_store.checked_kinds');
