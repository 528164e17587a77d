-- What follows the end of jobs: their unique keys are given up or kept, others get their places, children may run.
create or replace function awa_store.after_end(job_ids bigint[], state text)
returns void
language plpgsql
volatile
as $$
begin
  perform awa_store.free_keys(after_end.job_ids, after_end.state);
  perform awa_store.free_places(after_end.job_ids);
  if awa_store.has_waits() then
    perform awa_store.free_children(after_end.job_ids, after_end.state);
  end if;
end
$$;

-- Why jobs must not end here: null, or the code, message and hint of an error. What would follow their end needs
-- triggers: AW013. For a verb, which raises it; free_places and free_children do so where it was not asked.
create or replace function awa_store.end_fault(job_ids bigint[])
returns text[]
language plpgsql
stable
as $$
begin
  if current_setting('session_replication_role') <> 'replica' then
    return null;
  end if;
  if exists (select from awa_store.place p where p.job_id = any (end_fault.job_ids)) then
    return awa_store.triggers_fault('giving up the place of a concurrency key');
  end if;
  if exists (
    select from awa_store.wait w where w.on_kind = 'job' and w.on_id = any (end_fault.job_ids::text[]))
  then
    return awa_store.triggers_fault('the end of a job that others wait for');
  end if;
  return null;
end
$$;

call awa_store.publish('awa_store.after_end');
call awa_store.publish('awa_store.end_fault');
