-- One row per job, from wherever it is: in deferred or ended, in an outcome that completed it, under an open claim
-- without an outcome, or else in ready beyond the cursor of its lane, unless it was withdrawn there. Each branch has
-- its states as constants, so that a query for one state reads no more than it must; the with clause in it keeps the
-- planner from taking the branch apart before it has seen whether its state is asked for.
--
-- Nobody analyses partitioned tables as a whole, so the planner takes a column of theirs to have 200 values: a
-- comparison of queues that is always true, and not one to join by, brings its numbers near to what they are. Far above
-- that, the server would compile each query (jit) for seconds.
create or replace view awa.jobs as
select
  j.job_id as id, j.kind, j.queue, case
    when get_byte(uuid_send(j.lane), 14) < 192
      then ((get_byte(uuid_send(j.lane), 14) & 63) << 4) | (get_byte(uuid_send(j.lane), 15) >> 4)
    else awa_store.routed_partition(j.queue, j.ordering_key, j.job_id)
  end as partition,
  (get_byte(uuid_send(j.lane), 15) & 15) + 1 as priority, 'available' as state,
  j.attempt - 1 as attempt, j.max_attempts::int as max_attempts, j.run_at, j.created_at,
  null::timestamptz as attempted_at, null::timestamptz as finalized_at, null::uuid as worker_id,
  coalesce(j.args, awa_store.payload_of(j.job_id)) as args, j.ordering_key,
  j.unique_key, coalesce(j.tags, '{}') as tags, coalesce(j.metadata, '{}') as metadata, j.progress,
  coalesce(j.errors, '[]') as failures, null::jsonb as result, null::text as reason, j.options, '{}'::jsonb as details
from (
  with waiting as not materialized (
    select l.* from awa_store.lanes_waiting() l
  )
  select r.*
  from waiting l
  join awa_store.ready r on r.lane = l.lane and (r.xid, r.seq) > (l.from_xid, l.from_seq) and r.xid < l.below
  where not exists (
    select
    from awa_store.withdrawn w
    where w.lane = r.lane and w.xid = r.xid and w.seq = r.seq)
) j
union all
select
  j.job_id, j.kind, j.queue, case
    when get_byte(uuid_send(j.lane), 14) < 192
      then ((get_byte(uuid_send(j.lane), 14) & 63) << 4) | (get_byte(uuid_send(j.lane), 15) >> 4)
    else awa_store.routed_partition(j.queue, j.ordering_key, j.job_id)
  end, (get_byte(uuid_send(j.lane), 15) & 15) + 1, 'running', j.attempt::int,
  j.max_attempts::int, j.run_at, j.created_at, j.claimed_at, null::timestamptz, j.worker_id,
  coalesce(j.args, awa_store.payload_of(j.job_id)), j.ordering_key,
  j.unique_key, coalesce(j.tags, '{}'), coalesce(j.metadata, '{}'), j.progress, coalesce(j.errors, '[]'), null::jsonb,
  null::text, j.options, awa_store.job_details(j.job_id, 'running', j.worker_id)
from (
  with newest as not materialized (
    select r.*
    from awa_store.ready r
    where not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
  )
  select
    r.job_id, r.kind, c.queue, r.lane, r.attempt, r.max_attempts, r.run_at, r.created_at, c.claimed_at, c.worker_id,
    r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, coalesce(p.progress, r.progress) as progress, r.errors,
    r.options
  from (
    select c.claim_id, c.segment, c.claimed_at, c.worker_id, c.queue, c.job_ids
    from awa_store.claim c
    where c.xid >= awa_store.looked_until() and cardinality(c.job_ids) > 0
    union all
    select c.claim_id, c.segment, c.claimed_at, c.worker_id, c.queue, c.job_ids
    from awa_store.watched_claims() c
  ) c
  join newest r on r.job_id = any (c.job_ids) and (r.queue = c.queue) is true
  left join awa_store.progress p on p.claim_id = c.claim_id and p.job_id = r.job_id
  where not exists (
      select from awa_store.outcome e where e.claim_id = c.claim_id and e.segment = c.segment and e.is_last)
    and not exists (
      select
      from awa_store.outcome e
      where e.claim_id = c.claim_id and e.segment = c.segment and r.job_id = any (e.job_ids))
) j
union all
select
  j.job_id, j.kind, j.queue, case
    when get_byte(uuid_send(j.lane), 14) < 192
      then ((get_byte(uuid_send(j.lane), 14) & 63) << 4) | (get_byte(uuid_send(j.lane), 15) >> 4)
    else awa_store.routed_partition(j.queue, j.ordering_key, j.job_id)
  end, (get_byte(uuid_send(j.lane), 15) & 15) + 1, 'completed', j.attempt::int,
  j.max_attempts::int, j.run_at, j.created_at, j.claimed_at, j.settled_at, j.worker_id,
  coalesce(j.args, awa_store.payload_of(j.job_id)), j.ordering_key,
  j.unique_key, coalesce(j.tags, '{}'), coalesce(j.metadata, '{}'), null::jsonb, coalesce(j.errors, '[]'), j.result,
  null::text, j.options, '{}'::jsonb
from (
  with newest as not materialized (
    select r.*
    from awa_store.ready r
    where not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
  )
  select
    o.job_id, r.kind, o.queue, r.lane, r.attempt, r.max_attempts, r.run_at, r.created_at, c.claimed_at, o.settled_at,
    c.worker_id, r.args, r.ordering_key, r.unique_key, r.tags, r.metadata, r.errors,
    case
      when o.results is not null then nullif(o.results -> (array_position(o.job_ids, o.job_id) - 1), 'null')
    end as result,
    r.options
  from (
    select o.claim_id, o.segment, o.settled_at, o.queue, o.results, o.job_ids, unnest(o.job_ids) as job_id
    from awa_store.outcome o
    -- Most are; without statistics the planner takes an equation of the state for one outcome in 200.
    where case o.state when 'completed' then true else false end
  ) o
  join newest r on r.job_id = o.job_id and (r.queue = o.queue) is true
  left join awa_store.claim c on c.claim_id = o.claim_id and c.segment = o.segment
  left join awa_store.queue q on q.name = o.queue
  where o.settled_at > awa_store.clock() - coalesce(
      -- As option_seconds reads it.
      make_interval(secs => case jsonb_typeof(r.options -> 'keep')
        when 'number' then
          case
            when (r.options -> 'keep')::numeric between 0 and 10000000000
              then round((r.options -> 'keep')::numeric, 6)::float8
          end
      end),
      q.keep_completed, (select s.keep_completed from awa_store.settings s))
    and not exists (select from awa_store.ended d where d.job_id = r.job_id)
) j
union all
select
  j.job_id, j.kind, j.queue, case
    when get_byte(uuid_send(j.lane), 14) < 192
      then ((get_byte(uuid_send(j.lane), 14) & 63) << 4) | (get_byte(uuid_send(j.lane), 15) >> 4)
    else awa_store.routed_partition(j.queue, j.ordering_key, j.job_id)
  end, (get_byte(uuid_send(j.lane), 15) & 15) + 1, 'cancelled', j.attempt - 1,
  j.max_attempts::int, j.run_at, j.created_at, null::timestamptz, j.withdrawn_at, null::uuid,
  coalesce(j.args, awa_store.payload_of(j.job_id)), j.ordering_key,
  j.unique_key, coalesce(j.tags, '{}'), coalesce(j.metadata, '{}'), j.progress, coalesce(j.errors, '[]'), null::jsonb,
  j.reason, j.options, '{}'::jsonb
from (
  with cancelled as not materialized (
    select w.* from awa_store.cancelled_here() w
  )
  select r.*, w.withdrawn_at, w.reason
  from cancelled w
  join awa_store.ready r on r.job_id = w.job_id and r.seq = w.seq
) j
union all
select
  d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt - 1, d.max_attempts::int, d.run_at,
  d.created_at, d.attempted_at, null::timestamptz, d.worker_id,
  coalesce(d.args, awa_store.payload_of(d.job_id)), d.ordering_key, d.unique_key,
  coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), null::jsonb, null::text,
  d.options,
  case d.state when 'pending' then awa_store.job_details(d.job_id, d.state) else '{}' end
from awa_store.deferred d
union all
select
  d.job_id, d.kind, d.queue, d.partition::int, d.priority::int, d.state, d.attempt::int, d.max_attempts::int, d.run_at,
  d.created_at, d.attempted_at, d.finalized_at, d.worker_id, d.args, d.ordering_key, d.unique_key,
  coalesce(d.tags, '{}'), coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), d.result, d.reason,
  d.options, '{}'::jsonb
from awa_store.ended d
left join awa_store.queue q on q.name = d.queue
where coalesce(
    d.keep_until,
    d.finalized_at + case d.state
      when 'completed' then coalesce(q.keep_completed, (select s.keep_completed from awa_store.settings s))
      when 'failed' then coalesce(q.keep_failed, (select s.keep_failed from awa_store.settings s))
      else coalesce(q.keep_cancelled, (select s.keep_cancelled from awa_store.settings s))
    end) > awa_store.clock();

comment on view awa.jobs is
  'One row per job: state, attempts, failures, progress, result and times. For one job, get_job is cheaper.';

call awa_store.publish_view('awa.jobs', 'select', 'awa_operator', 'awa_observer');
