-- What follows the end of jobs: their unique keys are given up or kept, others get their places, children may run.
create or replace function awa_store.after_end(job_ids bigint[], state text)
returns void
language plpgsql
volatile
as $$
begin
  perform awa_store.free_keys(after_end.job_ids, after_end.state);
  perform awa_store.free_places(after_end.job_ids);
  if awa_store.has_parents() then
    perform awa_store.free_children(after_end.job_ids, after_end.state);
  end if;
end
$$;

call awa_store.publish('awa_store.after_end');
