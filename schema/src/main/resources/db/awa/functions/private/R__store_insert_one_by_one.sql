-- insert_jobs for an array in which some job is unique: in order, so that equal keys meet each other.
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
  unique_key bytea
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_job record;
  v_hint text;
begin
  for v_job in select e.job, e.n from jsonb_array_elements(jobs) with ordinality e (job, n) loop
    perform awa_store.check_job_keys(v_job.job, v_job.n);
    return query
    select v_job.n::int, i.*
    from awa.insert_job(
      kind => v_job.job ->> 'kind',
      args => v_job.job -> 'args',
      queue => v_job.job ->> 'queue',
      priority => awa_store.job_integer(v_job.job -> 'priority', 'priority', v_job.n),
      run_at => awa_store.job_time(v_job.job -> 'run_at', v_job.n),
      max_attempts => awa_store.job_integer(v_job.job -> 'max_attempts', 'max_attempts', v_job.n),
      unique_by => v_job.job -> 'unique_by',
      ordering_key => v_job.job ->> 'ordering_key',
      tags => awa_store.job_tags(v_job.job -> 'tags', v_job.n),
      metadata => nullif(v_job.job -> 'metadata', 'null'),
      opts => nullif(v_job.job -> 'opts', 'null')) i;
  end loop;
end
$$;

call awa_store.publish('awa_store.insert_one_by_one');
