-- Keeps everybody else out of all tables of the ledger until commit. Calls that run meanwhile hold some of the tables
-- and ask for others in orders of their own: so what was locked is given up again when the rest cannot be had within
-- 2 s, which is long enough for autovacuum to make way. After a minute it fails with the error of the last try.
-- Errors: 55P03, 40P01.
create or replace function awa_store.lock_ledger()
returns void
language plpgsql
volatile
set lock_timeout = '2 s'
as $$
begin
  for v_try in 1 .. 30 loop
    begin
      lock table awa_store.ready, awa_store.claim, awa_store.outcome, awa_store.open_claim, awa_store.watch,
        awa_store.withdrawn, awa_store.deferred, awa_store.ended, awa_store.unique_claim, awa_store.progress,
        awa_store.stop_notice, awa_store.worker, awa_store.segment, awa_store.ring, awa_store.lane_count,
        awa_store.ended_count, awa_store.place, awa_store.wait, awa_store.forgotten
        in access exclusive mode;
      return;
    exception when lock_not_available or deadlock_detected then
      if v_try = 30 then
        raise;
      end if;
    end;
  end loop;
end
$$;

call awa_store.publish('awa_store.lock_ledger');
