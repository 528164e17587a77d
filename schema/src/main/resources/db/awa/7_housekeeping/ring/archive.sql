-- Copies completed jobs of a drained segment that are kept longer than the ring keeps them into ended: first those with
-- a retention of their own, then those of queues that keep longer; about max_jobs of them, fewer if they were settled
-- one by one, from where the last call stopped. True when there are no more.
create or replace function awa_store.archive(segment int, max_jobs int)
returns boolean
language plpgsql
volatile
as $$
declare
  v_segment awa_store.segment;
  v_ring interval := (select s.keep_completed from awa_store.settings s);
  v_job record;
  v_queue text;
  v_outcome awa_store.outcome;
  v_left int := archive.max_jobs;
begin
  select t.* into strict v_segment from awa_store.segment t where t.segment = archive.segment;
  if v_segment.archive_queue is null then
    for v_job in execute format(
      'select
        r.job_id, r.seq,
        coalesce(make_interval(secs => awa_store.option_seconds(r.options, ''keep'')) > $2, false) as is_longer
      from awa_store.ready_%s r
      where r.options ? ''keep'' and r.job_id > $1
      order by r.job_id
      limit $3', archive.segment)
    using coalesce(v_segment.archive_job, 0), v_ring, archive.max_jobs
    loop
      v_segment.archive_job := v_job.job_id;
      v_left := v_left - 1;
      continue when not v_job.is_longer;
      for v_outcome in
        select o.*
        from awa_store.locate(v_job.job_id) l
        join awa_store.outcome o on o.claim_id = l.claim_id and v_job.job_id = any (o.job_ids)
        where l.state = 'completed' and l.seq = v_job.seq
      loop
        perform awa_store.archive_jobs(archive.segment, v_outcome, v_job.job_id);
        v_left := v_left - 9;
      end loop;
      exit when v_left <= 0;
    end loop;
  end if;
  for v_queue in
    select q.name
    from awa_store.queue q
    where q.keep_completed > v_ring and q.name >= coalesce(v_segment.archive_queue, '') and v_left > 0
    order by q.name
  loop
    if v_queue is distinct from v_segment.archive_queue then
      v_segment.archive_queue := v_queue;
      v_segment.archive_at := v_segment.opened_at - interval '1 minute';
    end if;
    -- Jobs of the segment ended when it was open or later, in its own outcomes or those of a later one.
    for v_outcome in
      select o.*
      from awa_store.outcome o
      where o.queue = v_queue and o.state = 'completed' and o.settled_at > v_segment.archive_at
        and o.settled_at <= v_segment.drained_at
      order by o.settled_at
    loop
      -- Stops between two times, so that it can go on after one.
      exit when v_left <= 0 and v_outcome.settled_at > v_segment.archive_at;
      perform awa_store.archive_jobs(archive.segment, v_outcome);
      v_left := v_left - greatest(v_outcome.jobs, 5);
      v_segment.archive_at := v_outcome.settled_at;
    end loop;
    exit when v_left <= 0;
  end loop;
  update awa_store.segment t
  set archive_job = v_segment.archive_job, archive_queue = v_segment.archive_queue, archive_at = v_segment.archive_at,
    kept_by = pg_current_xact_id()
  where t.segment = archive.segment and v_left < archive.max_jobs;
  return v_left > 0;
end
$$;

call awa_store.plan('awa_store.archive', 'walk');
call awa_store.publish('awa_store.archive');
