-- For the body of a deprecated verb: notes who still calls it, about once an hour each, for doctor. Waits for nobody.
create or replace function awa_store.deprecated(verb text)
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_application text := current_setting('application_name');
begin
  if exists (
    select
    from awa_store.deprecated_call d
    where d.verb = deprecated.verb and d.caller = session_user and d.application = v_application
      and d.last_at > v_now - interval '1 hour')
  then
    return;
  end if;
  -- Whoever has the lock has written the row, committed or not.
  if pg_try_advisory_xact_lock(
    awa_store.lock_class('deprecated'), hashtext(concat_ws(chr(10), deprecated.verb, session_user, v_application)))
  then
    insert into awa_store.deprecated_call as d (verb, caller, application, last_at)
    values (deprecated.verb, session_user, v_application, v_now)
    on conflict on constraint deprecated_call_pkey do update set last_at = excluded.last_at;
  end if;
end
$$;

call awa_store.publish('awa_store.deprecated');
