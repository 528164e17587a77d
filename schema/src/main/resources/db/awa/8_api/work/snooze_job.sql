-- Puts a running job off without counting the attempt: it is scheduled again after delay.
-- Errors: AW001 bad argument, AW002 unknown option, AW005 lease lost (nothing is changed).
-- Locks: the jobs, or the whole claim if it settles all that is open, until commit.
-- Roles: worker.
create or replace function awa.snooze_job(
  worker_id uuid,
  claim_id bigint,
  job_id bigint,
  delay interval,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, run_at timestamptz)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_worker uuid := awa_store.checked_worker(snooze_job.worker_id);
  v_closed record;
  v_job record;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('notify_options'));
    perform awa_store.heed_notify(opts);
  end if;
  if awa_store.checked_delay('delay', snooze_job.delay) is null then
    raise exception using
      errcode = 'AW001', message = 'delay must not be null', hint = 'Pass an interval such as 5 min.';
  end if;
  select * into v_closed from awa_store.close_attempts(v_worker, claim_id, array[job_id], 'snoozed');
  id := snooze_job.job_id;
  outcome := 'snoozed';
  run_at := awa_store.clock() + snooze_job.delay;
  v_job := awa_store.defer_entry(
    snooze_job.job_id, 'scheduled', run_at, attempted_at => v_closed.attempted_at, worker_id => v_closed.holder,
    claim_id => snooze_job.claim_id);
  perform awa_store.free_places(array[snooze_job.job_id], only_passing => true);
  perform awa_store.wake(v_job.queue);
  return next;
end
$$;

call awa_store.plan('awa.snooze_job', 'fixed');
call awa_store.publish('awa.snooze_job', 'awa_worker');
comment on function awa.snooze_job is 'Puts a running job off for a while without counting the attempt.';
