-- Cancels a job in any state before the end. A running one ends as cancelled at once: its worker is told to stop, and
-- whatever it reports later changes nothing.
-- Returns one row; outcome cancelled, already_ended (state says how) or not_found.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 reason too long, AW008 an available job needs READ COMMITTED,
-- AW013 and triggers;
-- 40001 if a worker claimed and ended an available job before this transaction committed.
-- Locks: running: its claim; waiting for its time: the job's row; available: its lane, at commit.
-- Roles: producer, worker, operator.
create or replace function awa.cancel_job(
  job_id bigint,
  reason text default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_reason text := awa_store.checked_reason(cancel_job.reason);
  v_done record;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('notify_options'));
    perform awa_store.heed_notify(opts);
  end if;
  if cancel_job.job_id is null then
    raise exception using errcode = 'AW001', message = 'job_id must not be null', hint = 'Pass the id of a job.';
  end if;
  v_done := awa_store.cancel_one(cancel_job.job_id, v_reason);
  if v_done.fault is not null then
    raise exception using errcode = v_done.fault[1], message = v_done.fault[2], hint = v_done.fault[3];
  end if;
  id := cancel_job.job_id;
  outcome := v_done.outcome;
  state := v_done.state;
  return next;
end
$$;

call awa_store.publish('awa.cancel_job', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.cancel_job is 'Cancels a job in any state before the end; a running one is told to stop.';
