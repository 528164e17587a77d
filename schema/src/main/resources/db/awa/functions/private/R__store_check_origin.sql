-- Refuses a ledger that came from another cluster by dump or copy and does not fit this one: its transaction ids lie ahead of
-- the server's, and cursors would take new jobs for claimed ones; or its sequences were left behind, as logical replication
-- does, and ids would be given twice. The newest claim and the newest job tell.
-- Errors: AW007.
create or replace function awa_store.check_origin()
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
  v_job bigint;
  v_given bigint;
begin
  select
    greatest(
      (select pg_snapshot_xmax(c.cur) from awa_store.claim c order by c.claim_id desc limit 1),
      (select e.xid from awa_store.ready e order by e.job_id desc limit 1))::text,
    greatest(
      (select e.job_id from awa_store.ready e order by e.job_id desc limit 1),
      (select d.job_id from awa_store.deferred d order by d.job_id desc limit 1),
      (select e.job_id from awa_store.ended e order by e.job_id desc limit 1))
  into v_known, v_job;
  -- Taken after the look, so that nothing committed meanwhile can seem to lie ahead. What this transaction wrote itself may
  -- name its own id, and a window that ends right after it.
  v_next := greatest(
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_current_xact_id_if_assigned()::text::bigint + 1);
  v_given := (select s.last_value from awa_store.entry_seq s);
  if v_known > v_next or v_job > v_given then
    raise exception using
      errcode = 'AW007',
      message = format(
        'the jobs of this database come from another server: they know transaction %s and job %s, this server is at %s and %s',
        coalesce(v_known, 0), coalesce(v_job, 0), v_next, v_given),
      hint = 'Stop producers and call awa.repair() once, as an operator.';
  end if;
end
$$;

call awa_store.publish('awa_store.check_origin');
