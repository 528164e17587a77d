-- Cancels a job in any state before the end, see cancel_job; state: how one that has ended did. fault: the code,
-- message and hint of an error, with which nothing was done.
-- Errors: 40001. Locks: see cancel_job.
create or replace function awa_store.cancel_one(
  job_id bigint, reason text, out outcome text, out state text, out fault text[])
language plpgsql
volatile
as $$
declare
  v_at record;
  v_closed record;
  v_done boolean := false;
begin
  -- Another session may move the job between the look and the act: then look again.
  while not v_done loop
    select * into v_at from awa_store.locate(cancel_one.job_id);
    case
      when v_at.place is null then
        outcome := 'not_found';
        return;
      when v_at.state in ('completed', 'failed', 'cancelled') then
        outcome := 'already_ended';
        state := v_at.state;
        return;
      when v_at.place = 'deferred' then
        fault := awa_store.end_fault(array[cancel_one.job_id]);
        if fault is not null then
          return;
        end if;
        v_done := awa_store.end_waiting(cancel_one.job_id, 'cancelled', cancel_one.reason);
      when v_at.place = 'ready' then
        fault := awa_store.withdrawal_fault(cancel_one.job_id, 'cancel');
        if fault is not null then
          return;
        end if;
        v_done := awa_store.try_withdraw(
          cancel_one.job_id, v_at.lane, v_at.xid, v_at.seq, 'cancel', cancel_one.reason);
        if v_done then
          perform awa_store.free_keys(array[cancel_one.job_id], 'cancelled');
        end if;
      else
        fault := awa_store.end_fault(array[cancel_one.job_id]);
        if fault is not null then
          return;
        end if;
        select * into v_closed
        from awa_store.close_attempts(null, v_at.claim_id, array[cancel_one.job_id], 'cancelled', null, true);
        v_done := v_closed.closed_ids <> '{}';
        if v_done then
          perform awa_store.end_cancelled(
            cancel_one.job_id, cancel_one.reason, true, v_at.claim_id, v_closed.holder, v_closed.attempted_at);
          perform awa_store.stop_attempt(v_closed.holder, v_at.claim_id, cancel_one.job_id, 'cancelled');
        end if;
    end case;
  end loop;
  outcome := 'cancelled';
  state := 'cancelled';
end
$$;

call awa_store.publish('awa_store.cancel_one');
