-- The cursor at the beginning of the next window: the first one of a lane that was never claimed from. Null if there
-- can be none yet: a window may not end before the one before it, see window_snapshot.
create or replace function awa_store.next_window(cursor awa_store.cursor)
returns awa_store.cursor
language plpgsql
volatile
as $$
declare
  v_next pg_snapshot;
begin
  if cursor.cur is null then
    return row('0', '{}', awa_store.window_snapshot(), '0', 0)::awa_store.cursor;
  end if;
  if pg_current_xact_id_if_assigned() < pg_snapshot_xmax(cursor.cur) then
    return null;
  end if;
  v_next := awa_store.window_snapshot();
  return row(
    pg_snapshot_xmax(cursor.cur),
    array(select x from pg_snapshot_xip(cursor.cur) x where pg_visible_in_snapshot(x, v_next) order by x),
    v_next, '0', 0)::awa_store.cursor;
end
$$;

call awa_store.publish('awa_store.next_window');
