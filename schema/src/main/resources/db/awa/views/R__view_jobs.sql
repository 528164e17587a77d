-- One row per job, in whatever table it is. A job is in deferred or dead, or its newest entry of ready tells: beyond the
-- cursor of its lane it is available, else its newest claim and that claim's outcome say the rest.
create or replace view awa.jobs as
with head as (
  select distinct on (c.queue, c.partition, c.priority) c.*
  from awa_store.claim c
  order by c.queue, c.partition, c.priority, c.turn desc
),
entry as (
  select distinct on (r.job_id) r.*
  from awa_store.ready r
  order by r.job_id, r.seq desc
),
held as (
  select j.job_id, max(c.claim_id) as claim_id
  from awa_store.claim c
  cross join unnest(c.job_ids) j (job_id)
  group by j.job_id
),
ended as (
  select o.claim_id, j.job_id, o.state, o.settled_at, o.results -> (j.n - 1)::int as result
  from awa_store.outcome o
  cross join unnest(o.job_ids) with ordinality j (job_id, n)
)
select
  r.job_id as id, r.kind, r.queue, r.partition::int as partition, r.priority::int as priority,
  case
    when not t.taken then 'available'
    when e.state = 'completed' then 'completed'
    else 'running'
  end as state,
  (case when t.taken then r.attempt else r.attempt - 1 end)::int as attempt,
  r.max_attempts::int as max_attempts, r.run_at, r.created_at,
  case when t.taken then c.claimed_at end as attempted_at,
  case when t.taken then e.settled_at end as finalized_at,
  case when t.taken then c.worker_id end as worker_id,
  r.args, r.ordering_key, r.unique_key, coalesce(r.tags, '{}') as tags, coalesce(r.metadata, '{}') as metadata,
  case when e.state = 'completed' and t.taken then null else coalesce(p.progress, r.progress) end as progress,
  coalesce(r.errors, '[]') as errors,
  case when t.taken then nullif(e.result, 'null') end as result,
  null::text as reason
from entry r
left join head h on h.queue = r.queue and h.partition = r.partition and h.priority = r.priority
cross join lateral (
  select coalesce(
    pg_visible_in_snapshot(r.xid, h.cur)
      and ((r.xid, r.seq) <= (h.pos_xid, h.pos_seq) or (r.xid < h.prev_xmax and r.xid <> all (h.late))),
    false) as taken
) t
left join held k on k.job_id = r.job_id and t.taken
left join awa_store.claim c on c.claim_id = k.claim_id
left join ended e on e.claim_id = k.claim_id and e.job_id = r.job_id
left join awa_store.progress p on p.job_id = r.job_id
where not exists (select from awa_store.deferred d where d.job_id = r.job_id)
  and not exists (select from awa_store.dead d where d.job_id = r.job_id)
union all
select
  d.job_id, d.kind, d.queue, d.partition, d.priority, d.state, d.attempt - 1, d.max_attempts, d.run_at, d.created_at,
  d.attempted_at, null, d.worker_id, d.args, d.ordering_key, d.unique_key, coalesce(d.tags, '{}'),
  coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), null, null
from awa_store.deferred d
union all
select
  d.job_id, d.kind, d.queue, d.partition, d.priority, d.state, d.attempt, d.max_attempts, d.run_at, d.created_at,
  d.attempted_at, d.finalized_at, d.worker_id, d.args, d.ordering_key, d.unique_key, coalesce(d.tags, '{}'),
  coalesce(d.metadata, '{}'), d.progress, coalesce(d.errors, '[]'), null, d.reason
from awa_store.dead d;

comment on view awa.jobs is 'One row per job: state, attempts, errors, progress, result and times. For one job, get_job is cheaper.';

do $$
declare
  v_role text;
begin
  revoke all on awa.jobs from public;
  foreach v_role in array array['awa_operator', 'awa_observer'] loop
    if pg_catalog.to_regrole(v_role) is not null then
      execute pg_catalog.format('grant select on awa.jobs to %I', v_role);
    end if;
  end loop;
end
$$;

call awa_store.take_ownership();
