-- The product of two 64-bit numbers modulo 2^64, in the bits of a bigint.
create or replace function awa_store.multiply64(a bigint, b bigint)
returns bigint
language plpgsql
immutable
parallel safe
as $$
declare
  v_product numeric := mod(a::numeric * b, 18446744073709551616);
begin
  return case
    when v_product > 9223372036854775807 then v_product - 18446744073709551616
    when v_product < -9223372036854775808 then v_product + 18446744073709551616
    else v_product
  end;
end
$$;

call awa_store.publish('awa_store.multiply64');
