-- Cancels the job that holds a unique key, named by the same parts as at insert: args are the whole args, or an object
-- of just the chosen fields; period and at (default now) give the window. Returns one row; outcome cancelled,
-- already_ended or not_found (no job holds the key), and the key. opts.all: cancels every job with the key, also those
-- that do not hold it any more but run, say; a row for each, or one that says why there is none.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 too large, and those of cancel_job.
-- Locks: as cancel_job. By the key's index.
-- Roles: producer, worker, operator.
create or replace function awa.cancel_by_unique_key(
  kind text,
  queue text default null,
  args jsonb default null,
  period interval default null,
  at timestamptz default null,
  key text default null,
  reason text default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text, unique_key bytea)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_holder record;
  v_start bigint;
  v_job bigint;
  v_count int := 0;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('cancel_key_options'));
    perform awa_store.heed_notify(opts);
  end if;
  if cancel_by_unique_key.at is not null and cancel_by_unique_key.period is null then
    raise exception using
      errcode = 'AW001',
      message = format('at (%s) names a window of period, which is missing', awa_store.utc(cancel_by_unique_key.at)),
      hint = 'Pass the period that was given at insert, or leave at out.';
  end if;
  if jsonb_typeof(cancel_by_unique_key.args) = 'string' and awa_store.is_json_text(cancel_by_unique_key.args) then
    perform awa_store.raise_job_fault(
      'args encoded', null, cancel_by_unique_key.args, null, null, null, null, null, null, null);
  end if;
  if coalesce(opts -> 'key_hex', 'null') <> 'null' then
    if cancel_by_unique_key.queue is not null or cancel_by_unique_key.args is not null
      or cancel_by_unique_key.period is not null or cancel_by_unique_key.key is not null
    then
      raise exception using
        errcode = 'AW001',
        message = 'opts.key_hex is the whole key; it does not go with key, args, queue or period',
        hint = 'Name one or the other.';
    end if;
    unique_key := awa_store.key_of_hex(opts -> 'key_hex', 'opts.key_hex');
  else
    v_start := awa_store.period_start(period, coalesce(at, awa_store.clock()));
    unique_key := awa_store.key_digest(kind, queue, args, v_start, key);
  end if;
  if awa_store.option_boolean(opts, 'all') then
    for v_job in
      select d.job_id from awa_store.deferred d where d.unique_key = cancel_by_unique_key.unique_key
      union
      select r.job_id
      from awa_store.ready r
      cross join lateral awa_store.locate(r.job_id) l
      where r.unique_key = cancel_by_unique_key.unique_key and l.state not in ('completed', 'failed', 'cancelled')
      order by job_id
    loop
      select c.id, c.outcome, c.state into id, outcome, state from awa.cancel_job(v_job, cancel_by_unique_key.reason) c;
      if outcome = 'cancelled' then
        return next;
        v_count := v_count + 1;
      end if;
    end loop;
    if v_count > 0 then
      return;
    end if;
  end if;
  select h.* into v_holder from awa_store.key_holders(array[cancel_by_unique_key.unique_key]) h where h.holds;
  if v_holder.ended_state is not null then
    id := v_holder.job_id;
    outcome := 'already_ended';
    state := v_holder.ended_state;
  elsif v_holder.job_id is not null then
    select c.id, c.outcome, c.state into id, outcome, state
    from awa.cancel_job(v_holder.job_id, cancel_by_unique_key.reason) c;
  else
    outcome := 'not_found';
  end if;
  return next;
end
$$;

call awa_store.publish('awa.cancel_by_unique_key', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.cancel_by_unique_key is
  'Cancels the job that holds a unique key, named by the same parts as at insert.';
