-- Takes a waiting entry out of its lane, for a job that is cancelled or replaced; confirm_withdrawal has the last word at
-- commit. Waits for another transaction that withdraws the same entry; false if that one committed: look again.
-- Errors: AW008, since only READ COMMITTED can look again at commit; AW013; 40001 if the entry is no more.
create or replace function awa_store.try_withdraw(
  job_id bigint,
  lane bigint,
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
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'job %s is available; to %s it needs READ COMMITTED, not %s',
        try_withdraw.job_id, try_withdraw.purpose, upper(current_setting('transaction_isolation'))),
      hint = 'A worker may be claiming it, which an older snapshot cannot see.';
  end if;
  perform awa_store.require_triggers(format('%s of job %s', try_withdraw.purpose, try_withdraw.job_id));
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
  perform awa_store.note_commit_locks('lane', array[awa_store.lane_key(try_withdraw.lane)]);
  perform awa_store.note_commit_locks('concurrency', array[awa_store.place_key(p.concurrency_key)])
  from awa_store.place p
  where p.job_id = try_withdraw.job_id;
  return true;
end
$$;

call awa_store.publish('awa_store.try_withdraw');
