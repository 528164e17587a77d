-- Ends a job of the ledger as cancelled. started: whether its newest entry was claimed.
create or replace function awa_store.end_cancelled(
  job_id bigint,
  reason text,
  started boolean,
  claim_id bigint default null,
  worker_id uuid default null,
  attempted_at timestamptz default null
)
returns void
language plpgsql
volatile
as $$
begin
  perform awa_store.end_entry(
    end_cancelled.job_id, 'cancelled', end_cancelled.reason, end_cancelled.started, end_cancelled.attempted_at,
    end_cancelled.worker_id, end_cancelled.claim_id);
  perform awa_store.after_end(array[end_cancelled.job_id], 'cancelled');
end
$$;

call awa_store.publish('awa_store.end_cancelled');
