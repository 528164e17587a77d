-- How many jobs of a queue ended in a state after the given time; counts only what count_histories has not counted.
create or replace function awa_store.ended_jobs(queue text, state text, after timestamptz)
returns bigint
language plpgsql
stable
as $$
declare
  v_jobs bigint;
  v_from timestamptz;
  v_until timestamptz;
begin
  select sum(c.jobs), min(c.from_at), max(c.until_at) into v_jobs, v_from, v_until
  from awa_store.ended_count c
  where c.queue = ended_jobs.queue and c.state = ended_jobs.state and c.from_at > ended_jobs.after;
  if v_from is null then
    return awa_store.ended_between(ended_jobs.queue, ended_jobs.state, ended_jobs.after + interval '1 us', 'infinity');
  end if;
  return v_jobs
    + awa_store.ended_between(ended_jobs.queue, ended_jobs.state, ended_jobs.after + interval '1 us', v_from)
    + awa_store.ended_between(ended_jobs.queue, ended_jobs.state, v_until, 'infinity');
end
$$;

call awa_store.plan('awa_store.ended_jobs', 'probe');
call awa_store.publish('awa_store.ended_jobs');
