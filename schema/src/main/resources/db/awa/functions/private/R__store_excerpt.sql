-- A JSON value as a message shows it: its text, cut off after 100 characters, or what it is and how large, since the text of a
-- large one may be much larger still: numbers are stored by their digits and printed with all their zeros. null for null.
create or replace function awa_store.excerpt(value jsonb)
returns text
language sql
immutable
parallel safe
as $$
  select case
    when pg_column_size(value) <= 1000 then left(value::text, 100)
    else format('a JSON %s of %s bytes', jsonb_typeof(value), pg_column_size(value))
  end;
$$;

call awa_store.publish('awa_store.excerpt');
