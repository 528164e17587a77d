-- Ends a job that waits in deferred as cancelled or failed, with the reason; false if it is not there any more.
create or replace function awa_store.bury_deferred(job_id bigint, state text, reason text)
returns boolean
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $$
begin
  with gone as (
    delete from awa_store.deferred d where d.job_id = bury_deferred.job_id returning d.*
  )
  insert into awa_store.ended (
    job_id, run_at, created_at, attempted_at, finalized_at, keep_until, worker_id, partition, priority, attempt, max_attempts,
    state, queue, kind, args, ordering_key, unique_key, tags, metadata, options, progress, errors, stack, reason)
  select
    g.job_id, g.run_at, g.created_at, g.attempted_at, awa_store.clock(),
    awa_store.clock() + make_interval(secs => awa_store.option_seconds(g.options, 'keep')), g.worker_id, g.partition, g.priority, greatest(g.attempt - 1, 0),
    g.max_attempts, bury_deferred.state, g.queue, g.kind, g.args, g.ordering_key, g.unique_key, g.tags, g.metadata, g.options,
    g.progress, g.errors, g.stack, bury_deferred.reason
  from gone g;
  if not found then
    return false;
  end if;
  perform awa_store.after_end(array[bury_deferred.job_id], bury_deferred.state);
  return true;
end
$$;

call awa_store.publish('awa_store.bury_deferred');
