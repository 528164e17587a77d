-- Ends a worker. Jobs that are still open under its claims are rescued at once, each counted as a failed attempt. If it
-- has marked this session asleep, the session is awake again. Returns one row; outcome deregistered or unknown, and how
-- many jobs were open.
-- Errors: AW001 bad argument, AW002 unknown option, AW013 the end of a job needs triggers.
-- Locks: the worker's row and its open claims, until commit.
-- Roles: worker.
create or replace function awa.deregister_worker(
  worker_id uuid,
  opts jsonb default '{}'
)
returns table (outcome text, lost int)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_worker uuid := awa_store.checked_worker(deregister_worker.worker_id);
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  delete from awa_store.worker w where w.worker_id = v_worker;
  outcome := case when found then 'deregistered' else 'unknown' end;
  select coalesce(sum(awa_store.rescue(l.claim_id, c.job_ids, 'worker left without settling the job')), 0)
  into lost
  from (
    select o.claim_id, o.segment
    from awa_store.running_claim o
    where o.worker_id = deregister_worker.worker_id
    order by o.claim_id
  ) l
  cross join lateral (
    select c.* from awa_store.claim c where c.claim_id = l.claim_id and c.segment = l.segment offset 0
  ) c;
  delete from awa_store.stop_notice n where n.worker_id = deregister_worker.worker_id;
  perform awa_store.forget_sleeper(deregister_worker.worker_id);
  return next;
end
$$;

call awa_store.plan('awa.deregister_worker', 'walk');
call awa_store.publish('awa.deregister_worker', 'awa_worker');
comment on function awa.deregister_worker is 'Ends a worker; jobs still open under its claims are rescued.';
