-- The number of the newest table migration of this installation.
-- Errors: none. Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.schema_version()
returns int
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return 2;
end
$$;

call awa_store.publish('awa.schema_version', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.schema_version is 'The number of the newest table migration.';
