-- What a queue holds at this moment, or each queue that has jobs or a configuration: how many jobs in each state (ended
-- ones as long as they are kept), how many completed in the last minute, when the oldest available job became due, the
-- partitions and whether it is paused. Exact, from one snapshot; long lanes and long histories are not counted anew
-- each time.
-- Errors: AW001 bad name, AW003 name too long.
-- Locks: none.
-- Roles: worker, operator, observer.
create or replace function awa.queue_stats(
  queue text default null
)
returns table (
  queue_name text,
  pending bigint,
  scheduled bigint,
  available bigint,
  blocked bigint,
  running bigint,
  retryable bigint,
  waiting_external bigint,
  completed bigint,
  failed bigint,
  cancelled bigint,
  completed_last_minute bigint,
  oldest_available_at timestamptz,
  partitions int,
  paused boolean,
  details jsonb
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_running jsonb;
begin
  if queue_stats.queue is not null then
    perform awa_store.check_queues(array[queue_stats.queue]);
  end if;
  v_running := (select jsonb_object_agg(r.queue, r.jobs) from awa_store.running_jobs() r);
  for queue_name in
    select queue_stats.queue where queue_stats.queue is not null
    union all
    select n from awa_store.queue_names() n where queue_stats.queue is null
  loop
    details := '{}';
    select q.partitions, q.paused into partitions, paused
    from awa_store.queue q
    where q.name = queue_name;
    partitions := coalesce(partitions, 1);
    paused := coalesce(paused, false);
    select coalesce(sum(w.waiting), 0), min(w.waits_since) into available, oldest_available_at
    from awa_store.lanes_of_queue(queue_name) l
    cross join lateral awa_store.lane_waiting(l) w;
    running := coalesce((v_running ->> queue_name)::bigint, 0);
    select
      count(*) filter (where d.state = 'pending'), count(*) filter (where d.state = 'scheduled'),
      count(*) filter (where d.state = 'blocked'), count(*) filter (where d.state = 'retryable'),
      count(*) filter (where d.state = 'waiting_external')
    into pending, scheduled, blocked, retryable, waiting_external
    from awa_store.deferred d
    where d.queue = queue_name;
    completed := awa_store.ended_jobs(queue_name, 'completed', v_now - awa_store.keep(queue_name, 'completed'));
    completed_last_minute := awa_store.ended_jobs(queue_name, 'completed', v_now - interval '1 minute');
    failed := awa_store.ended_jobs(queue_name, 'failed', v_now - awa_store.keep(queue_name, 'failed'));
    cancelled := awa_store.ended_jobs(queue_name, 'cancelled', v_now - awa_store.keep(queue_name, 'cancelled'));
    if pg_current_xact_id_if_assigned() is not null then
      -- Cancelled by this very transaction; ended only when it commits.
      cancelled := cancelled + (
        select count(*)
        from awa_store.withdrawn w
        where w.lane between awa_store.lane(queue_name, 0, 1) and awa_store.last_lane(queue_name)
          and w.purpose = 'cancel' and w.withdrawn_by = pg_current_xact_id_if_assigned()
          and not exists (select from awa_store.ended e where e.job_id = w.job_id)
          and not exists (select from awa_store.deferred d where d.job_id = w.job_id)
          and not exists (select from awa_store.ready r where r.job_id = w.job_id and r.seq > w.seq));
    end if;
    return next;
  end loop;
end
$$;

call awa_store.plan('awa.queue_stats', 'probe');
call awa_store.publish('awa.queue_stats', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.queue_stats is
  'What queues hold at this moment: jobs by state, throughput, the oldest waiting job.';
