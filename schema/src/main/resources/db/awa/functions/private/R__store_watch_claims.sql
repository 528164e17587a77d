-- Puts claims that stay open under watch: those between the last two looks (at_once: all up to now) which have not been
-- settled yet. Two looks, five seconds apart, so that claims of short jobs never come to be watched.
create or replace function awa_store.watch_claims(at_once boolean)
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_watch awa_store.watch;
  v_now pg_snapshot := awa_store.past_snapshot();
  v_to pg_snapshot;
begin
  select w.* into strict v_watch from awa_store.watch w;
  if not at_once and v_watch.next_at + interval '5 s' > awa_store.clock() then
    return;
  end if;
  v_to := case when at_once then v_now else v_watch.next end;
  insert into awa_store.open_claim (claim_id, worker_id, claimed_at, deadline_at, slot)
  select c.claim_id, c.worker_id, c.claimed_at, c.deadline_at, c.slot
  from awa_store.claims_between(v_watch.passed, v_to) c
  where c.job_ids <> '{}'
    and not exists (select from awa_store.outcome e where e.claim_id = c.claim_id and e.slot = c.slot and e.is_last)
  on conflict do nothing;
  -- Nothing is written while nothing is claimed.
  if exists (select from awa_store.claims_between(v_watch.passed, v_now)) then
    update awa_store.watch w set passed = v_to, next = v_now, next_at = awa_store.clock();
  end if;
  -- Settled at the moment that they were put here.
  delete from awa_store.open_claim o
  where exists (select from awa_store.outcome e where e.claim_id = o.claim_id and e.slot = o.slot and e.is_last);
end
$$;

-- The present snapshot without this transaction, which may write more after it.
create or replace function awa_store.past_snapshot()
returns pg_snapshot
language plpgsql
volatile
as $$
declare
  v_now pg_snapshot := pg_current_snapshot();
  v_own xid8 := pg_current_xact_id_if_assigned();
begin
  if v_own is null or v_own >= pg_snapshot_xmax(v_now) then
    return v_now;
  end if;
  return format(
    '%s:%s:%s',
    least(pg_snapshot_xmin(v_now), v_own),
    v_own,
    (select string_agg(x::text, ',' order by x) from pg_snapshot_xip(v_now) x where x < v_own))::pg_snapshot;
end
$$;

call awa_store.publish('awa_store.watch_claims');
call awa_store.publish('awa_store.past_snapshot');
