-- Tells sleeping workers of a queue, and only them, that there is work. Call it after the row is written: then either
-- this sees the sleeper, or the sleeper knows that this transaction may be in progress and polls until it has ended. A
-- sleeper holds a shared session lock; the exclusive probe that fails may have met another probe, so wake tries again.

-- One probe. In one expression, so that no cancel request or timeout comes between: the lock would stay with the
-- session. A session does not meet its own locks; it has noted them, see mark_asleep.
create or replace function awa_store.someone_sleeps(queue text)
returns boolean
language sql
volatile
as $$
  select case
    when pg_try_advisory_lock(awa_store.lock_class('sleep'), hashtext(queue))
      then not pg_advisory_unlock(awa_store.lock_class('sleep'), hashtext(queue))
        or coalesce(current_setting('awa.asleep', true) like '%{%' || hashtext(queue) || '%}%', false)
    else true
  end;
$$;

create or replace function awa_store.wake(queue text)
returns void
language plpgsql
volatile
as $$
begin
  if current_setting('awa.notify', true) = 'off' then
    return; -- see heed_notify
  end if;
  for i in 1..4 loop
    if not awa_store.someone_sleeps(queue) then
      return;
    end if;
  end loop;
  perform pg_notify('awa', 'work:' || queue);
end
$$;

call awa_store.publish('awa_store.someone_sleeps');
call awa_store.publish('awa_store.wake');
