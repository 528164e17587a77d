-- Raises what job_fault found; place names the job in a batch, '' for a single one.
create or replace function awa_store.raise_fault(fault text[], place text default '')
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = fault[1], message = place || fault[2], hint = fault[3];
end
$$;

call awa_store.publish('awa_store.raise_fault');
