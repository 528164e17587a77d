-- Deletes ended jobs from ended, and returns which; how they ended otherwise than completed stays in forgotten for a
-- while.
create or replace function awa_store.forget_jobs(job_ids bigint[])
returns table (queue text, state text, finalized_at timestamptz)
language plpgsql
volatile
as $$
#variable_conflict use_column
begin
  return query
  with gone as (
    delete from awa_store.ended e
    where e.job_id = any (forget_jobs.job_ids)
    returning e.job_id, e.queue, e.state, e.finalized_at
  ),
  noted as (
    insert into awa_store.forgotten (job_id, ended_state)
    select g.job_id, g.state from gone g where g.state <> 'completed'
    on conflict on constraint forgotten_pkey do update set xid = excluded.xid, ended_state = excluded.ended_state
  )
  select g.queue, g.state, g.finalized_at from gone g;
end
$$;

call awa_store.plan('awa_store.forget_jobs', 'probe');
call awa_store.publish('awa_store.forget_jobs');
