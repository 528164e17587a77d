-- Runs at the commit that withdraws a waiting entry, or before a claim in the same transaction, so that a long transaction
-- does not hold up the lane: only here it takes the lane's turn. If a claim was faster, a running job is cancelled as such;
-- one that has ended, or was meant to be replaced, fails the commit with 40001.
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
begin
  perform pg_advisory_xact_lock(
    awa_store.lock_class('lane'), awa_store.lane_key(v_entry.queue, v_entry.partition));
  perform
  from (
    select c.*
    from awa_store.claim c
    where c.queue = v_entry.queue and c.partition = v_entry.partition and c.priority = v_entry.priority
    order by c.turn desc
    limit 1
  ) c
  where awa_store.consumed(v_entry.xid, v_entry.seq, c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq);
  if not found then
    return null;
  end if;

  if v_entry.purpose = 'cancel' then
    select * into v_at from awa_store.claim_of(v_entry.queue, v_entry.partition, v_entry.priority, v_entry.xid, v_entry.seq);
    select * into v_closed
    from awa_store.close_attempts(null, v_at.claim_id, array[v_entry.job_id], 'cancelled', null, true);
    if v_closed.closed_ids <> '{}' then
      update awa_store.dead d
      set attempt = d.attempt + 1, worker_id = v_closed.holder, attempted_at = v_closed.attempted_at
      where d.job_id = v_entry.job_id;
      delete from awa_store.progress p where p.job_id = v_entry.job_id;
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
