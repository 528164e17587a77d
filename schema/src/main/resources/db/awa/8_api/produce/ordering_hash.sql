-- The 64-bit hash of an ordering key, unsigned: over its UTF-8 bytes h = (h * 1099511628211 + byte) mod 2^64, from
-- 14695981039346656037. In decimal digits, since few languages have such a number.
-- Errors: AW001 key missing, AW003 key longer than 500 bytes.
-- Locks: none.
-- Roles: producer, worker, operator, observer.
create or replace function awa.ordering_hash(key text)
returns text
language plpgsql
immutable
parallel safe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bits bigint;
begin
  perform awa_store.check_ordering_key(key);
  v_bits := awa_store.ordering_bits(key);
  return case when v_bits < 0 then v_bits + 18446744073709551616 else v_bits end::text;
end
$$;

call awa_store.publish('awa.ordering_hash', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.ordering_hash is 'Hashes an ordering key to an unsigned 64-bit number, in decimal digits.';
