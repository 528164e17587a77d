-- Takes a waiting entry out of its lane, for a job that is cancelled or replaced; confirm_withdrawal has the last word
-- at commit. From here on claims see that the job is being withdrawn, and put it off instead of handing it out; one
-- that may have looked before is waited for, so that the answer is certain. Waits for another transaction that
-- withdraws the same job. False if the entry has been claimed or withdrawn meanwhile: look again. Ask withdrawal_fault
-- first.
-- Errors: 40001 if the entry is no more.
-- Locks: withdrawing (shared), which nobody waits for; the job's withdrawal; the lane for a moment.
create or replace function awa_store.try_withdraw(
  job_id bigint,
  lane uuid,
  xid xid8,
  seq bigint,
  purpose text,
  reason text default null
)
returns boolean
language plpgsql
volatile
as $$
begin
  perform pg_advisory_xact_lock_shared(awa_store.lock_class('withdrawing'), awa_store.lane_lock_id(try_withdraw.lane));
  perform pg_advisory_xact_lock(awa_store.lock_class('withdrawal'), awa_store.withdrawal_lock_id(try_withdraw.job_id));
  perform awa_store.let_claim_pass(awa_store.lane_lock_id(try_withdraw.lane));
  if awa_store.is_passed(try_withdraw.lane, try_withdraw.xid, try_withdraw.seq) then
    return false;
  end if;
  insert into awa_store.withdrawn (xid, seq, job_id, withdrawn_at, lane, purpose, reason)
  values (
    try_withdraw.xid, try_withdraw.seq, try_withdraw.job_id, awa_store.clock(), try_withdraw.lane,
    try_withdraw.purpose, try_withdraw.reason)
  on conflict do nothing;
  if not found then
    return false;
  end if;
  -- Another transaction may have withdrawn it since the look, and the ring may have dropped both.
  perform from awa_store.ready r where r.job_id = try_withdraw.job_id and r.seq = try_withdraw.seq;
  if not found then
    raise exception using
      errcode = '40001',
      message = format('job %s was withdrawn by another transaction meanwhile', try_withdraw.job_id),
      hint = 'Run the transaction again.';
  end if;
  perform awa_store.note_commit_locks('lane', array[awa_store.lane_lock_id(try_withdraw.lane)]);
  perform awa_store.note_commit_locks('concurrency', array[awa_store.line_lock_id(p.line)])
  from awa_store.place p
  where p.job_id = try_withdraw.job_id;
  return true;
end
$$;

-- Why a job cannot be taken out of its lane here: null, or the code, message and hint of an error: AW008, since only
-- READ COMMITTED can look again at commit; AW013.
create or replace function awa_store.withdrawal_fault(job_id bigint, purpose text)
returns text[]
language plpgsql
stable
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    return array[
      'AW008',
      format(
        'job %s is available; to %s it needs READ COMMITTED, not %s',
        withdrawal_fault.job_id, withdrawal_fault.purpose, upper(current_setting('transaction_isolation') collate "C")),
      'A worker may be claiming it, which an older snapshot cannot see.'];
  end if;
  return awa_store.triggers_fault(format('%s of job %s', withdrawal_fault.purpose, withdrawal_fault.job_id));
end
$$;

-- Waits until the claim that is just at work in a partition has ended, if there is one. In one expression, so that no
-- cancel request comes between: the lock would stay with the session.
create or replace function awa_store.let_claim_pass(lane_key int)
returns boolean
language sql
volatile
as $$
  select case
    when pg_advisory_lock_shared(awa_store.lock_class('lane'), lane_key)::text is not null
      then pg_advisory_unlock_shared(awa_store.lock_class('lane'), lane_key)
  end;
$$;

-- Whether the cursor of a lane has passed an entry.
create or replace function awa_store.is_passed(lane uuid, xid xid8, seq bigint)
returns boolean
language plpgsql
volatile
as $$
begin
  return exists (
    select
    from (
      select c.* from awa_store.claim c where c.lane = is_passed.lane order by c.claim_no desc limit 1
    ) c
    where awa_store.consumed(
      is_passed.xid, is_passed.seq, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor));
end
$$;

-- Whether somebody is withdrawing jobs of a partition, or a job, and has not committed yet. One probe each, in one
-- expression.
create or replace function awa_store.someone_withdraws(lane_key int)
returns boolean
language sql
volatile
as $$
  select case
    when pg_try_advisory_lock(awa_store.lock_class('withdrawing'), lane_key)
      then not pg_advisory_unlock(awa_store.lock_class('withdrawing'), lane_key)
    else true
  end;
$$;

create or replace function awa_store.is_being_withdrawn(job_id bigint)
returns boolean
language sql
volatile
as $$
  select case
    when pg_try_advisory_lock(awa_store.lock_class('withdrawal'), awa_store.withdrawal_lock_id(job_id))
      then not pg_advisory_unlock(awa_store.lock_class('withdrawal'), awa_store.withdrawal_lock_id(job_id))
    else true
  end;
$$;

call awa_store.publish('awa_store.try_withdraw');
call awa_store.publish('awa_store.withdrawal_fault');
call awa_store.publish('awa_store.let_claim_pass');
call awa_store.plan('awa_store.is_passed', 'probe');
call awa_store.publish('awa_store.is_passed');
call awa_store.publish('awa_store.someone_withdraws');
call awa_store.publish('awa_store.is_being_withdrawn');
