-- The version of this contract, major.minor: a caller made for 1.x works with every later 1.y.
-- Errors: none. Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.contract_version()
returns text
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return '1.0';
end
$$;

call awa_store.publish('awa.contract_version', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.contract_version is 'The version of the contract, major.minor.';
