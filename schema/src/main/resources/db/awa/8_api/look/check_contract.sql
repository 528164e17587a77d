-- Whether a caller that was made for a version of this contract, major.minor, can work with this database: it is of the
-- same major version, and not of an older minor one. For clients to ask once, when they start. Returns the version that
-- the database serves.
-- Errors: AW001 bad version, AW012 it cannot; the hint says what to upgrade.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.check_contract(version text)
returns text
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_served text := awa.contract_version();
  v_has int[] := string_to_array(v_served, '.');
  v_wants int[];
begin
  if version is null or version !~ '^[0-9]{1,4}[.][0-9]{1,4}$' then
    raise exception using
      errcode = 'AW001',
      message = format('version must be major.minor, not %s', coalesce(left(version, 100), 'null')),
      hint = 'Pass the version that the client was made for, as in 1.0.';
  end if;
  v_wants := string_to_array(version, '.');
  if v_wants[1] <> v_has[1] or v_wants > v_has then
    raise exception using
      errcode = 'AW012',
      message = format('this database serves contract %s, and the caller was made for %s', v_served, version),
      hint = case
        when v_wants > v_has then 'Upgrade the database first: awa migrate, or AwaSchema.migrate(dataSource).'
        else format('Use a release of the client that was made for contract %s.x.', v_has[1])
      end;
  end if;
  return v_served;
end
$$;

call awa_store.publish('awa.check_contract', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.check_contract is
  'Whether a caller that was made for a version of this contract can work with this database.';
