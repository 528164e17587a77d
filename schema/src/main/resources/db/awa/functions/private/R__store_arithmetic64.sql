-- Sum and product of 64-bit numbers modulo 2^64, in the bits of a bigint.
create or replace function awa_store.add64(a bigint, b bigint)
returns bigint
language sql
immutable
parallel safe
as $$
  select ((((a >> 32) & 4294967295) + ((b >> 32) & 4294967295)
    + (((a & 4294967295) + (b & 4294967295)) >> 32)) << 32)
    | (((a & 4294967295) + (b & 4294967295)) & 4294967295);
$$;

create or replace function awa_store.multiply64(a bigint, b bigint)
returns bigint
language plpgsql
immutable
parallel safe
as $$
declare
  v_result bigint := 0;
begin
  -- 16 bits of b at a time: each partial product of a 32-bit half stays below 2^48.
  for i in 0..3 loop
    v_result := awa_store.add64(
      v_result,
      awa_store.add64(
        (a & 4294967295) * ((b >> (16 * i)) & 65535),
        (((a >> 32) & 4294967295) * ((b >> (16 * i)) & 65535)) << 32) << (16 * i));
  end loop;
  return v_result;
end
$$;

call awa_store.publish('awa_store.add64');
call awa_store.publish('awa_store.multiply64');
