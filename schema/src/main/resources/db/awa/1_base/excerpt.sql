-- A JSON value as a message shows it: the beginning of its text, or what it is where that may be long.
create or replace function awa_store.excerpt(value jsonb)
returns text
language sql
stable
as $$
  select case
    -- As an element of an array nothing is compressed.
    when pg_column_size(array[value]) <= 1024 then left(value::text, 100)
    else format('a JSON %s of %s bytes', jsonb_typeof(value), pg_column_size(array[value]) - 24)
  end;
$$;

call awa_store.publish('awa_store.excerpt');
