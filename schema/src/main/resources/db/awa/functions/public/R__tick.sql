-- Housekeeping in one bounded step, for any worker or a cron to call about once a second: declares workers without
-- heartbeats lost and takes their jobs away, ends attempts past their timeout, promotes due jobs that a claim may have
-- overlooked, removes what was kept long enough and turns the ring. Each rescued or expired attempt counts as failed. Calls
-- that meet another one return zeros.
-- Errors: AW002 unknown option, AW007 the database was restored from another server.
-- Locks: housekeeping (tried); per job as its settle would.
-- Roles: worker, operator.
create or replace function awa.tick(
  opts jsonb default '{}'
)
returns table (promoted int, workers_lost int, jobs_rescued int, jobs_expired int)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_claim record;
  v_expired bigint[];
  v_deadline timestamptz;
  v_queue text;
  v_count int;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  promoted := 0;
  workers_lost := 0;
  jobs_rescued := 0;
  jobs_expired := 0;
  if not pg_try_advisory_xact_lock(awa_store.lock_class('housekeeping'), 0) then
    return next;
    return;
  end if;

  perform awa_store.check_origin();
  perform awa_store.look_at_parents(500);
  update awa_store.worker w
  set lost_at = v_now
  where w.worker_id in (
    select o.worker_id
    from awa_store.worker o
    where o.lost_at is null and o.heartbeat_at + o.dead_after < v_now
    for update skip locked);
  get diagnostics workers_lost = row_count;

  perform awa_store.watch_claims(workers_lost > 0);
  -- A claim may commit after its worker was declared lost, so claims are matched with live workers, not with lost ones.
  -- One that somebody is settling at this moment is left for the next call.
  for v_claim in
    select o.claim_id, o.slot, coalesce(w.name, 'worker') as name
    from awa_store.open_claim o
    left join awa_store.worker w on w.worker_id = o.worker_id
    where w.worker_id is null or w.lost_at is not null
    limit 100
  loop
    continue when not pg_try_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_key(v_claim.claim_id));
    select awa_store.rescue(c.claim_id, c.job_ids, format('%s is lost', v_claim.name)) into strict v_count
    from awa_store.claim c
    where c.claim_id = v_claim.claim_id and c.slot = v_claim.slot;
    jobs_rescued := jobs_rescued + v_count;
  end loop;
  delete from awa_store.stop_notice n
  using awa_store.worker w
  where w.worker_id = n.worker_id and w.lost_at is not null;
  delete from awa_store.worker w
  where w.lost_at is not null
    and not exists (select from awa_store.open_claim o where o.worker_id = w.worker_id);

  for v_claim in
    select o.claim_id, o.slot, o.worker_id, o.claimed_at
    from awa_store.open_claim o
    where o.deadline_at <= v_now
    limit 100
  loop
    continue when not pg_try_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_key(v_claim.claim_id));
    -- What is left waits for its own deadline.
    select
      coalesce(array_agg(j.job_id) filter (where j.deadline_at <= v_now), '{}'),
      min(j.deadline_at) filter (where j.deadline_at > v_now)
    into v_expired, v_deadline
    from (
      select u.job_id, v_claim.claimed_at + make_interval(secs => awa_store.option_seconds(r.options, 'timeout')) as deadline_at
      from awa_store.claim c
      cross join unnest(c.job_ids) u (job_id)
      cross join lateral (
        select e.options from awa_store.ready e where e.job_id = u.job_id order by e.seq desc limit 1
      ) r
      where c.claim_id = v_claim.claim_id and c.slot = v_claim.slot
        and not exists (
          select
          from awa_store.outcome o
          where o.claim_id = c.claim_id and o.slot = c.slot and u.job_id = any (o.job_ids))
    ) j;
    update awa_store.open_claim o set deadline_at = v_deadline where o.claim_id = v_claim.claim_id;
    if v_expired <> '{}' then
      v_count := awa_store.rescue(v_claim.claim_id, v_expired, 'timeout: the attempt took too long');
      jobs_expired := jobs_expired + v_count;
      perform awa_store.stop_attempt(v_claim.worker_id, v_claim.claim_id, j, 'deadline') from unnest(v_expired) j;
    end if;
  end loop;

  -- From the oldest on: claims search from a mark that a late commit may lie behind.
  for v_queue in select q from awa_store.deferred_queues() q loop
    v_count := awa_store.promote(v_queue, 1000, '-infinity');
    if v_count > 0 then
      perform awa_store.wake(v_queue);
      promoted := promoted + v_count;
    end if;
  end loop;
  perform awa_store.note_full_queues();
  perform awa_store.forget_withdrawn(1000);
  perform awa_store.forget_ended(500);
  if not awa_store.turn_ring() then
    -- It may have taken locks that others wait for.
    update awa_store.watch w set stats_at = v_now where w.stats_at <= v_now - interval '10 s';
    if found then
      if awa_store.count_long_lanes(20000) then
        -- Goes on at once.
        update awa_store.watch w set stats_at = '-infinity';
      end if;
      perform awa_store.count_histories(20000);
      -- Here, where it writes anyway: nothing is written while nothing happens.
      perform awa_store.look_at_keys(500);
    end if;
  end if;
  -- Last, since it keeps the locks that it takes.
  perform awa_store.let_in_overlooked(1000);
  return next;
end
$$;

call awa_store.publish('awa.tick', 'awa_worker', 'awa_operator');
comment on function awa.tick is 'One bounded step of housekeeping: rescue, timeouts, promotion, retention. Call it about once a second.';
