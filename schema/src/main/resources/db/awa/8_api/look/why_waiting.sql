-- Why a job does not run yet: one row per reason that holds now, the one that decides first. reason: paused (name: its
-- queue), scheduled (until_at), parents (other_ids: those that have not ended, a hundred at most), concurrency_key
-- (name: the key; other_ids: who has its places, a hundred at most; since_at: when the first of them started), limit
-- (name; until_at: when the next may start, null if a job has to be settled first), no_worker (name: its queue),
-- no_kind (name: its kind, which no worker of the queue takes), behind (details: how many jobs of its lane come first,
-- 10000 at most; 0: it is next). No rows: it does not wait, or is not known.
-- Errors: as get_job. Locks: none.
-- Roles: worker, operator, observer.
create or replace function awa.why_waiting(
  job_id bigint
)
returns table (
  reason text,
  name text,
  since_at timestamptz,
  until_at timestamptz,
  other_ids bigint[],
  details jsonb
)
rows 2
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_at record;
  v_job record;
  v_is_due boolean := false;
begin
  select l.* into v_at from awa_store.locate(why_waiting.job_id) l;
  if v_at.place = 'deferred' then
    select d.queue, d.kind, d.run_at, d.options into v_job
    from awa_store.deferred d
    where d.job_id = why_waiting.job_id
    limit 1;
  elsif v_at.place = 'ready' then
    select r.queue, r.kind, r.run_at, r.options into v_job
    from awa_store.ready r
    where r.job_id = why_waiting.job_id and r.seq = v_at.seq;
  else
    return;
  end if;
  details := '{}';
  if v_at.seq < 0 and v_job.options ? 'limits' and v_job.run_at > v_now then
    -- Put off by a claim.
    for name, details in
      select j.name, jsonb_build_object('key', j.key, 'weight', j.weight)
      from awa_store.job_limits(v_job.options) j
      join awa_store.limit_rule l on l.name = j.name
      where l.rate is not null or l.penalized_until > v_now
    loop
      reason := 'limit';
      until_at := v_job.run_at;
      return next;
    end loop;
    details := '{}';
  elsif v_at.state in ('scheduled', 'retryable') and v_job.run_at > v_now then
    reason := 'scheduled';
    until_at := v_job.run_at;
    return next;
  elsif v_at.state = 'pending' then
    reason := 'parents';
    other_ids := array(
      select w.on_id::bigint
      from awa_store.wait w
      where w.job_id = why_waiting.job_id and w.on_kind = 'job' and w.outcome is null
      order by w.on_id::bigint
      limit 100);
    select w.due_at into until_at from awa_store.wait w where w.job_id = why_waiting.job_id and w.on_kind = 'time';
    return next;
  elsif v_at.state = 'blocked' then
    for reason, name, details, other_ids, since_at in
      select
        case when j.key is null then 'concurrency_key' else 'limit' end,
        coalesce(j.name, v_job.options ->> 'concurrency_key'),
        case
          when j.key is null then '{}'
          else jsonb_build_object(
            'key', j.key, 'weight', n.weight, 'open', awa_store.taken(n.line), 'concurrency', n.places)
        end,
        h.job_ids, h.since_at
      from awa_store.lines_of(v_job.options) n
      join awa_store.wait w
        on w.on_kind = 'place' and w.on_id = n.line and w.due_at = v_job.run_at and w.job_id = why_waiting.job_id
      left join (
        awa_store.job_limits(v_job.options) j join awa_store.limit_rule l on l.name = j.name
      ) on n.line = awa_store.limit_line(l.limit_id, j.key)
      cross join lateral awa_store.place_holders(n.line) h
    loop
      return next;
    end loop;
    details := '{}';
  else
    v_is_due := true;
  end if;
  until_at := null;
  since_at := null;
  other_ids := null;
  if exists (select from awa_store.queue q where q.name = v_job.queue and q.paused) then
    reason := 'paused';
    name := v_job.queue;
    return next;
  end if;
  if v_is_due then
    for name, until_at, details in
      select f.name, f.opens_at, f.details from awa_store.full_limits(v_job.queue, v_job.kind) f
    loop
      reason := 'limit';
      return next;
    end loop;
    until_at := null;
    details := '{}';
  end if;
  if not exists (select from awa_store.living_workers(v_job.queue)) then
    reason := 'no_worker';
    name := v_job.queue;
    return next;
  elsif not exists (
    select from awa_store.living_workers(v_job.queue) w where (v_job.kind = any (w.kinds)) is not false)
  then
    reason := 'no_kind';
    name := v_job.kind;
    return next;
  end if;
  if v_at.place = 'ready' then
    reason := 'behind';
    name := null;
    details := jsonb_build_object('jobs', awa_store.entries_before(v_at.lane, v_at.xid, v_at.seq, 10000));
    return next;
  end if;
end
$$;

call awa_store.plan('awa.why_waiting', 'walk');
call awa_store.publish('awa.why_waiting', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.why_waiting is 'Why a job does not run yet: one row per reason that holds now.';
