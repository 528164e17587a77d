-- Refuses a ledger whose stored transaction ids lie ahead of the server's: it came from another cluster by dump or copy, and
-- cursors would take new jobs for claimed ones. The newest claim and the newest job tell.
-- Errors: AW007.
create or replace function awa_store.check_transaction_ids()
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  v_known bigint;
  v_next bigint;
begin
  select greatest(
    (
      select pg_snapshot_xmax(c.cur) from awa_store.claim c order by c.claim_id desc limit 1
    ),
    (select e.xid from awa_store.ready e order by e.job_id desc limit 1))::text
  into v_known;
  -- Taken after the look, so that nothing committed meanwhile can seem to lie ahead. What this transaction wrote itself may
  -- name its own id, and a window that ends right after it.
  v_next := greatest(
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint + 1);
  if v_known > v_next then
    raise exception using
      errcode = 'AW007',
      message = format('the jobs of this database come from another server: they know transaction %s, this server is at %s', v_known, v_next),
      hint = 'A dump or a logical copy of schema awa_store cannot be worked on in this version. Install awa anew here and enqueue '
        || 'what still waits; awa_store.ready and awa_store.deferred have it.';
  end if;
end
$$;

call awa_store.publish('awa_store.check_transaction_ids');
