-- How many jobs of a queue, or of each (null), run; queues without any are left out. By index only, since the planner
-- takes the claims that tick has not come to yet for many more than they are.
create or replace function awa_store.running_jobs(queue text)
returns table (queue_name text, jobs bigint)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
  return query
  select
    c.queue,
    sum(
      cardinality(c.job_ids)
      - coalesce(
        (select sum(o.jobs) from awa_store.outcome o where o.claim_id = c.claim_id and o.segment = c.segment),
        0))::bigint
  from awa_store.running_claim r
  cross join lateral (
    select c.* from awa_store.claim c where c.claim_id = r.claim_id and c.segment = r.segment offset 0
  ) c
  where running_jobs.queue is null or c.queue = running_jobs.queue
  group by c.queue;
end
$$;

call awa_store.plan('awa_store.running_jobs', 'walk');
call awa_store.publish('awa_store.running_jobs');
