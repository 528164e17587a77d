-- The partition of an ordering key among that many: its hash, mixed, modulo partitions.
create or replace function awa_store.partition_of(key text, partitions int)
returns int
language plpgsql
immutable
parallel safe
as $$
declare
  v bigint := awa_store.ordering_bits(key) # -7111998346467275631;
begin
  v := v # ((v >> 30) & 17179869183);
  v := awa_store.multiply64(v, -4658895280553007687);
  v := v # ((v >> 27) & 137438953471);
  v := awa_store.multiply64(v, -7723592293110705685);
  v := v # ((v >> 31) & 8589934591);
  -- Unsigned: the remainder of all bits but the last one, then of that one.
  return (((v >> 1) & 9223372036854775807) % partitions * 2 + (v & 1)) % partitions;
end
$$;

call awa_store.publish('awa_store.partition_of');
