-- Deletes what is left of forgotten jobs when no child can ask for it any more, at most max_rows; see table forgotten.
-- In three looks: at the second, all that have forgotten a job before the first are over, so who has seen the job has a
-- number already, below that of the second look; at the third all these are over, too. They are an hour apart at least,
-- for who looks from an older snapshot without a number. What children that have come meanwhile still wait for stays
-- until they have been seen to.
create or replace function awa_store.forget_parents(max_rows int)
returns void
language plpgsql
volatile
as $$
declare
  v_is_fresh boolean := pg_current_xact_id_if_assigned() is null;
  v_oldest xid8 := pg_snapshot_xmin(pg_current_snapshot());
  v_watch awa_store.watch;
  v_count int;
begin
  if not exists (select from awa_store.forgotten) then
    return;
  end if;
  select w.* into strict v_watch from awa_store.watch w;
  if v_watch.forgotten_below is null then
    update awa_store.watch w set forgotten_below = pg_current_xact_id(), forgotten_when = null;
  elsif v_watch.forgotten_when is null then
    if v_is_fresh and v_watch.forgotten_below <= v_oldest then
      update awa_store.watch w set forgotten_when = pg_current_xact_id(), forgotten_at = awa_store.clock();
    end if;
  elsif v_watch.forgotten_when <= v_oldest and v_watch.forgotten_at <= awa_store.clock() - interval '1 hour' then
    delete from awa_store.forgotten f
    where f.job_id = any (array(
      select o.job_id
      from awa_store.forgotten o
      where o.xid < v_watch.forgotten_below
        and not exists (select from awa_store.wait w where w.on_kind = 'job' and w.on_id = o.job_id::text)
      order by o.xid
      limit forget_parents.max_rows));
    get diagnostics v_count = row_count;
    if v_count < forget_parents.max_rows then
      update awa_store.watch w set forgotten_below = null;
    end if;
  end if;
end
$$;

call awa_store.plan('awa_store.forget_parents', 'walk');
call awa_store.publish('awa_store.forget_parents');
