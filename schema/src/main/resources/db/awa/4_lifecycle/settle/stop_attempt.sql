-- Tells a worker to stop an attempt: with its next heartbeats. The notification is a hint to send one at once; whoever
-- may connect can read it and send the like, so it names no worker and decides nothing.
create or replace function awa_store.stop_attempt(worker_id uuid, claim_id bigint, job_id bigint, reason text)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.stop_notice (claim_id, job_id, worker_id, created_at, reason)
  values (stop_attempt.claim_id, stop_attempt.job_id, stop_attempt.worker_id, awa_store.clock(), stop_attempt.reason)
  on conflict do nothing;
  if current_setting('awa.notify', true) = 'off' then
    return; -- see heed_notify
  end if;
  perform pg_notify('awa', format('stop:%s:%s', stop_attempt.claim_id, stop_attempt.job_id));
end
$$;

call awa_store.publish('awa_store.stop_attempt');
