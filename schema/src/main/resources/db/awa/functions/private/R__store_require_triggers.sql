-- For what is finished by triggers, most of them at commit: refuses to do half of it where they do not fire.
-- Errors: AW013.
create or replace function awa_store.require_triggers(what text)
returns void
language plpgsql
stable
as $$
begin
  if current_setting('session_replication_role') = 'replica' then
    raise exception using
      errcode = 'AW013',
      message = format('%s needs triggers, which session_replication_role = replica turns off', require_triggers.what),
      hint = 'Set session_replication_role to origin for this call.';
  end if;
end
$$;

call awa_store.publish('awa_store.require_triggers');
