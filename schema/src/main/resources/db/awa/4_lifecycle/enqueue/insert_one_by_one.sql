-- insert_jobs for an array that holds a job that is not sound, to say which and why, or what takes more than one
-- statement: parents, and keys whose holder is replaced or does not hold any more. Looks at all jobs first, in the
-- order of the array, which also numbers them, and then enters them, key by key.
-- Errors: those of insert_job, with the position in the message.
-- Locks: of each key, the key itself while it is inserted or taken over, and of a holder that is replaced its rows in
-- deferred, withdrawn and place. Keys come in their order, here and in insert_unique, and a job has one key for good.
-- So a call that waits for something of a key has only something of smaller keys: from call to call in a row of waiting
-- ones the keys grow, and it never closes to a circle, however the arrays are ordered.
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
  v_ids bigint[] := '{}';
  v_keys bytea[] := '{}';
  v_times timestamptz[] := '{}';
  v_is_check boolean;
  v_job record;
  v_priority int;
  v_run_at timestamptz;
  v_max_attempts int;
  v_tags text[];
  v_place text;
  v_fault text[];
  v_message text;
  v_hint text;
begin
  for v_is_check in select c from unnest(array[true, false]) c loop
    for v_job in
      select e.*
      from rows from (jsonb_array_elements(jobs), unnest(v_ids, v_keys, v_times))
        with ordinality e (job, id, unique_key, due_at, n)
      order by e.unique_key nulls first, e.n
    loop
      v_place := '';
      perform awa_store.check_job_keys(v_job.job, v_job.n);
      v_priority := awa_store.job_integer(v_job.job -> 'priority', 'priority', v_job.n);
      v_run_at := awa_store.job_time(v_job.job -> 'run_at', v_job.n);
      v_max_attempts := awa_store.job_integer(v_job.job -> 'max_attempts', 'max_attempts', v_job.n);
      v_tags := awa_store.job_tags(v_job.job -> 'tags', v_job.n);
      v_place := format('job %s: ', v_job.n);
      for id, outcome, state, queue_name, partition, due_at, unique_key, queue_full, v_fault in
        select i.*
        from awa_store.insert_any(
          kind => v_job.job ->> 'kind',
          args => case when v_job.job ? 'args' then nullif(v_job.job -> 'args', 'null') else '{}' end,
          queue => v_job.job ->> 'queue',
          priority => v_priority,
          run_at => coalesce(v_job.due_at, v_run_at),
          max_attempts => v_max_attempts,
          unique_by => v_job.job -> 'unique_by',
          ordering_key => v_job.job ->> 'ordering_key',
          tags => v_tags,
          metadata => nullif(v_job.job -> 'metadata', 'null'),
          opts => nullif(v_job.job -> 'opts', 'null'),
          new_id => v_job.id,
          check_only => v_is_check) i
      loop
        if v_fault is not null then
          raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
        end if;
        if v_is_check then
          v_ids := v_ids || id;
          v_keys := v_keys || unique_key;
          v_times := v_times || due_at;
        else
          ordinal := v_job.n;
          return next;
        end if;
      end loop;
    end loop;
  end loop;
exception when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or sqlstate 'AW004' or sqlstate 'AW008'
  or sqlstate 'AW009' or sqlstate 'AW010' or sqlstate 'AW011' or sqlstate 'AW013'
then
  get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
  raise exception using errcode = sqlstate, message = v_place || v_message, hint = v_hint;
end
$$;

call awa_store.publish('awa_store.insert_one_by_one');
