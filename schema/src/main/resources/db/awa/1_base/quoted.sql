-- A text of a caller as a message shows it: the beginning of it, in quotes, on one line.
create or replace function awa_store.quoted(value text)
returns text
language sql
stable
as $$
  select coalesce(to_jsonb(left(value, 100))::text, 'null');
$$;

call awa_store.publish('awa_store.quoted');
