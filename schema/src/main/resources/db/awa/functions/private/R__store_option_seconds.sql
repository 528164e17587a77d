create or replace function awa_store.option_seconds(options jsonb, key text)
returns float8
language sql
stable
as $$
  select extract(epoch from (options ->> key)::interval)::float8;
$$;
call awa_store.publish('awa_store.option_seconds');
