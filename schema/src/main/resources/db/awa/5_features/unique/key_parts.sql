-- A key that was made elsewhere.
-- Errors: AW001, AW003.
create or replace function awa_store.key_of_hex(value jsonb, argument text)
returns bytea
language plpgsql
immutable
as $$
begin
  if jsonb_typeof(value) <> 'string' or value #>> '{}' !~ '^([0-9A-Fa-f]{2})+$' then
    raise exception using
      errcode = 'AW001',
      message = format('%s must be 1 to 32 bytes in hex, not %s', argument, awa_store.excerpt(value)),
      hint = 'Use key for a key that is text.';
  end if;
  if length(value #>> '{}') > 64 then
    raise exception using
      errcode = 'AW003',
      message = format('%s takes %s bytes, more than 32', argument, length(value #>> '{}') / 2),
      hint = 'Use a hash of it.';
  end if;
  return decode(value #>> '{}', 'hex');
end
$$;

-- Reads unique_by: the key it stands for, the states it holds in (null: all before the end), what to do when it is
-- held, and the end of its window. args are null where the caller gave null, with which unique_by.args is refused. kind
-- and args are those of a sound job.
-- Errors: AW001, AW002, AW003.
create or replace function awa_store.key_parts(
  unique_by jsonb,
  kind text,
  queue text,
  args jsonb,
  run_at timestamptz
)
returns table (unique_key bytea, states text[], on_conflict text, window_end timestamptz)
rows 1
language plpgsql
stable
as $$
#variable_conflict use_variable
declare
  v_key text;
  v_args jsonb;
  v_state text;
  v_period interval;
  v_start bigint;
begin
  unique_key := awa_store.plain_key(unique_by, kind, args);
  if unique_key is not null then
    on_conflict := 'existing';
    return next;
    return;
  end if;
  if jsonb_typeof(unique_by) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('unique_by must be a JSON object, not %s', awa_store.excerpt(unique_by)),
      hint = 'As in {"args": true} or {"key": "order-42"}.';
  end if;
  if unique_by - awa_store.option_names('unique_by') <> '{}' then
    perform awa_store.raise_option_fault('unique_by', unique_by, awa_store.option_names('unique_by'));
  end if;

  if jsonb_typeof(unique_by -> 'states') = 'array' then
    if jsonb_array_length(unique_by -> 'states') > 10 then
      raise exception using
        errcode = 'AW003',
        message = format(
          'unique_by.states has %s entries, more than the 10 states that there are',
          jsonb_array_length(unique_by -> 'states')),
        hint = 'Name each state once.';
    end if;
  end if;
  if jsonb_typeof(unique_by -> 'key') = 'string' then
    if octet_length(unique_by ->> 'key') > 4096 then
      raise exception using
        errcode = 'AW003',
        message = format('unique_by.key takes %s bytes, more than 4096', octet_length(unique_by ->> 'key')),
        hint = 'Use a hash of it.';
    end if;
  end if;
  perform awa_store.check_bytes('unique_by', unique_by, 65536, 'Make the job unique by a key.');

  on_conflict := coalesce(unique_by ->> 'on_conflict', 'existing');
  if on_conflict not in ('existing', 'raise', 'replace', 'keep_earliest') then
    raise exception using
      errcode = 'AW001',
      message = format(
        'unique_by.on_conflict must be existing, raise, replace or keep_earliest, not %s',
        awa_store.excerpt(unique_by -> 'on_conflict')),
      hint = 'Leave it out to get the job that holds the key.';
  end if;

  if unique_by ->> 'states' is not null then
    if jsonb_typeof(unique_by -> 'states') <> 'array' or unique_by -> 'states' = '[]' then
      raise exception using
        errcode = 'AW001',
        message = format('unique_by.states must be a list of states, not %s', awa_store.excerpt(unique_by -> 'states')),
        hint = 'Leave it out for every state before the end.';
    end if;
    states := array(select jsonb_array_elements_text(unique_by -> 'states'));
    select s into v_state
    from unnest(states) s
    where s is null or s <> all (array[
      'pending', 'scheduled', 'available', 'blocked', 'running', 'completed', 'retryable', 'failed', 'cancelled',
      'waiting_external'])
    limit 1;
    if found then
      raise exception using
        errcode = 'AW001',
        message = format(
          'unique_by.states names %s, which is not a state', coalesce(awa_store.excerpt(to_jsonb(v_state)), 'null')),
        hint =
          'States: pending, scheduled, available, blocked, running, completed, retryable, failed, cancelled, '
          'waiting_external.';
    end if;
  end if;

  if unique_by ->> 'key_hex' is not null then
    unique_key := awa_store.key_of_hex(unique_by -> 'key_hex', 'unique_by.key_hex');
    if exists (
        select
        from jsonb_each(unique_by) p
        where p.key in ('key', 'period') and p.value <> 'null'
          or p.key in ('args', 'queue') and p.value not in ('null', 'false'))
    then
      raise exception using
        errcode = 'AW001',
        message = 'unique_by.key_hex is the whole key; it does not go with key, args, queue or period',
        hint = 'Name one or the other.';
    end if;
    return next;
    return;
  end if;

  if unique_by -> 'key' is not null
    and unique_by -> 'key' <> 'null'
    and jsonb_typeof(unique_by -> 'key') <> 'string'
  then
    raise exception using
      errcode = 'AW001',
      message = format('unique_by.key must be a string, not %s', awa_store.excerpt(unique_by -> 'key')),
      hint = 'Write the key as text.';
  end if;
  if coalesce(args, 'null') = 'null' and unique_by -> 'args' not in ('null', 'false') then
    raise exception using
      errcode = 'AW001',
      message = format('unique_by.args is %s, and args are null', awa_store.excerpt(unique_by -> 'args')),
      hint = 'Pass args, {} if there are none, or leave unique_by.args out.';
  end if;
  case coalesce(jsonb_typeof(unique_by -> 'args'), 'null')
    when 'null' then
      v_args := null;
    when 'boolean' then
      v_args := case when (unique_by -> 'args')::boolean then args end;
    when 'array' then
      select f into v_key from jsonb_array_elements(unique_by -> 'args') f where jsonb_typeof(f) <> 'string' limit 1;
      if found or jsonb_typeof(args) <> 'object' then
        raise exception using
          errcode = 'AW001',
          message = format(
            'unique_by.args %s needs names of fields, and args that are an object',
            awa_store.excerpt(unique_by -> 'args')),
          hint = 'Use true for the whole of args.';
      end if;
      select coalesce(jsonb_object_agg(f.key, f.value), '{}') into v_args
      from jsonb_each(args) f
      where unique_by -> 'args' ? f.key;
      if v_args = '{}' and unique_by -> 'args' <> '[]' then
        raise exception using
          errcode = 'AW001',
          message = format(
            'none of the fields of unique_by.args %s is in args', awa_store.excerpt(unique_by -> 'args')),
          hint = 'Name fields at the top level of args, spelled as they are there.';
      end if;
    else
      raise exception using
        errcode = 'AW001',
        message = format(
          'unique_by.args must be true or a list of fields, not %s', awa_store.excerpt(unique_by -> 'args')),
        hint = 'Use true for the whole of args.';
  end case;
  v_period := awa_store.option_interval(unique_by, 'period', '100 years', 'unique_by.');
  v_start := awa_store.period_start(v_period, run_at, 'unique_by.period');
  window_end := to_timestamp(v_start + extract(epoch from v_period));
  unique_key := awa_store.key_digest(
    kind,
    case when awa_store.option_boolean(unique_by, 'queue', false, 'unique_by.') then queue end,
    v_args,
    v_start,
    unique_by ->> 'key');
  return next;
end
$$;

call awa_store.publish('awa_store.key_of_hex');
call awa_store.publish('awa_store.key_parts');
