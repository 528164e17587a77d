-- The ordering hash as the 64 bits of a bigint. bigint arithmetic raises on overflow, so the hash is kept in two halves
-- of 32 bits; the prime is 2^40 + 435.
create or replace function awa_store.ordering_bits(key text)
returns bigint
language plpgsql
immutable
parallel safe
as $$
declare
  v_bytes bytea := convert_to(key, 'UTF8');
  v_low bigint := 2216829733;
  v_high bigint := 3421674724;
  v_sum bigint;
begin
  for i in 0..length(v_bytes) - 1 loop
    v_sum := v_low * 435 + get_byte(v_bytes, i);
    v_high := (v_high * 435 + (v_sum >> 32) + ((v_low & 16777215) << 8)) & 4294967295;
    v_low := v_sum & 4294967295;
  end loop;
  return (v_high << 32) | v_low;
end
$$;

call awa_store.publish('awa_store.ordering_bits');
