-- Says that a worker lives, and answers what it must know: attempts to stop (three parallel arrays; an entry is
-- repeated for a minute) and which of its queues are paused.
-- Errors: AW001 bad argument, AW002 unknown option, AW006 worker unknown or declared lost, AW007 the database came
-- from another server.
-- Locks: the worker's row, until commit; waits for no lock.
-- Roles: worker.
create or replace function awa.heartbeat(
  worker_id uuid,
  opts jsonb default '{}'
)
returns table (
  outcome text,
  stop_claim_ids bigint[],
  stop_job_ids bigint[],
  stop_reasons text[],
  paused_queues text[],
  details jsonb
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_worker uuid := awa_store.checked_worker(heartbeat.worker_id);
  v_queues text[];
  v_fault text[];
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  v_fault := awa_store.cluster_fault();
  if v_fault is not null then
    raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
  end if;
  update awa_store.worker w
  set heartbeat_at = awa_store.clock()
  where w.worker_id = (
    select o.worker_id
    from awa_store.worker o
    where o.worker_id = v_worker and o.lost_at is null
    for no key update skip locked)
  returning w.queues into v_queues;
  if not found then
    -- Another heartbeat leaves this lock to be had; who is taking the worker away (for update, delete) does not.
    select w.queues into v_queues
    from awa_store.worker w
    where w.worker_id = heartbeat.worker_id and w.lost_at is null
    for key share skip locked;
  end if;
  if not found then
    raise exception using
      errcode = 'AW006',
      message = format('worker %s is not registered', heartbeat.worker_id),
      hint = 'It was declared lost for want of heartbeats, or deregistered: stop its jobs and register again.';
  end if;
  outcome := 'alive';
  details := '{}';
  delete from awa_store.stop_notice n
  where n.ctid = any (array(
    select o.ctid
    from awa_store.stop_notice o
    where o.worker_id = heartbeat.worker_id and o.created_at < awa_store.clock() - interval '1 minute'
    for update skip locked));
  select
    coalesce(array_agg(n.claim_id order by n.created_at, n.job_id), '{}'),
    coalesce(array_agg(n.job_id order by n.created_at, n.job_id), '{}'),
    coalesce(array_agg(n.reason order by n.created_at, n.job_id), '{}')
  into stop_claim_ids, stop_job_ids, stop_reasons
  from awa_store.stop_notice n
  where n.worker_id = heartbeat.worker_id;
  paused_queues := array(
    select q.name from awa_store.queue q where q.paused and q.name = any (v_queues) order by q.name collate "C");
  return next;
end
$$;

call awa_store.publish('awa.heartbeat', 'awa_worker');
comment on function awa.heartbeat is
  'Says that a worker lives; answers which attempts it must stop and which queues are paused.';
