-- What get_job, list_jobs and the view jobs tell of a job beside its columns: of a pending one the parents that it
-- still waits for, of a running one the name of its worker. Views call it as whoever reads them. What is too long for a
-- list, get_job alone adds: see last_failure.
create or replace function awa_store.job_details(job_id bigint, state text, worker_id uuid default null)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_details jsonb;
begin
  if job_details.state = 'pending' then
    select jsonb_strip_nulls(
      jsonb_build_object(
        'parents', jsonb_agg(w.on_id::bigint order by w.on_id::bigint) filter (where w.on_kind = 'job'),
        'parents_needed', (select d.needs from awa_store.deferred d where d.job_id = job_details.job_id limit 1),
        'parents_until', max(awa_store.time_text(w.due_at)) filter (where w.on_kind = 'time')))
    into v_details
    from awa_store.wait w
    where w.job_id = job_details.job_id and w.on_kind <> 'place'
    having count(*) > 0;
  elsif job_details.state = 'running' then
    select jsonb_build_object('worker', w.name) into v_details
    from awa_store.worker w
    where w.worker_id = job_details.worker_id;
  end if;
  return coalesce(v_details, '{}');
end
$$;

call awa_store.plan('awa_store.job_details', 'probe');
call awa_store.publish('awa_store.job_details', 'awa_operator', 'awa_observer');
