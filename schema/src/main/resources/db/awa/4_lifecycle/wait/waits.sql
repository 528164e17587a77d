-- Jobs that wait for something: pending or blocked in deferred, with a row in wait for each thing. A feature enters the
-- rows and says what has come: parents end, places of concurrency keys are given to the next in line; the end of a
-- job's patience comes by itself. What comes is noted at once; what follows for the jobs happens at commit, or in tick.

-- Whether any job has ever waited for something else than a place, as far as can be told from any snapshot: then the
-- index has a page beside its first.
create or replace function awa_store.has_waits()
returns boolean
language sql
volatile
as $$
  select pg_relation_size('awa_store.wait_on') > 8192;
$$;

-- Enters what a job waits for. outcome: how it has come already, since that may be known no more at commit.
create or replace function awa_store.begin_wait(
  job_id bigint,
  on_kind text,
  on_id text,
  due_at timestamptz default 'infinity',
  outcome text default null
)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.wait (job_id, on_kind, on_id, due_at, outcome, safe_after)
  values (
    begin_wait.job_id, begin_wait.on_kind, begin_wait.on_id, begin_wait.due_at, begin_wait.outcome,
    case when begin_wait.on_kind not in ('place', 'time') then '0'::xid8 end)
  on conflict do nothing;
end
$$;

-- Has tick look at those who wait for a thing.
create or replace function awa_store.mark_wait(on_kind text, on_id text, outcome text default null)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.wait (job_id, on_kind, on_id, outcome, safe_after)
  values (-pg_current_xact_id()::text::bigint, mark_wait.on_kind, mark_wait.on_id, mark_wait.outcome, '0')
  on conflict do nothing;
end
$$;

-- Lets a pending job go on that waits no more: into its lane, or, if its time is still to come, as scheduled. Only for
-- who holds its lock.
create or replace function awa_store.end_wait(job awa_store.deferred)
returns void
language plpgsql
volatile
as $$
begin
  if job.run_at > awa_store.clock() then
    update awa_store.deferred d set state = 'scheduled', needs = null where d.job_id = job.job_id;
  else
    perform awa_store.make_ready(array[job.job_id]);
  end if;
  perform awa_store.wake(job.queue);
end
$$;

call awa_store.publish('awa_store.has_waits');
call awa_store.publish('awa_store.begin_wait');
call awa_store.publish('awa_store.mark_wait');
call awa_store.plan('awa_store.end_wait', 'probe');
call awa_store.publish('awa_store.end_wait');
