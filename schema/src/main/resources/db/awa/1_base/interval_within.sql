-- How many seconds an interval has if a month has so many days; epoch counts 365.25 for a year and 30 for a month.
create or replace function awa_store.interval_seconds(value interval, days_of_month float8)
returns float8
language sql
immutable
as $$
  select date_part('epoch', value)
    + 86400 * (
      date_part('year', value) * (12 * days_of_month - 365.25) + date_part('month', value) * (days_of_month - 30));
$$;

-- Whether an interval, added to whatever time, puts it off by so many seconds. Of a month nobody knows how long it is,
-- so it must hold for months of 28 days as for those of 30.5, twelve of which are a leap year.
create or replace function awa_store.interval_within(value interval, least_seconds float8, most_seconds float8)
returns boolean
language sql
immutable
as $$
  -- Each part by itself, too: a time takes them one after the other.
  select isfinite(value)
    and abs(date_part('year', value)) <= 200 and abs(date_part('day', value)) <= 80000
    and abs(date_part('hour', value)) <= 2000000
    and least(awa_store.interval_seconds(value, 28), awa_store.interval_seconds(value, 30.5)) >= least_seconds
    and greatest(awa_store.interval_seconds(value, 28), awa_store.interval_seconds(value, 30.5)) <= most_seconds;
$$;

call awa_store.publish('awa_store.interval_within');
call awa_store.publish('awa_store.interval_seconds');
