-- The partition, 0 to partitions - 1, that a queue with that many partitions gives to an ordering key: the ordering
-- hash, mixed, modulo partitions.
-- Errors: AW001 key missing or partitions out of range, AW003 key longer than 500 bytes.
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
begin
  perform awa_store.check_ordering_key(key);
  if partitions is null or partitions < 1 or partitions > 1024 then
    raise exception using
      errcode = 'AW001',
      message = format('partitions must be 1 to 1024, not %s', coalesce(partitions::text, 'null')),
      hint = 'Pass the number of partitions of the queue.';
  end if;
  return awa_store.partition_of(key, partitions);
end
$$;

call awa_store.publish('awa.partition_for_key', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.partition_for_key is 'Tells which partition of a queue an ordering key belongs to.';
