-- Runs at the commit that withdraws a waiting entry, or before a claim in the same transaction, so that a long
-- transaction does not hold up the lane: only here it takes the partition's lock, and a cancelled job becomes a dead
-- one, or a replaced one gives up its place. A claim that met the job meanwhile has put it off. If one has claimed it
-- all the same, a running job is cancelled as such; one that has ended, or was meant to be replaced, fails the commit
-- with 40001.
-- Locks: the lane; see commit_lock.
create or replace function awa_store.confirm_withdrawal()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_entry awa_store.withdrawn := new;
  v_at record;
  v_closed record;
  v_again record;
  v_is_gone boolean;
begin
  if v_entry.withdrawn_by <> pg_current_xact_id() then
    return null; -- a row of a dump that is being loaded
  end if;
  if not awa_store.commit_lock('lane', awa_store.lane_lock_id(v_entry.lane)) then
    -- One that was withdrawn after constraints had been set immediate.
    perform pg_advisory_xact_lock(awa_store.lock_class('lane'), awa_store.lane_lock_id(v_entry.lane));
  end if;
  if not awa_store.is_passed(v_entry.lane, v_entry.xid, v_entry.seq) then
    if v_entry.purpose = 'cancel' then
      perform awa_store.end_cancelled(v_entry.job_id, v_entry.reason, false);
    else
      -- Only now: the worker that settles a job which was claimed after all needs its place.
      perform awa_store.free_places(array[p.job_id])
      from awa_store.place p
      where p.job_id = v_entry.job_id and not awa_store.keeps_place(p.job_id, p.has_started, p.line);
    end if;
    return null;
  end if;

  select * into v_at from awa_store.claim_of(v_entry.lane, v_entry.xid, v_entry.seq, v_entry.job_id);
  if v_at.claim_id is null then
    -- Put off or blocked by a claim, or ended since it was too late for its start_by.
    if v_entry.purpose = 'cancel' then
      if awa_store.end_waiting(v_entry.job_id, 'cancelled', v_entry.reason)
        or exists (select from awa_store.ended e where e.job_id = v_entry.job_id)
      then
        return null;
      end if;
    else
      -- Waits for who is just letting it come back.
      delete from awa_store.deferred d where d.job_id = v_entry.job_id and d.seq <= 0;
      v_is_gone := found;
      -- It may have come back since, more than once. The newest entry of a job has the greatest number: the one that
      -- takes its place must have it.
      update awa_store.ready r
      set seq = nextval('awa_store.entry_seq')
      where r.job_id = v_entry.job_id and r.xid = pg_current_xact_id()
        and r.seq = (
          select max(n.seq) from awa_store.ready n where n.job_id = v_entry.job_id and n.xid = pg_current_xact_id())
        and exists (select from awa_store.ready n where n.job_id = v_entry.job_id and n.seq > r.seq)
        and not exists (
          select from awa_store.withdrawn t where t.lane = r.lane and t.xid = r.xid and t.seq = r.seq);
      if v_is_gone then
        return null;
      end if;
    end if;
    -- Or entered again since.
    select r.xid, r.seq, r.lane into v_again
    from awa_store.ready r
    where r.job_id = v_entry.job_id and r.seq > v_entry.seq and r.xid <> pg_current_xact_id()
    order by r.seq desc
    limit 1;
    if found then
      insert into awa_store.withdrawn (xid, seq, job_id, withdrawn_at, lane, purpose, reason)
      values (
        v_again.xid, v_again.seq, v_entry.job_id, awa_store.clock(), v_again.lane, v_entry.purpose, v_entry.reason)
      on conflict do nothing;
      return null;
    end if;
  elsif v_entry.purpose = 'cancel' then
    select * into v_closed
    from awa_store.close_attempts(null, v_at.claim_id, array[v_entry.job_id], 'cancelled', null, true);
    if v_closed.closed_ids <> '{}' then
      perform awa_store.end_cancelled(
        v_entry.job_id, v_entry.reason, true, v_at.claim_id, v_closed.holder, v_closed.attempted_at);
      perform awa_store.stop_attempt(v_closed.holder, v_at.claim_id, v_entry.job_id, 'cancelled');
      return null;
    end if;
  end if;
  raise exception using
    errcode = '40001',
    message = format('job %s was claimed before this transaction, which withdraws it, could commit', v_entry.job_id),
    hint = 'Run the transaction again.';
end
$$;

call awa_store.publish('awa_store.confirm_withdrawal');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa_store.withdrawn'::regclass and tgname = 'withdrawn_confirm')
  then
    create constraint trigger withdrawn_confirm
      after insert on awa_store.withdrawn
      deferrable initially deferred
      for each row execute function awa_store.confirm_withdrawal();
  end if;
end
$$;
