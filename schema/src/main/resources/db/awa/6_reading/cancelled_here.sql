-- The waiting jobs that this very transaction has cancelled, for the view jobs: they end only when it commits.
-- Views call it as whoever reads them.
create or replace function awa_store.cancelled_here()
returns table (job_id bigint, seq bigint, withdrawn_at timestamptz, reason text)
rows 1
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  if pg_current_xact_id_if_assigned() is null then
    return;
  end if;
  return query
  select w.job_id, w.seq, w.withdrawn_at, w.reason
  from awa_store.withdrawn w
  where w.purpose = 'cancel' and w.withdrawn_by = pg_current_xact_id_if_assigned()
    and not exists (select from awa_store.ended d where d.job_id = w.job_id)
    and not exists (select from awa_store.deferred d where d.job_id = w.job_id)
    and not exists (select from awa_store.ready n where n.job_id = w.job_id and n.seq > w.seq);
end
$$;

call awa_store.plan('awa_store.cancelled_here', 'fixed');
call awa_store.publish('awa_store.cancelled_here', 'awa_operator', 'awa_observer');
