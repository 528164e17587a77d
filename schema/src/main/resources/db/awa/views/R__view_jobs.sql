-- One row per job, from wherever it is: in deferred or ended, in an outcome that completed it, under an open claim without
-- an outcome, or else in ready beyond the cursor of its lane, unless it was withdrawn there. Each
-- branch has its states as constants, so that a query for one state reads no more than it must.
create or replace view awa.jobs as
with newest as not materialized (
  select r.*
  from awa_store.ready r
  where not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
)
select
  r.job_id as id, r.kind, r.queue, ((get_byte(uuid_send(r.lane), 14) & 15) << 6) | (get_byte(uuid_send(r.lane), 15) >> 2) as partition,
  (get_byte(uuid_send(r.lane), 15) & 3) + 1 as priority, 'available' as state,
  r.attempt - 1 as attempt, r.max_attempts::int as max_attempts, r.run_at, r.created_at, null::timestamptz as attempted_at,
  null::timestamptz as finalized_at, null::uuid as worker_id, r.args, r.ordering_key, r.unique_key,
  coalesce(r.tags, '{}') as tags, coalesce(r.metadata, '{}') as metadata, r.progress, coalesce(r.errors, '[]') as errors,
  null::jsonb as result, null::text as reason, r.options
from newest r
left join (
  select distinct on (c.lane) c.* from awa_store.claim c where c.lane is not null order by c.lane, c.turn desc
) h on h.lane = r.lane
where (
    pg_visible_in_snapshot(r.xid, h.cur)
      and ((r.xid, r.seq) <= (h.pos_xid, h.pos_seq) or (r.xid < h.prev_xmax and r.xid <> all (h.late)))
  ) is not true
  and not exists (select from awa_store.deferred d where d.job_id = r.job_id)
  and not exists (select from awa_store.ended d where d.job_id = r.job_id)
  and not exists (
    select
    from awa_store.withdrawn w
    where w.lane = r.lane and w.xid = r.xid and w.seq = r.seq)
union all
select
  r.job_id, r.kind, r.queue, ((get_byte(uuid_send(r.lane), 14) & 15) << 6) | (get_byte(uuid_send(r.lane), 15) >> 2), (get_byte(uuid_send(r.lane), 15) & 3) + 1, 'running', r.attempt, r.max_attempts, r.run_at, r.created_at,
  l.claimed_at, null, l.worker_id, r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}'),
  coalesce(r.metadata, '{}'), coalesce(p.progress, r.progress), coalesce(r.errors, '[]'), null, null, r.options
from awa_store.running_claim l
join awa_store.claim c on c.claim_id = l.claim_id and c.slot = l.slot
cross join lateral (
  select u from unnest(c.job_ids) u
  except
  select unnest(o.job_ids) from awa_store.outcome o where o.claim_id = l.claim_id and o.slot = l.slot
) j (job_id)
join newest r on r.job_id = j.job_id
left join awa_store.progress p on p.claim_id = l.claim_id and p.job_id = j.job_id
union all
select
  r.job_id, r.kind, r.queue, ((get_byte(uuid_send(r.lane), 14) & 15) << 6) | (get_byte(uuid_send(r.lane), 15) >> 2), (get_byte(uuid_send(r.lane), 15) & 3) + 1, 'completed', r.attempt, r.max_attempts, r.run_at, r.created_at,
  c.claimed_at, o.settled_at, c.worker_id, r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}'),
  coalesce(r.metadata, '{}'), null, coalesce(r.errors, '[]'), nullif(o.results -> (j.n - 1)::int, 'null'), null, r.options
from awa_store.outcome o
join awa_store.claim c on c.claim_id = o.claim_id and c.slot = o.slot
cross join unnest(o.job_ids) with ordinality j (job_id, n)
join newest r on r.job_id = j.job_id
where o.state = 'completed'
  and o.settled_at > awa_store.clock() - coalesce(
    -- As option_seconds reads it.
    make_interval(secs => case jsonb_typeof(r.options -> 'keep')
      when 'number' then
        case
          when (r.options -> 'keep')::numeric between 0 and 10000000000 then round((r.options -> 'keep')::numeric, 6)::float8
        end
    end),
    (select q.keep_completed from awa_store.queue q where q.name = o.queue),
    (select s.keep_completed from awa_store.settings s))
  and not exists (select from awa_store.ended d where d.job_id = r.job_id)
union all
select
  r.job_id, r.kind, r.queue, ((get_byte(uuid_send(r.lane), 14) & 15) << 6) | (get_byte(uuid_send(r.lane), 15) >> 2), (get_byte(uuid_send(r.lane), 15) & 3) + 1, 'cancelled', r.attempt - 1, r.max_attempts, r.run_at, r.created_at,
  null, w.withdrawn_at, null, r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}'), coalesce(r.metadata, '{}'),
  r.progress, coalesce(r.errors, '[]'), null, w.reason, r.options
from awa_store.withdrawn w
join newest r on r.job_id = w.job_id and r.seq = w.seq
where w.purpose = 'cancel' and w.withdrawn_by = pg_current_xact_id_if_assigned()
  and not exists (select from awa_store.ended d where d.job_id = w.job_id)
  and not exists (select from awa_store.deferred d where d.job_id = w.job_id)
union all
select
  d.job_id, d.kind, d.queue, d.partition, d.priority, d.state, d.attempt - 1, d.max_attempts, d.run_at, d.created_at,
  d.attempted_at, null, d.worker_id, d.args, d.ordering_key, d.unique_key, coalesce(d.tags, '{}'),
  coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), null, null, d.options
from awa_store.deferred d
union all
select
  d.job_id, d.kind, d.queue, d.partition, d.priority, d.state, d.attempt, d.max_attempts, d.run_at, d.created_at,
  d.attempted_at, d.finalized_at, d.worker_id, d.args, d.ordering_key, d.unique_key, coalesce(d.tags, '{}'),
  coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), d.result, d.reason, d.options
from awa_store.ended d
cross join awa_store.settings s
left join awa_store.queue q on q.name = d.queue
where coalesce(
    d.keep_until,
    d.finalized_at + case d.state
      when 'completed' then coalesce(q.keep_completed, s.keep_completed)
      when 'failed' then coalesce(q.keep_failed, s.keep_failed)
      else coalesce(q.keep_cancelled, s.keep_cancelled)
    end) > awa_store.clock();

comment on view awa.jobs is 'One row per job: state, attempts, errors, progress, result and times. For one job, get_job is cheaper.';

call awa_store.publish_view('awa.jobs', 'select', 'awa_operator', 'awa_observer');
