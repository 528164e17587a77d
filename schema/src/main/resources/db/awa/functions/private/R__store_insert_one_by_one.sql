-- insert_jobs for an array that holds a job that is not sound, to say which and why, or one with options that take more
-- than one row.
-- Errors: those of insert_job, with the position in the message.
create or replace function awa_store.insert_one_by_one(jobs jsonb)
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
  v_job record;
  v_priority int;
  v_run_at timestamptz;
  v_max_attempts int;
  v_tags text[];
  v_place text;
  v_message text;
  v_hint text;
begin
  for v_job in select e.job, e.n from jsonb_array_elements(jobs) with ordinality e (job, n) loop
    v_place := '';
    perform awa_store.check_job_keys(v_job.job, v_job.n);
    v_priority := awa_store.job_integer(v_job.job -> 'priority', 'priority', v_job.n);
    v_run_at := awa_store.job_time(v_job.job -> 'run_at', v_job.n);
    v_max_attempts := awa_store.job_integer(v_job.job -> 'max_attempts', 'max_attempts', v_job.n);
    v_tags := awa_store.job_tags(v_job.job -> 'tags', v_job.n);
    v_place := format('job %s: ', v_job.n);
    return query
    select v_job.n::int, i.*
    from awa_store.insert_any(
      kind => v_job.job ->> 'kind',
      args => nullif(v_job.job -> 'args', 'null'),
      queue => v_job.job ->> 'queue',
      priority => v_priority,
      run_at => v_run_at,
      max_attempts => v_max_attempts,
      unique_by => v_job.job -> 'unique_by',
      ordering_key => v_job.job ->> 'ordering_key',
      tags => v_tags,
      metadata => nullif(v_job.job -> 'metadata', 'null'),
      opts => nullif(v_job.job -> 'opts', 'null')) i;
  end loop;
exception when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or sqlstate 'AW004' or sqlstate 'AW008'
  or sqlstate 'AW009' or sqlstate 'AW010' or sqlstate 'AW011'
then
  get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
  raise exception using errcode = sqlstate, message = v_place || v_message, hint = v_hint;
end
$$;

call awa_store.publish('awa_store.insert_one_by_one');
