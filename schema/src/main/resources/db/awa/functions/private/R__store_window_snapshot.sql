-- The snapshot that a lane's next window ends with: the present one, capped at the caller's own transaction.
-- An own id below xmax counts as visible although the transaction may still insert; windows that reach beyond it would
-- then skip those rows. With xmax right above it, such rows lie after the cursor in the same window.
create or replace function awa_store.window_snapshot()
returns pg_snapshot
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
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
    pg_snapshot_xmin(v_now),
    v_own::text::bigint + 1,
    (select string_agg(x::text, ',' order by x) from pg_snapshot_xip(v_now) x where x < v_own))::pg_snapshot;
end
$$;

call awa_store.publish('awa_store.window_snapshot');
