-- Whether a time is in the years 1 to 9999, which every language has.
create or replace function awa_store.is_time(value timestamptz)
returns boolean
language sql
immutable
as $$
  select value between '0001-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00';
$$;

call awa_store.publish('awa_store.is_time');
