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
  v_at record;
  v_closed record;
  v_done boolean := false;
  v_fault text[];
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('notify_options'));
    perform awa_store.heed_notify(opts);
  end if;
  if cancel_job.job_id is null then
    raise exception using errcode = 'AW001', message = 'job_id must not be null', hint = 'Pass the id of a job.';
  end if;
  id := cancel_job.job_id;
  -- Another session may move the job between the look and the act: then look again.
  while not v_done loop
    select * into v_at from awa_store.locate(cancel_job.job_id);
    case
      when v_at.place is null then
        outcome := 'not_found';
        v_done := true;
      when v_at.state in ('completed', 'failed', 'cancelled') then
        outcome := 'already_ended';
        state := v_at.state;
        v_done := true;
      when v_at.place = 'deferred' then
        v_fault := awa_store.end_fault(array[cancel_job.job_id]);
        if v_fault is not null then
          raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
        end if;
        v_done := awa_store.end_waiting(cancel_job.job_id, 'cancelled', v_reason);
      when v_at.place = 'ready' then
        v_fault := awa_store.withdrawal_fault(cancel_job.job_id, 'cancel');
        if v_fault is not null then
          raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
        end if;
        v_done := awa_store.try_withdraw(
          cancel_job.job_id, v_at.lane, v_at.xid, v_at.seq, 'cancel', v_reason);
        if v_done then
          perform awa_store.free_keys(array[cancel_job.job_id], 'cancelled');
        end if;
      else
        v_fault := awa_store.end_fault(array[cancel_job.job_id]);
        if v_fault is not null then
          raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
        end if;
        select * into v_closed
        from awa_store.close_attempts(null, v_at.claim_id, array[cancel_job.job_id], 'cancelled', null, true);
        v_done := v_closed.closed_ids <> '{}';
        if v_done then
          perform awa_store.end_cancelled(
            cancel_job.job_id, v_reason, true, v_at.claim_id, v_closed.holder, v_closed.attempted_at);
          perform awa_store.stop_attempt(v_closed.holder, v_at.claim_id, cancel_job.job_id, 'cancelled');
        end if;
    end case;
  end loop;
  if outcome is null then
    outcome := 'cancelled';
    state := 'cancelled';
  end if;
  return next;
end
$$;

call awa_store.publish('awa.cancel_job', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.cancel_job is 'Cancels a job in any state before the end; a running one is told to stop.';
