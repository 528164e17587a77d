-- Enters jobs of one kind into one queue of so many partitions, one per element of args; all else has been checked.
-- Returns their ids in the order of args.
create or replace function awa_store.insert_alike(
  kind text,
  args jsonb[],
  queue text,
  priority int,
  run_at timestamptz,
  created_at timestamptz,
  max_attempts int,
  ordering_keys text[],
  tags text[],
  metadata jsonb,
  options jsonb,
  partitions int
)
returns setof bigint
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_segment smallint := (select awa_store.entered(g) from awa_store.ring g);
  v_base text := awa_store.lane_base(insert_alike.queue);
  v_lane uuid := awa_store.lane_in(v_base, 0, insert_alike.priority);
begin
  if insert_alike.run_at > insert_alike.created_at then
    return query
    insert into awa_store.deferred (
      job_id, run_at, created_at, partition, priority, attempt, max_attempts, state, queue, kind, args, ordering_key,
      tags, metadata, options)
    select
      e.id, insert_alike.run_at, insert_alike.created_at,
      case
        when insert_alike.partitions > 1 then awa_store.route(e.ordering_key, e.id, insert_alike.partitions)
        else 0
      end,
      insert_alike.priority, 1, insert_alike.max_attempts, 'scheduled', insert_alike.queue, insert_alike.kind,
      coalesce(e.args, '{}'), e.ordering_key, nullif(insert_alike.tags, '{}'), nullif(insert_alike.metadata, '{}'),
      insert_alike.options
    from (
      select nextval('awa_store.entry_seq') as id, u.args, u.ordering_key
      from unnest(insert_alike.args, insert_alike.ordering_keys) u (args, ordering_key)
    ) e
    returning job_id;
  else
    return query
    insert into awa_store.ready (
      seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args, ordering_key, tags,
      metadata, options)
    select
      e.id, e.id,
      case
        when insert_alike.partitions > 1
          then awa_store.lane_in(
            v_base, awa_store.route(e.ordering_key, e.id, insert_alike.partitions), insert_alike.priority)
        else v_lane
      end,
      insert_alike.run_at, insert_alike.created_at, v_segment, 1, insert_alike.max_attempts, insert_alike.queue,
      insert_alike.kind, coalesce(e.args, '{}'), e.ordering_key, nullif(insert_alike.tags, '{}'),
      nullif(insert_alike.metadata, '{}'), insert_alike.options
    from (
      select nextval('awa_store.entry_seq') as id, u.args, u.ordering_key
      from unnest(insert_alike.args, insert_alike.ordering_keys) u (args, ordering_key)
    ) e
    returning job_id;
  end if;
end
$$;

call awa_store.plan('awa_store.insert_alike', 'fixed');
call awa_store.publish('awa_store.insert_alike');
