-- The present snapshot without this transaction, which may write more after it.
create or replace function awa_store.past_snapshot()
returns pg_snapshot
language plpgsql
volatile
as $$
declare
  v_now pg_snapshot := pg_current_snapshot();
  v_own xid8 := pg_current_xact_id_if_assigned();
begin
  if v_own is null or v_own >= pg_snapshot_xmax(v_now) then
    return v_now;
  end if;
  return format(
    '%s:%s:%s',
    least(pg_snapshot_xmin(v_now), v_own),
    v_own,
    (select string_agg(x::text, ',' order by x) from pg_snapshot_xip(v_now) x where x < v_own))::pg_snapshot;
end
$$;

call awa_store.publish('awa_store.past_snapshot');
