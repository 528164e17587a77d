-- Registers a worker process. The random id it returns goes with every other worker verb and fences its settles.
-- heartbeat_every (default 5 s) and dead_after (default 15 s) say how often it will call heartbeat and after how long
-- without one its jobs are taken away. kinds, where given: it is handed jobs of these kinds only, and others wait for
-- other workers.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 too large, AW007 the database was restored from another
-- server.
-- Locks: none.
-- Roles: worker.
create or replace function awa.register_worker(
  name text default null,
  queues text[] default '{default}',
  opts jsonb default '{}'
)
returns table (
  worker_id uuid,
  contract_version text,
  schema_version int,
  heartbeat_ms int,
  dead_after_ms int
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_opts jsonb := coalesce(opts, '{}');
  v_name text := coalesce(name, 'worker');
  v_queues text[] := coalesce(queues, '{default}');
  v_info jsonb := coalesce(nullif(opts -> 'info', 'null'), '{}');
  v_kinds text[] := awa_store.checked_kinds(v_opts -> 'kinds');
  v_every interval;
  v_dead_after interval;
begin
  perform awa_store.check_options(v_opts, variadic awa_store.option_names('worker_options'));
  if v_name = '' then
    raise exception using
      errcode = 'AW001',
      message = 'name must have 1 to 200 characters, not 0',
      hint = 'Use something like host and process id.';
  elsif length(v_name) > 200 then
    raise exception using
      errcode = 'AW003',
      message = format('name %s... is longer than 200 characters', left(v_name, 40)),
      hint = 'Use something like host and process id.';
  end if;
  perform awa_store.check_queues(v_queues);
  if cardinality(v_queues) > 1000 then
    raise exception using
      errcode = 'AW003',
      message = format('%s queues, more than 1000', cardinality(v_queues)),
      hint = 'Name fewer of them.';
  end if;
  if jsonb_typeof(v_info) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('info must be a JSON object, not %s', awa_store.excerpt(v_info)),
      hint = 'Leave it out.';
  end if;
  perform awa_store.check_bytes('info', v_info, 65536, 'Leave it out.');
  v_every := coalesce(awa_store.option_interval(v_opts, 'heartbeat_every', '16 hours'), '5 s');
  if v_every < interval '1 ms' then
    raise exception using
      errcode = 'AW001',
      message = format('heartbeat_every must be 1 ms to 16 hours, not %s', awa_store.interval_text(v_every)),
      hint = 'Five seconds is the default.';
  end if;
  v_dead_after := coalesce(awa_store.option_interval(v_opts, 'dead_after', '1 day'), 3 * v_every);
  if v_dead_after < v_every + v_every / 2 or v_dead_after > interval '1 day' then
    raise exception using
      errcode = 'AW001',
      message = format(
        'dead_after must be 1.5 times heartbeat_every (%s) to 1 day, not %s',
        awa_store.interval_text(v_every), awa_store.interval_text(v_dead_after)),
      hint = 'Three times heartbeat_every is the default.';
  end if;

  perform awa_store.check_origin();

  worker_id := gen_random_uuid();
  insert into awa_store.worker (
    worker_id, started_at, heartbeat_at, heartbeat_every, dead_after, name, queues, kinds, info)
  values (worker_id, awa_store.clock(), awa_store.clock(), v_every, v_dead_after, v_name, v_queues, v_kinds, v_info);
  contract_version := awa.contract_version();
  schema_version := awa.schema_version();
  heartbeat_ms := extract(epoch from v_every) * 1000;
  dead_after_ms := extract(epoch from v_dead_after) * 1000;
  return next;
end
$$;

call awa_store.publish('awa.register_worker', 'awa_worker');
comment on function awa.register_worker is
  'Registers a worker process and returns its id and the pace of its heartbeats.';
