-- insert_jobs for an array of sound jobs with unique keys among them: keys that are free are taken in their order, and
-- of those that are held the holders are answered. In no particular order. No row if a job is not sound.
-- Errors: those of key_parts; 40001 if it takes more, see insert_one_by_one, which is to be called then.
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
  v_is_new boolean;
  v_held int[] := '{}';
  v_held_keys bytea[] := '{}';
  v_answered int;
begin
  select awa_store.entered(g), g.configured into v_segment, v_configured from awa_store.ring g;
  for ordinal, id, outcome, state, queue_name, partition, due_at, unique_key, queue_full, v_is_new in
    with given as materialized (
      select
        j.*, coalesce(j.plain_key, k.unique_key) as unique_key, k.states, k.window_end,
        coalesce(k.on_conflict, 'existing') as on_conflict,
        case
          when j.queue <> all (v_configured) or not j.is_sound then 0
          else coalesce(
            (select awa_store.route(j.ordering_key, j.id, q.partitions) from awa_store.queue q where q.name = j.queue),
            0)
        end as partition
      from (
        select r.*, case when r.is_sound then awa_store.plain_key(r.unique_by, r.kind, r.args) end as plain_key
        from (
          select nextval('awa_store.entry_seq') as id, r.*
          from awa_store.read_jobs(insert_unique.jobs, v_now, v_configured) r
          offset 0
        ) r
        offset 0
      ) j
      left join lateral (
        select k.*
        from awa_store.key_parts(j.unique_by, j.kind, j.queue, j.args, j.run_at) k
        where j.is_sound and j.unique_by is not null and j.plain_key is null
        offset 0
      ) k on true
    ),
    -- Nothing is entered to be thrown away.
    fits as materialized (
      select
        bool_and(
          g.is_sound
          and not (
            g.on_conflict in ('replace', 'keep_earliest')
            and exists (select from awa_store.unique_claim u where u.unique_key = g.unique_key offset 0))) as all_fit
      from given g
    ),
    held as (
      insert into awa_store.unique_claim (unique_key, job_id, states, window_end)
      select distinct on (g.unique_key) g.unique_key, g.id, g.states, g.window_end
      from given g
      where g.unique_key is not null and (select f.all_fit from fits f)
      order by g.unique_key, g.ordinal
      on conflict do nothing
      returning job_id
    ),
    found as materialized (
      select g.*, g.unique_key is null or g.id in (select h.job_id from held h) as is_new
      from given g
      where (select f.all_fit from fits f)
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
    select
      f.ordinal, f.id, case when f.is_new then 'inserted' else f.on_conflict end,
      case when f.run_at <= v_now then 'available' else 'scheduled' end, f.queue, f.partition, f.run_at, f.unique_key,
      case
        when f.queue <> all (v_configured) then false
        else (select q.is_full and q.on_full = 'signal' from awa_store.queue q where q.name = f.queue)
      end,
      f.is_new
    from found f
  loop
    if v_is_new then
      return next;
    elsif outcome = 'existing' then
      v_held := v_held || ordinal;
      v_held_keys := v_held_keys || unique_key;
    else
      raise exception using
        errcode = '40001',
        message = format('the unique key %s is held', encode(unique_key, 'hex')),
        hint = 'Run the transaction again.';
    end if;
  end loop;
  if v_held <> '{}' then
    return query
    select
      g.ordinal, h.job_id, 'existing', coalesce(h.state, h.ended_state), h.queue, h.partition, h.due_at, h.unique_key,
      false
    from unnest(v_held, v_held_keys) g (ordinal, unique_key)
    join awa_store.key_holders(v_held_keys) h on h.unique_key = g.unique_key and h.holds;
    get diagnostics v_answered = row_count;
    if v_answered < cardinality(v_held) then
      raise exception using
        errcode = '40001',
        message = format('%s unique keys take more than a look', cardinality(v_held) - v_answered),
        hint = 'Run the transaction again.';
    end if;
  end if;
end
$$;

call awa_store.plan('awa_store.insert_unique', 'probe');
call awa_store.publish('awa_store.insert_unique');
