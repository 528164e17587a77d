create or replace function awa_store.options_fault(options jsonb)
returns text
language sql
stable
as $$
  select null::text;
$$;
call awa_store.publish('awa_store.options_fault');
