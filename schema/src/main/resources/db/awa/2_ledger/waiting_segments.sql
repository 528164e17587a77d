-- The segments in which entries may wait: the current one, and where else the ring says, as this snapshot has it. All
-- of them for a transaction that writes.
create or replace function awa_store.waiting_segments()
returns smallint[]
language plpgsql
stable
as $$
begin
  return coalesce(
    (
      select array[r.current_segment, r.older_segment]
      from awa_store.ring r
      where r.older_segment is not null and pg_current_xact_id_if_assigned() is null
    ),
    '{0,1,2,3}');
end
$$;

call awa_store.publish('awa_store.waiting_segments');
