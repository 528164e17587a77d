-- Tells sleeping workers of a queue, and only them, that there is work. Call it after the row is written: then either
-- this sees the sleeper, or the sleeper knows that this transaction may be in progress and polls until it has ended.
-- A sleeper holds a shared session lock; the exclusive probe that fails may have met another probe, so it tries again.
create or replace function awa_store.wake(queue text)
returns void
language plpgsql
volatile
as $$
declare
  v_key int := hashtext(queue);
begin
  for i in 1..4 loop
    -- In one expression, so that no cancel request or timeout comes between: the lock would stay with the session.
    if (
      case
        when pg_try_advisory_lock(awa_store.lock_class('sleep'), v_key)
          then pg_advisory_unlock(awa_store.lock_class('sleep'), v_key)
        else false
      end)
    then
      return;
    end if;
  end loop;
  perform pg_notify('awa', 'work:' || queue);
end
$$;

call awa_store.publish('awa_store.wake');
