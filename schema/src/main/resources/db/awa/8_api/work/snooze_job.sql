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
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
  v_worker uuid := awa_store.checked_worker(snooze_job.worker_id);
  v_closed record;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('notify_options'));
    perform awa_store.heed_notify(opts);
  end if;
  if awa_store.checked_delay('delay', snooze_job.delay) is null then
    raise exception using errcode = 'AW001', message = 'delay must not be null', hint = 'Pass an interval such as 5 min.';
  end if;
  select * into v_closed from awa_store.close_attempts(v_worker, claim_id, array[job_id], 'snoozed');
  id := snooze_job.job_id;
  outcome := 'snoozed';
  run_at := awa_store.clock() + snooze_job.delay;
  insert into awa_store.deferred (
    job_id, run_at, created_at, attempted_at, worker_id, partition, priority, attempt, max_attempts, state, queue,
    kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors)
  select
    r.job_id, snooze_job.run_at, r.created_at, v_closed.attempted_at, v_closed.holder,
    awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id), awa_store.lane_priority(r.lane), r.attempt, r.max_attempts, 'scheduled', r.queue, r.kind, r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.options, coalesce(p.progress, r.progress), r.errors
  from awa_store.ready r
  left join awa_store.progress p on p.claim_id = snooze_job.claim_id and p.job_id = r.job_id
  where r.job_id = snooze_job.job_id
  order by r.seq desc
  limit 1;
  delete from awa_store.progress p where p.claim_id = snooze_job.claim_id and p.job_id = snooze_job.job_id;
  perform awa_store.wake(d.queue) from awa_store.deferred d where d.job_id = snooze_job.job_id;
  return next;
end
$$;

call awa_store.publish('awa.snooze_job', 'awa_worker');
comment on function awa.snooze_job is 'Puts a running job off for a while without counting the attempt.';
