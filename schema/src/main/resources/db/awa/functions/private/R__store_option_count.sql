create or replace function awa_store.option_count(options jsonb, key text)
returns int
language sql
stable
as $$
  select (options -> key)::int;
$$;
call awa_store.publish('awa_store.option_count');
