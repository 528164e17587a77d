-- What is wrong with a job to be inserted: null, or a word that raise_job_fault explains. One expression without texts,
-- so that the planner inlines it and a single insert does not set up messages that it never needs.
create or replace function awa_store.job_fault(
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  ordering_key text,
  tags text[],
  metadata jsonb
)
returns text
language sql
stable
as $$
  select case
    when coalesce(kind, '') = '' then 'kind empty'
    when length(kind) > 200 then 'kind long'
    when queue = '' then 'queue empty'
    when length(queue) > 200 then 'queue long'
    when priority < 1 or priority > 4 then 'priority'
    when max_attempts < 1 or max_attempts > 1000 then 'max_attempts'
    when not awa_store.is_time(run_at) then 'run_at'
    when ordering_key = '' then 'ordering_key empty'
    when octet_length(ordering_key) > 500 then 'ordering_key long'
    when awa_store.json_bytes(args, 1048576) > 1048576 then 'args large'
    when jsonb_typeof(args) = 'string' and awa_store.is_json_text(args) then 'args encoded'
    when jsonb_typeof(metadata) <> 'object' then 'metadata type'
    when metadata <> '{}' and awa_store.json_bytes(metadata, 65536) > 65536 then 'metadata large'
    when array_ndims(tags) > 1 then 'tags nested'
    when cardinality(tags) > 20 then 'tags many'
    when octet_length(array_to_string(tags, '')) > 4096 then 'tags long'
    when tags <> '{}' and (array_position(tags, null) is not null or array_position(tags, '') is not null)
      then 'tag empty'
  end;
$$;

-- Whether a job that is due is sound, in so few checks that most jobs are told in no time; false means: ask job_fault.
-- Tags and metadata have checks of their own.
create or replace function awa_store.surely_sound(
  kind text,
  args jsonb,
  queue text,
  priority int,
  max_attempts int,
  ordering_key text
)
returns boolean
language sql
stable
as $$
  select octet_length(kind) between 1 and 200 and octet_length(queue) between 1 and 200 and priority between 1 and 4
    and max_attempts between 1 and 1000
    and (ordering_key is null or octet_length(ordering_key) between 1 and 500)
    and awa_store.json_bytes(args, 1048576) <= 1048576 and jsonb_typeof(args) <> 'string';
$$;

-- The metadata if they are sound; null means: ask job_fault.
create or replace function awa_store.sound_metadata(metadata jsonb)
returns jsonb
language sql
stable
as $$
  select case
    when jsonb_typeof(metadata) = 'object' and awa_store.json_bytes(metadata, 65536) <= 65536 then metadata
  end;
$$;

-- The metadata with the trace of opts; null if anything is wrong with them or there are other options.
create or replace function awa_store.traced_metadata(metadata jsonb, opts jsonb)
returns jsonb
language sql
stable
as $$
  select case
    when jsonb_typeof(opts) <> 'object' then null
    when opts - 'traceparent' = '{}' and awa_store.is_trace(opts -> 'traceparent')
      then awa_store.sound_metadata(coalesce(metadata, '{}') || opts)
  end;
$$;

create or replace function awa_store.has_sound_tags(tags text[])
returns boolean
language sql
stable
as $$
  select case
    when array_ndims(tags) = 1 and cardinality(tags) <= 20 and pg_column_size(tags) <= 4096
      then array_position(tags, null) is null and array_position(tags, '') is null
    else false
  end;
$$;

call awa_store.publish('awa_store.sound_metadata');
call awa_store.publish('awa_store.traced_metadata');
call awa_store.publish('awa_store.has_sound_tags');
call awa_store.publish('awa_store.job_fault');
call awa_store.publish('awa_store.surely_sound');
