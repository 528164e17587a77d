-- Forgets an ended job before its time: its history and its hold on a unique key. Statistics of its queue still count
-- it. Returns one row; outcome deleted, not_ended (cancel it first) or not_found.
-- Errors: AW001 bad argument, AW002 unknown option, AW013 a job waits for it still, and triggers are turned off.
-- Locks: the job; of a completed one, housekeeping until commit.
-- Roles: operator.
create or replace function awa.delete_job(
  job_id bigint,
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
  v_place text;
  v_queue text;
  v_ended_at timestamptz;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if delete_job.job_id is null then
    raise exception using errcode = 'AW001', message = 'job_id must not be null', hint = 'Pass the id of a job.';
  end if;
  id := delete_job.job_id;
  if pg_current_xact_id_if_assigned() is not null then
    -- A job that this transaction has cancelled while it waited has ended only now.
    set constraints awa_store.withdrawn_confirm immediate;
    set constraints awa_store.withdrawn_confirm deferred;
  end if;
  select l.place, l.state into v_place, state from awa_store.locate(delete_job.job_id) l;
  if v_place is null then
    outcome := 'not_found';
  elsif state not in ('completed', 'failed', 'cancelled') then
    outcome := 'not_ended';
  else
    if awa_store.has_waits() then
      perform awa_store.free_children(array[delete_job.job_id], state);
    end if;
    if state = 'completed' then
      -- The one thing that is deleted in the ring; tick may be copying it.
      perform pg_advisory_xact_lock(awa_store.lock_class('housekeeping'), 0);
      delete from awa_store.ready r where r.job_id = delete_job.job_id;
    end if;
    select f.queue, f.finalized_at into v_queue, v_ended_at from awa_store.forget_jobs(array[delete_job.job_id]) f;
    if state <> 'completed' then
      perform awa_store.uncount(v_queue, state, v_ended_at);
    end if;
    delete from awa_store.unique_claim u where u.job_id = delete_job.job_id and u.ended_state is not null;
    outcome := 'deleted';
  end if;
  return next;
end
$$;

call awa_store.plan('awa.delete_job', 'probe');
call awa_store.publish('awa.delete_job', 'awa_operator');
comment on function awa.delete_job is 'Forgets an ended job, and its hold on a unique key, before its time.';
