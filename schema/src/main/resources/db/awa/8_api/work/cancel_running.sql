-- A worker ends its own running jobs as cancelled: not done, and not to be tried again.
-- Returns how many it settled, and with on_lost = report the jobs that were not open.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 reason too long, or parts of too many claims, AW005 lease
-- lost (nothing is changed), AW013 the end of a job needs triggers.
-- Locks: the jobs, or the whole claim if it settles all that is open, until commit.
-- Roles: worker.
create or replace function awa.cancel_running(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  reason text default null,
  opts jsonb default '{}'
)
returns table (settled int, lost_ids bigint[])
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_report boolean := awa_store.reports_lost(coalesce(opts, '{}'));
  v_reason text := awa_store.checked_reason(cancel_running.reason);
  v_worker uuid := awa_store.checked_worker(cancel_running.worker_id);
  v_closed record;
  v_fault text[];
begin
  select * into v_closed from awa_store.close_attempts(v_worker, claim_id, job_ids, 'cancelled', null, v_report);
  v_fault := awa_store.end_fault(v_closed.closed_ids);
  if v_fault is not null then
    raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
  end if;
  perform awa_store.end_cancelled(
    c, v_reason, true, cancel_running.claim_id, v_closed.holder, v_closed.attempted_at)
  from unnest(v_closed.closed_ids) c;
  settled := cardinality(v_closed.closed_ids);
  lost_ids := v_closed.lost_ids;
  return next;
end
$$;

call awa_store.publish('awa.cancel_running', 'awa_worker');
comment on function awa.cancel_running is
  'Ends running jobs of one claim as cancelled, on the wish of their own worker.';
