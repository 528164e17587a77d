-- insert_jobs for an array of sound jobs with unique keys among them, in one statement: keys that are free are taken in
-- their order, and of those that are held the holders are answered. No row if a job is not sound.
-- Errors: AW009; 40001 if it takes more, see insert_one_by_one, which is to be called then.
-- Locks: see insert_one_by_one. After the keys are taken it waits for nothing.
create or replace function awa_store.insert_unique(jobs jsonb)
returns table (
  ordinal int,
  id bigint,
  outcome text,
  state text,
  queue_name text,
  partition int,
  due_at timestamptz,
  unique_key bytea,
  queue_full boolean
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_segment smallint;
  v_configured text[];
  v_job record;
begin
  select awa_store.entered(g), g.configured into v_segment, v_configured from awa_store.ring g;
  for v_job in
    with given as materialized (
      select
        j.*,
        case
          when j.queue <> all (v_configured) or not j.is_sound then 0
          else coalesce(
            (select awa_store.route(j.ordering_key, j.id, q.partitions) from awa_store.queue q where q.name = j.queue),
            0)
        end as partition
      from (
        select nextval('awa_store.entry_seq') as id, r.*
        from awa_store.read_jobs(insert_unique.jobs, v_now, v_configured) r
        offset 0
      ) j
    ),
    keyed as materialized (
      select g.*, k.unique_key, k.states, k.window_end, k.on_conflict
      from given g
      left join lateral awa_store.key_parts(g.unique_by, g.kind, g.queue, g.args, g.run_at) k on g.unique_by is not null
      where (select bool_and(is_sound) from given)
    ),
    -- Nothing is entered to be thrown away.
    replaced as materialized (
      select exists (
        select
        from keyed k
        where k.on_conflict in ('replace', 'keep_earliest')
          and exists (select from awa_store.unique_claim u where u.unique_key = k.unique_key offset 0)) as any_held
    ),
    held as (
      insert into awa_store.unique_claim (unique_key, job_id, states, window_end)
      select distinct on (k.unique_key) k.unique_key, k.id, k.states, k.window_end
      from keyed k
      where k.unique_key is not null and not (select r.any_held from replaced r)
      order by k.unique_key, k.ordinal
      on conflict do nothing
      returning job_id
    ),
    found as materialized (
      select
        k.*,
        (k.unique_key is null or k.id in (select h.job_id from held h))
        and not (select r.any_held from replaced r) as is_new
      from keyed k
    ),
    -- Once for all jobs of a lane: hashing costs.
    lanes as materialized (
      select d.queue, d.partition, d.priority, awa_store.lane(d.queue, d.partition, d.priority) as lane
      from (select distinct found.queue, found.partition, found.priority from found) d
    ),
    entered as (
      insert into awa_store.ready (
        seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key,
        unique_key, tags, metadata, options)
      select
        f.id, f.id, l.lane, f.run_at, v_now, v_segment, 1, f.max_attempts, f.queue,
        f.kind, f.args, f.ordering_key, f.unique_key, nullif(f.tags, '{}'), nullif(f.metadata, '{}'),
        case when f.opts is not null then awa_store.job_options(f.opts) end
      from found f
      join lanes l on l.queue = f.queue and l.partition = f.partition and l.priority = f.priority
      where f.is_new and f.run_at <= v_now
    ),
    deferred as (
      insert into awa_store.deferred (
        job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
        unique_key, tags, metadata, options)
      select
        f.id, f.run_at, v_now, f.partition, f.priority, 1, f.max_attempts, 'scheduled', f.queue, f.kind, f.args,
        f.ordering_key, f.unique_key, nullif(f.tags, '{}'), nullif(f.metadata, '{}'), awa_store.job_options(f.opts)
      from found f
      where f.is_new and f.run_at > v_now
    )
    select f.* from found f order by f.ordinal
  loop
    if v_job.is_new then
      ordinal := v_job.ordinal;
      id := v_job.id;
      outcome := 'inserted';
      state := case when v_job.run_at <= v_now then 'available' else 'scheduled' end;
      queue_name := v_job.queue;
      partition := v_job.partition;
      due_at := v_job.run_at;
      unique_key := v_job.unique_key;
      queue_full := v_job.queue = any (v_configured) and awa_store.check_room(v_job.queue);
      return next;
    else
      if v_job.on_conflict = 'existing' then
        return query
        select
          v_job.ordinal, h.job_id, 'existing', coalesce(b.state, h.ended_state), b.queue, b.partition, b.run_at,
          v_job.unique_key, false
        from awa_store.key_holder(v_job.unique_key) h
        left join lateral awa_store.job_summary(h.job_id) b on true
        where h.holds;
        continue when found;
      end if;
      raise exception using
        errcode = '40001',
        message = format('the unique key %s takes more than a look', encode(v_job.unique_key, 'hex')),
        hint = 'Run the transaction again.';
    end if;
  end loop;
end
$$;

call awa_store.plan('awa_store.insert_unique', 'probe');
call awa_store.publish('awa_store.insert_unique');
