create or replace function awa_store.option_time(options jsonb, key text)
returns timestamptz
language sql
stable
as $$
  select (options ->> key)::timestamptz;
$$;
call awa_store.publish('awa_store.option_time');
