-- Puts claims that stay open under watch: those between the last two looks (at_once: all up to now) which have not been
-- settled yet. Two looks, five seconds apart, so that claims of short jobs never come to be watched. Of very many the
-- oldest first.
create or replace function awa_store.watch_claims(at_once boolean, until timestamptz default 'infinity')
returns void
language plpgsql
volatile
as $$
declare
  v_watch awa_store.watch;
  v_now pg_snapshot := awa_store.past_snapshot();
  v_to pg_snapshot;
  v_claim record;
begin
  select w.* into strict v_watch from awa_store.watch w;
  if not at_once and v_watch.next_at + interval '5 s' > awa_store.clock() then
    return;
  end if;
  v_to := awa_store.first_claims(v_watch.passed, case when at_once then v_now else v_watch.next end, 5000);
  insert into awa_store.open_claim (claim_id, worker_id, claimed_at, deadline_at, segment)
  select c.claim_id, c.worker_id, c.claimed_at, c.deadline_at, c.segment
  from awa_store.claims_between(v_watch.passed, v_to) c
  where c.job_ids <> '{}'
    and not exists (
      select from awa_store.outcome e where e.claim_id = c.claim_id and e.segment = c.segment and e.is_last)
    -- Also one that an open settle is just deleting, which the insert would wait for.
    and not exists (select from awa_store.open_claim o where o.claim_id = c.claim_id)
  on conflict do nothing;
  -- Nothing is written while nothing is claimed.
  if exists (select from awa_store.claims_between(v_watch.passed, v_now)) then
    update awa_store.watch w
    set passed = v_to,
      next = case when pg_snapshot_xmax(v_to) < pg_snapshot_xmax(v_watch.next) then w.next else v_now end,
      next_at = case
        when pg_snapshot_xmax(v_to) < pg_snapshot_xmax(v_watch.next) then w.next_at
        else awa_store.clock()
      end;
  end if;
  -- Settled at the moment that they were put here.
  delete from awa_store.open_claim o
  where o.ctid = any (array(
    select c.ctid
    from awa_store.open_claim c
    where exists (select from awa_store.outcome e where e.claim_id = c.claim_id and e.segment = c.segment and e.is_last)
    for update skip locked));
  -- Those whose last jobs were settled side by side.
  for v_claim in
    select o.claim_id, o.segment
    from awa_store.open_claim o
    where exists (select from awa_store.outcome e where e.claim_id = o.claim_id and e.segment = o.segment)
      and not exists (select from awa_store.open_attempts(o.claim_id, o.segment))
  loop
    if pg_try_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_lock_id(v_claim.claim_id))
      and not exists (
        select
        from awa_store.outcome e
        where e.claim_id = v_claim.claim_id and e.segment = v_claim.segment and e.is_last)
    then
      perform awa_store.close_claim(v_claim.claim_id, v_claim.segment);
      delete from awa_store.open_claim o where o.claim_id = v_claim.claim_id;
    end if;
    exit when clock_timestamp() > until;
  end loop;
end
$$;

-- The later one of two snapshots, or, if more claims than that lie between them, its part that holds about so many.
create or replace function awa_store.first_claims(earlier pg_snapshot, later pg_snapshot, most int)
returns pg_snapshot
language plpgsql
stable
as $$
declare
  v_below xid8;
begin
  select c.xid into v_below
  from awa_store.claim c
  where c.xid >= pg_snapshot_xmax(earlier) and c.xid < pg_snapshot_xmax(later)
  order by c.xid
  offset most
  limit 1;
  if not found or v_below <= pg_snapshot_xmax(earlier) then
    return later;
  end if;
  return format(
    '%s:%s:%s',
    least(pg_snapshot_xmin(later), v_below), v_below,
    (select string_agg(x::text, ',' order by x) from pg_snapshot_xip(later) x where x < v_below))::pg_snapshot;
end
$$;

call awa_store.plan('awa_store.watch_claims', 'walk');
call awa_store.publish('awa_store.watch_claims');
call awa_store.plan('awa_store.first_claims', 'probe');
call awa_store.publish('awa_store.first_claims');
