-- Ends a job of the ledger as failed since it cannot be handled, with the reason; whatever stands in its row. claim_id,
-- worker_id and
-- attempted_at: of the attempt, null if it was not started. Returns how many attempts were started.
create or replace function awa_store.set_aside(
  job_id bigint,
  reason text,
  claim_id bigint default null,
  worker_id uuid default null,
  attempted_at timestamptz default null
)
returns int
language plpgsql
volatile
as $$
declare
  v_attempt int;
begin
  v_attempt := awa_store.end_entry(
    set_aside.job_id, 'failed', left('cannot be handled: ' || set_aside.reason, 1000),
    set_aside.attempted_at is not null, set_aside.attempted_at, set_aside.worker_id, set_aside.claim_id);
  perform awa_store.after_end(array[set_aside.job_id], 'failed');
  return v_attempt;
end
$$;

call awa_store.publish('awa_store.set_aside');
