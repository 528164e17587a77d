-- Copies the jobs of an outcome, or one of them, whose entries lie in the slot.
create or replace function awa_store.archive_jobs(slot int, outcome awa_store.outcome, job_id bigint default null)
returns void
language plpgsql
volatile
as $$
begin
  execute format(
    'insert into awa_store.ended (
      job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt,
      max_attempts, state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, errors, result)
    select
      r.job_id, r.run_at, r.created_at, c.claimed_at, $1.settled_at,
      $1.settled_at + make_interval(secs => awa_store.option_seconds(r.options, ''keep'')),
      c.worker_id, awa_store.entry_partition(r.lane, r.queue, r.ordering_key, r.job_id),
      awa_store.lane_priority(r.lane), r.attempt, r.max_attempts, $1.state, r.queue, r.kind, r.args, r.ordering_key,
      r.unique_key, r.tags, r.metadata, r.options, r.errors,
      nullif($1.results -> (j.n - 1)::int, ''null'')
    from awa_store.claim c
    cross join unnest($1.job_ids) with ordinality j (job_id, n)
    join awa_store.ready_%s r on r.job_id = j.job_id
    where c.claim_id = $1.claim_id and c.slot = $1.slot and (j.job_id = $2 or $2 is null)
      and not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
    on conflict do nothing',
    archive_jobs.slot)
  using archive_jobs.outcome, archive_jobs.job_id;
end
$$;

call awa_store.plan('awa_store.archive_jobs', 'walk');
call awa_store.publish('awa_store.archive_jobs');
