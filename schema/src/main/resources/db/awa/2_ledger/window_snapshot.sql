-- The snapshot that a lane's next window ends with: the present one, or, in a transaction that has written already, one
-- that ends right after it. The own id counts as visible, so that jobs promoted by this very call can be claimed; but
-- the transaction may still insert. As the window's last id, its later rows lie behind the cursor's position in the
-- same window and are not passed over.
create or replace function awa_store.window_snapshot()
returns pg_snapshot
language plpgsql
volatile
as $$
declare
  v_now pg_snapshot := pg_current_snapshot();
  v_own bigint := pg_current_xact_id_if_assigned()::text;
begin
  -- So many subtransactions of others since the last end of a transaction would make a snapshot too large to keep; own
  -- rows wait for the next window then.
  if v_own is null or v_own - pg_snapshot_xmax(v_now)::text::bigint > 100 then
    return v_now;
  end if;
  -- Ids from xmax up to the own one had begun and not ended when the snapshot was taken.
  return format(
    '%s:%s:%s',
    least(pg_snapshot_xmin(v_now)::text::bigint, v_own),
    v_own + 1,
    (
      select string_agg(x::text, ',' order by x)
      from (
        select i::text::bigint from pg_snapshot_xip(v_now) i
        union all
        select generate_series(pg_snapshot_xmax(v_now)::text::bigint, v_own - 1)
      ) r (x)
      where x < v_own
    ))::pg_snapshot;
end
$$;

call awa_store.publish('awa_store.window_snapshot');
