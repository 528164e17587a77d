-- The number of the lowest bit that is set in a mask of up to 62 bits; the mask must not be 0.
create or replace function awa_store.lowest_bit(mask bigint)
returns int
language sql
immutable
as $$
  select (ln((mask & -mask)::float8) / ln(2::float8))::int;
$$;

call awa_store.publish('awa_store.lowest_bit');
