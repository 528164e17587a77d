-- For what is finished by triggers, most of them at commit: where they do not fire, the error with which to refuse to
-- do half of it, AW013 with its message and hint. Null where they do.
create or replace function awa_store.triggers_fault(what text)
returns text[]
language plpgsql
stable
as $$
begin
  if current_setting('session_replication_role') = 'replica' then
    return array[
      'AW013', format('%s needs triggers, which session_replication_role = replica turns off', triggers_fault.what),
      'Set session_replication_role to origin for this call.'];
  end if;
  return null;
end
$$;

call awa_store.publish('awa_store.triggers_fault');
