-- Metadata with the trace context that the options have, right or not.
create or replace function awa_store.with_trace(metadata jsonb, opts jsonb)
returns jsonb
language sql
stable
as $$
  select case
    when opts ->> 'traceparent' is null then metadata
    else metadata || jsonb_build_object('traceparent', opts -> 'traceparent')
  end;
$$;

-- The elements of an array for insert_jobs, with the defaults; is_sound: whether one statement may insert it, else
-- insert_one_by_one does, or says what is wrong. One select, so that it is planned as part of its caller.
create or replace function awa_store.read_jobs(jobs jsonb, now timestamptz, configured text[])
returns table (
  ordinal int,
  kind text,
  args jsonb,
  queue text,
  priority int,
  run_at timestamptz,
  max_attempts int,
  unique_by jsonb,
  ordering_key text,
  tags text[],
  metadata jsonb,
  opts jsonb,
  is_sound boolean
)
language sql
stable
as $$
  select
    j.ordinal, j.kind, j.args, j.queue, j.priority, j.run_at, j.max_attempts, j.unique_by, j.ordering_key, j.tags,
    case when j.opts is null then j.metadata else awa_store.with_trace(j.metadata, j.opts) end, j.opts,
    case
      when j.is_plain and j.priority is not null and j.run_at is not null and j.max_attempts is not null then
        awa_store.job_fault(
          j.kind, j.args, j.queue, j.priority, j.run_at, j.max_attempts, j.ordering_key, j.tags, j.metadata) is null
        and case when j.opts is null then true else awa_store.job_options_sound(j.opts, j.kind, j.args) end
        and case
          when j.queue <> all (configured) then true
          else awa_store.within_limits(
            j.queue, j.args, j.ordering_key, j.tags, awa_store.with_trace(j.metadata, j.opts),
            case when jsonb_typeof(j.unique_by -> 'key') = 'string' then j.unique_by ->> 'key' end)
        end
      else false
    end
  from (
    select
      e.n::int as ordinal,
      -- What is not of its type is read as something that job_fault refuses.
      case when jsonb_typeof(e.job -> 'kind') = 'string' then e.job ->> 'kind' end as kind,
      coalesce(nullif(e.job -> 'args', 'null'), '{}') as args,
      case coalesce(jsonb_typeof(e.job -> 'queue'), 'null')
        when 'null' then 'default'
        when 'string' then e.job ->> 'queue'
        else ''
      end as queue,
      case
        when coalesce(e.job -> 'priority', 'null') = 'null' then 2
        when awa_store.is_integer(e.job -> 'priority') then (e.job -> 'priority')::int
      end as priority,
      case
        when coalesce(e.job -> 'run_at', 'null') = 'null' then now
        else awa_store.time_or_null(e.job -> 'run_at')
      end as run_at,
      case
        when coalesce(e.job -> 'max_attempts', 'null') = 'null' then 25
        when awa_store.is_integer(e.job -> 'max_attempts') then (e.job -> 'max_attempts')::int
      end as max_attempts,
      nullif(e.job -> 'unique_by', 'null') as unique_by,
      case coalesce(jsonb_typeof(e.job -> 'ordering_key'), 'null')
        when 'null' then null
        when 'string' then e.job ->> 'ordering_key'
        else ''
      end as ordering_key,
      case coalesce(jsonb_typeof(e.job -> 'tags'), 'null')
        when 'null' then null
        when 'array' then
          case
            when jsonb_array_length(e.job -> 'tags') <= 20
              and not e.job -> 'tags' @? 'strict $[*] ? (@.type() != "string")'
              then array(select jsonb_array_elements_text(e.job -> 'tags'))
            else '{NULL}'
          end
        else '{NULL}'
      end as tags,
      coalesce(nullif(e.job -> 'metadata', 'null'), '{}') as metadata,
      nullif(nullif(e.job -> 'opts', 'null'), '{}') as opts,
      case
        when jsonb_typeof(e.job) = 'object' then e.job - awa_store.option_names('new_job') = '{}'
          and not coalesce(e.job -> 'opts' ? 'parents', false)
          and not (e.job ? 'unique_by' and e.job -> 'args' is not distinct from 'null')
        else false
      end as is_plain
    from jsonb_array_elements(jobs) with ordinality e (job, n)
    offset 0
  ) j;
$$;

call awa_store.publish('awa_store.read_jobs');
call awa_store.publish('awa_store.with_trace');
