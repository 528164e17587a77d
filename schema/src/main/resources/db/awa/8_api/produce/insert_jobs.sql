-- Enqueues many jobs in one statement: a JSON array of objects with the argument names of insert_job, all of whose
-- rules hold for each. All or nothing; an empty array is fine. Returns one row per job in the order of the array;
-- ordinal counts from 1. Of equal unique keys in one array the first is inserted and the others meet it.
-- Errors: those of insert_job; the message names the position, counted from 1.
-- Locks: none that another enqueue or a claim waits for, except on an equal unique key.
-- Wakes sleeping workers of the queues at commit.
-- Roles: producer, worker, operator.
create or replace function awa.insert_jobs(
  jobs jsonb,
  opts jsonb default '{}'
)
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
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('notify_options'));
    perform awa_store.heed_notify(opts);
  end if;
  if jobs is null or jsonb_typeof(jobs) <> 'array' then
    raise exception using
      errcode = 'AW001',
      message = format('jobs must be a JSON array of objects, not %s', coalesce(awa_store.excerpt(jobs), 'null')),
      hint = 'As in [{"kind": "send_email", "args": {"to": "a@example.com"}}].';
  end if;

  if jobs @? '$[*].opts.notify ? (@ == false)' then
    perform awa_store.heed_notify('{"notify": false}');
  end if;

  -- Sound jobs without unique keys in one statement, which gives no row at all if the array holds anything else.
  return query select * from awa_store.insert_sound(jobs);
  if not found then
    begin
      return query select * from awa_store.insert_unique(jobs);
    exception
      when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or sqlstate 'AW009' or serialization_failure then
        -- One by one they tell which of them it is, or take their time.
    end;
    if not found then
      return query select * from awa_store.insert_one_by_one(jobs) j order by j.ordinal;
      return;
    end if;
  end if;

  perform awa_store.wake(q.name)
  from (select distinct coalesce(e ->> 'queue', 'default') as name from jsonb_array_elements(jobs) e) q;
end
$$;

call awa_store.plan('awa.insert_jobs', 'fixed');
call awa_store.publish('awa.insert_jobs', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.insert_jobs is 'Enqueues many jobs, given as a JSON array, in one statement.';
