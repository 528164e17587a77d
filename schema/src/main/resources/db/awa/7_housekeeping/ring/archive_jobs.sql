-- Copies the jobs of an outcome, or one of them, whose entries lie in the segment.
create or replace function awa_store.archive_jobs(segment int, outcome awa_store.outcome, job_id bigint default null)
returns void
language plpgsql
volatile
as $$
begin
  execute format(
    'insert into awa_store.ended
    select a.*
    from (
      select
        r::awa_store.ready as entry, c.claimed_at, c.worker_id,
        nullif($1.results -> (j.n - 1)::int, ''null'') as result
      from awa_store.claim c
      cross join unnest($1.job_ids) with ordinality j (job_id, n)
      join awa_store.ready_%s r on r.job_id = j.job_id
      where c.claim_id = $1.claim_id and c.segment = $1.segment and (j.job_id = $2 or $2 is null)
        and not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
      offset 0
    ) j
    cross join lateral awa_store.archived(j.entry, $1.state, j.claimed_at, $1.settled_at, j.worker_id, j.result) a
    on conflict do nothing',
    archive_jobs.segment)
  using archive_jobs.outcome, archive_jobs.job_id;
end
$$;

call awa_store.plan('awa_store.archive_jobs', 'walk');
call awa_store.publish('awa_store.archive_jobs');
