create or replace function awa_store.json_bytes(value jsonb, most int)
returns bigint
language sql
stable
as $$
  select octet_length(value::text)::bigint;
$$;
call awa_store.publish('awa_store.json_bytes');
