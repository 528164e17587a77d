-- The args of a job whose newest row does not have them itself: those of the newest entry that has. Null if they are
-- gone. Views call it as whoever reads them.
-- Errors: 40001 for a snapshot that the ring has turned away from.
create or replace function awa_store.payload_of(job_id bigint)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_args jsonb;
begin
  select r.args into v_args
  from awa_store.ready r
  where r.job_id = payload_of.job_id and r.args is not null
  order by r.seq desc
  limit 1;
  if not found then
    perform awa_store.refuse_old_snapshot();
  end if;
  return v_args;
end
$$;

call awa_store.plan('awa_store.payload_of', 'probe');
call awa_store.publish('awa_store.payload_of', 'awa_operator', 'awa_observer');
