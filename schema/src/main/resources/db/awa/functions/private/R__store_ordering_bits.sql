-- The ordering hash as the 64 bits of a bigint. bigint arithmetic raises on overflow, so the product with the prime
-- 2^40 + 435 is taken from 32-bit halves.
create or replace function awa_store.ordering_bits(key text)
returns bigint
language plpgsql
immutable
parallel safe
as $$
declare
  v_bytes bytea := convert_to(key, 'UTF8');
  v_hash bigint := -3750763034362895579;
begin
  for i in 0..length(v_bytes) - 1 loop
    v_hash := awa_store.add64(
      awa_store.add64(v_hash << 40, awa_store.multiply64(v_hash, 435)), get_byte(v_bytes, i));
  end loop;
  return v_hash;
end
$$;

call awa_store.publish('awa_store.ordering_bits');
