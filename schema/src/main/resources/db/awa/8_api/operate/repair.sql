-- Makes a ledger that came from another server (by dump, logical copy or pg_upgrade) whole in this one, or does nothing
-- where it belongs here already. Jobs keep their ids: waiting ones wait in their order, running ones count as a lost
-- attempt, ended ones keep their history, unique keys hold as before. Workers must register again. Call it before
-- producers are let in. Returns one row: outcome repaired or sound, and how many jobs wait, were lost while running,
-- and are kept as completed.
-- Errors: AW001 bad argument, AW002 unknown option, AW013 the end of a job that ran needs triggers, 55P03 a transaction
-- has held one of the tables for a minute.
-- Locks: none where it fits; else all tables of the ledger, exclusively, until commit.
-- Roles: operator.
create or replace function awa.repair(
  opts jsonb default '{}'
)
returns table (outcome text, waiting bigint, lost bigint, completed bigint)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  waiting := 0;
  lost := 0;
  completed := 0;
  loop
    begin
      perform awa_store.check_origin();
      outcome := 'sound';
      return next;
      return;
    exception when sqlstate 'AW007' then
      -- Looked at again under the locks: somebody else may have repaired it.
      exit when outcome = 'repaired';
    end;
    outcome := 'repaired';
    perform awa_store.lock_ledger();
  end loop;
  perform setval(
    'awa_store.entry_seq',
    greatest(
      (select s.last_value from awa_store.entry_seq s), (select max(r.seq) from awa_store.ready r),
      (select max(d.job_id) from awa_store.deferred d), (select max(e.job_id) from awa_store.ended e),
      (select max(u.job_id) from awa_store.unique_claim u), (select max(f.job_id) from awa_store.forgotten f)));
  perform setval(
    'awa_store.claim_seq',
    greatest((select s.last_value from awa_store.claim_seq s), (select max(c.claim_id) from awa_store.claim c)));
  perform setval('awa_store.limit_rule_limit_id_seq', (select max(l.limit_id) from awa_store.limit_rule l));

  -- The stored ids agree with one another, only not with this server's: so what was copied is in the state that it
  -- tells.
  select coalesce(sum(awa_store.rescue(o.claim_id, o.job_ids, 'the database was restored from another server')), 0)
  into lost
  from (
    select c.claim_id, c.job_ids
    from awa_store.claim c
    where c.job_ids <> '{}'
      and not exists (
        select from awa_store.claim m where m.claim_id = c.claim_id and m.lane is null and c.lane is not null)
      and not exists (
        select from awa_store.outcome e where e.claim_id = c.claim_id and e.segment = c.segment and e.is_last)
    order by c.claim_id
  ) o;
  perform awa_store.end_entry(
    j.id, 'completed', null, true, j.attempted_at, j.worker_id, finalized_at => j.finalized_at, result => j.result)
  from awa.jobs j
  where j.state = 'completed' and not exists (select from awa_store.ended e where e.job_id = j.id);
  get diagnostics completed = row_count;

  create table awa_store.repaired as
  select r.*
  from awa_store.ready r
  left join (
    select distinct on (c.lane) c.* from awa_store.claim c where c.lane is not null order by c.lane, c.claim_no desc
  ) h on h.lane = r.lane
  left join (select distinct u as job_id from awa_store.claim c cross join unnest(c.job_ids) u) t on t.job_id = r.job_id
  where (
      awa_store.consumed(r.xid, r.seq, row(h.prev_xmax, h.late, h.cur, h.pos_xid, h.pos_seq)::awa_store.cursor)
        is not true
      -- Enqueued here since, with a transaction id that a cursor mistakes for a passed one. What a cursor did pass
      -- without claiming it was cancelled, and is older than the claim.
      or t.job_id is null and r.created_at > (select max(c.claimed_at) from awa_store.claim c)
    )
    and not exists (select from awa_store.ended e where e.job_id = r.job_id)
    and not exists (select from awa_store.deferred d where d.job_id = r.job_id)
    and not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
    and not exists (
      select from awa_store.withdrawn w where w.lane = r.lane and w.xid = r.xid and w.seq = r.seq);
  update awa_store.repaired set args = awa_store.payload_of(job_id) where args is null;
  update awa_store.deferred set args = awa_store.payload_of(job_id) where args is null;
  truncate awa_store.ready, awa_store.claim, awa_store.outcome, awa_store.open_claim, awa_store.withdrawn,
    awa_store.progress, awa_store.stop_notice, awa_store.worker, awa_store.lane_count, awa_store.ended_count,
    awa_store.freed_start;
  update awa_store.permit set held = 0, low = '0';
  update awa_store.segment t
  set opened_at = case when t.segment = r.current_segment then awa_store.clock() end, sealed_at = null,
    drained_at = null, drained = null, entrants = null, retry_at = null, tries = 0, archive_job = null,
    archive_queue = null, archive_at = null, lane_mark = null, seen = null, borrowers = null, borrower_mark = null,
    kept_by = null
  from awa_store.ring r;
  update awa_store.wait set safe_after = '0' where on_kind = 'job';
  perform awa_store.mark_wait('place', k.on_id)
  from (select distinct w.on_id from awa_store.wait w where w.on_kind = 'place') k;
  update awa_store.forgotten set xid = pg_current_xact_id();
  update awa_store.ring r
  set system_identifier = (select c.system_identifier from pg_control_system() c), older_segment = r.current_segment,
    turned_by = '0';
  perform setval('awa_store.turn_seq', r.turn) from awa_store.ring r;
  update awa_store.watch
  set passed = awa_store.past_snapshot(), next = awa_store.past_snapshot(), next_at = '-infinity', counted = null,
    counted_at = null, stats_at = default, stats_lane = default, stats_queue = default, forgotten_below = null;
  -- All of one transaction now, in the order that they had.
  waiting := awa_store.enter_repaired();
  drop table awa_store.repaired;
  return next;
end
$$;

call awa_store.plan('awa.repair', 'fixed');
call awa_store.publish('awa.repair', 'awa_operator');
comment on function awa.repair is 'Makes a ledger that was restored from another server whole in this one.';
