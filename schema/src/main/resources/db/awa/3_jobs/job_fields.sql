-- Reading the fields of a job that is an element of a JSON array; place is its position, counted from 1.
-- Errors: AW001, AW002 and AW003, naming position and value.

create or replace function awa_store.is_integer(value jsonb)
returns boolean
language sql
immutable
as $$
  select case
    when jsonb_typeof(value) = 'number' then
      case when abs(value::numeric) < 1000000000 then trunc(value::numeric) = value::numeric else false end
    else false
  end;
$$;

create or replace function awa_store.time_or_null(value jsonb)
returns timestamptz
language plpgsql
stable
as $$
begin
  -- With an offset: without one the meaning would depend on the session.
  return case
    when jsonb_typeof(value) = 'string'
      and value #>> '{}' ~ '^[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+ ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$'
      then (value #>> '{}')::timestamptz
  end;
exception when data_exception then
  return null;
end
$$;

create or replace function awa_store.job_integer(value jsonb, field text, place bigint)
returns int
language plpgsql
immutable
as $$
begin
  if value is null or value = 'null' then
    return null;
  end if;
  if awa_store.is_integer(value) then
    return value::int;
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('job %s: %s must be a whole number, not %s', place, field, awa_store.excerpt(value)),
    hint = 'Pass a JSON number, or leave it out.';
end
$$;

create or replace function awa_store.job_time(value jsonb, place bigint)
returns timestamptz
language plpgsql
stable
as $$
declare
  v_time timestamptz;
begin
  if value is null or value = 'null' then
    return null;
  end if;
  v_time := awa_store.time_or_null(value);
  if v_time is not null then
    return v_time;
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('job %s: run_at must be a time, not %s', place, awa_store.excerpt(value)),
    hint = 'Write it as ISO 8601 with an offset: "2030-01-31T08:00:00Z".';
end
$$;

create or replace function awa_store.job_tags(value jsonb, place bigint)
returns text[]
language plpgsql
immutable
as $$
begin
  if value is null or value = 'null' then
    return '{}';
  end if;
  if jsonb_typeof(value) = 'array' then
    if jsonb_array_length(value) > 20 then
      raise exception using
        errcode = 'AW003',
        message = format('job %s: %s tags, more than 20', place, jsonb_array_length(value)),
        hint = 'Use fewer tags.';
    end if;
    if not value @? 'strict $[*] ? (@.type() != "string")' then
      return array(select jsonb_array_elements_text(value));
    end if;
  end if;
  raise exception using
    errcode = 'AW001',
    message = format('job %s: tags must be a list of texts, not %s', place, awa_store.excerpt(value)),
    hint = 'As in ["first", "second"].';
end
$$;

create or replace function awa_store.check_job_keys(job jsonb, place bigint)
returns void
language plpgsql
immutable
as $$
declare
  v_rest jsonb;
  v_field text;
begin
  if jsonb_typeof(job) <> 'object' then
    raise exception using
      errcode = 'AW001',
      message = format('job %s must be a JSON object, not %s', place, awa_store.excerpt(job)),
      hint = 'As in {"kind": "send_email", "args": {"to": "a@example.com"}}.';
  end if;
  v_rest := job - awa_store.option_names('new_job');
  if v_rest <> '{}' then
    raise exception using
      errcode = 'AW002',
      message = format(
        'job %s: unknown field %s', place, (select to_jsonb(left(k, 100)) from jsonb_object_keys(v_rest) k limit 1)),
      hint = 'Known fields are the arguments of insert_job.';
  end if;
  select f into v_field
  from unnest(array['kind', 'queue', 'ordering_key']) f
  where coalesce(jsonb_typeof(job -> f), 'null') not in ('string', 'null')
  limit 1;
  if found then
    raise exception using
      errcode = 'AW001',
      message = format('job %s: %s must be a text, not %s', place, v_field, awa_store.excerpt(job -> v_field)),
      hint = 'Write it as a JSON string.';
  end if;
end
$$;

call awa_store.publish('awa_store.is_integer');
call awa_store.publish('awa_store.time_or_null');
call awa_store.publish('awa_store.job_integer');
call awa_store.publish('awa_store.job_time');
call awa_store.publish('awa_store.job_tags');
call awa_store.publish('awa_store.check_job_keys');
