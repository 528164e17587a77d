-- Moves a job from deferred into its lane.
create or replace function awa_store.enter_deferred(job_id bigint)
returns void
language plpgsql
volatile
set plan_cache_mode = force_generic_plan
as $$
begin
  with gone as (
    delete from awa_store.deferred d where d.job_id = enter_deferred.job_id returning d.*
  )
  insert into awa_store.ready (
    seq, job_id, lane, run_at, created_at, slot, attempt, max_attempts, queue, kind, args, ordering_key, unique_key, tags,
    metadata, options, progress, errors)
  select
    nextval('awa_store.entry_seq'), g.job_id, awa_store.present_lane(g.queue, g.partition, g.priority), g.run_at, g.created_at,
    r.current_slot, g.attempt, g.max_attempts, g.queue, g.kind, g.args, g.ordering_key, g.unique_key, g.tags, g.metadata,
    g.options, g.progress, g.errors
  from gone g
  cross join awa_store.ring r;
end
$$;

call awa_store.publish('awa_store.enter_deferred');
