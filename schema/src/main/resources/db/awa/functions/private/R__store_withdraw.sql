-- Takes a waiting entry out of its lane, for a job that is cancelled or replaced; confirm_withdrawal has the last word at
-- commit. Waits for another transaction that withdraws the same entry.
-- Errors: AW008, since only READ COMMITTED can look again at commit; 40001 when the other one committed.
create or replace function awa_store.withdraw(
  job_id bigint,
  queue text,
  partition smallint,
  priority smallint,
  xid xid8,
  seq bigint,
  purpose text
)
returns void
language plpgsql
volatile
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'job %s is available; to %s it needs READ COMMITTED, not %s',
        withdraw.job_id, withdraw.purpose, upper(current_setting('transaction_isolation'))),
      hint = 'A worker may be claiming it, which an older snapshot cannot see.';
  end if;
  insert into awa_store.withdrawn (xid, seq, job_id, partition, priority, queue, purpose)
  values (
    withdraw.xid, withdraw.seq, withdraw.job_id, withdraw.partition, withdraw.priority, withdraw.queue, withdraw.purpose)
  on conflict do nothing;
  if not found then
    raise exception using
      errcode = '40001',
      message = format('job %s was changed by another transaction', withdraw.job_id),
      hint = 'Run the transaction again.';
  end if;
end
$$;

call awa_store.publish('awa_store.withdraw');
