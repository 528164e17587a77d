-- The partition, 0 to partitions - 1, that a queue with that many partitions gives to an ordering key: the ordering
-- hash, mixed, modulo partitions.
-- Errors: AW001 key missing or partitions out of range, AW003 key too long.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.partition_for_key(key text, partitions int)
returns int
language plpgsql
immutable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v bigint;
begin
  if key is null then
    raise exception using errcode = 'AW001', message = 'key must not be null', hint = 'Pass the ordering key of the job.';
  end if;
  if octet_length(key) > 500 then
    raise exception using
      errcode = 'AW003',
      message = format('key %s... is longer than 500 bytes', left(key, 40)),
      hint = 'No job has such an ordering key.';
  end if;
  if partitions is null or partitions < 1 or partitions > 1024 then
    raise exception using
      errcode = 'AW001',
      message = format('partitions must be 1 to 1024, not %s', coalesce(partitions::text, 'null')),
      hint = 'Pass the number of partitions of the queue.';
  end if;
  v := awa_store.ordering_bits(key) # -7111998346467275631;
  v := v # ((v >> 30) & 17179869183);
  v := awa_store.multiply64(v, -4658895280553007687);
  v := v # ((v >> 27) & 137438953471);
  v := awa_store.multiply64(v, -7723592293110705685);
  v := v # ((v >> 31) & 8589934591);
  return (case when v < 0 then v + 18446744073709551616 else v end % partitions)::int;
end
$$;

call awa_store.publish('awa.partition_for_key', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.partition_for_key is 'Tells which partition of a queue an ordering key belongs to.';
