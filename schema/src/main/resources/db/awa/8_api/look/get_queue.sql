-- The configuration of a queue, as configure_queue answers it; of a queue without one, what holds for it. Makes
-- nothing. Returns one row, whatever is known of the queue; is_configured tells whether it has a configuration of its
-- own.
-- Errors: AW001 no name, AW003 name too long. Locks: none.
-- Roles: worker, operator, observer.
create or replace function awa.get_queue(
  queue text
)
returns table (
  queue_name text,
  partitions int,
  paused boolean,
  aging float8,
  keep_completed float8,
  keep_failed float8,
  keep_cancelled float8,
  max_waiting bigint,
  on_full text,
  max_args_bytes int,
  max_metadata_bytes int,
  max_tags_bytes int,
  max_key_bytes int,
  limits text[],
  is_configured boolean
)
rows 1
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  perform awa_store.check_queues(array[get_queue.queue]);
  return query
  select
    get_queue.queue, coalesce(q.partitions, 1)::int, coalesce(q.paused, false),
    case when q.name is null then 60 else coalesce(extract(epoch from q.aging)::float8, 0) end,
    extract(epoch from q.keep_completed)::float8, extract(epoch from q.keep_failed)::float8,
    extract(epoch from q.keep_cancelled)::float8, q.max_waiting, coalesce(q.on_full, 'off'), q.max_args_bytes,
    q.max_metadata_bytes, q.max_tags_bytes, q.max_key_bytes,
    awa_store.limit_names(q.limits), q.name is not null
  from (values (get_queue.queue)) a (queue)
  left join awa_store.queue q on q.name = a.queue;
end
$$;

call awa_store.publish('awa.get_queue', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.get_queue is 'The configuration of a queue: partitions, pause, aging, retention, limits.';
