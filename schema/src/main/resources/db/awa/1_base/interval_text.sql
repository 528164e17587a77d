-- An interval as text for messages, whatever IntervalStyle the caller has set.
create or replace function awa_store.interval_text(value interval)
returns text
language sql
stable
set intervalstyle = 'postgres'
as $$
  select value::text;
$$;

call awa_store.publish('awa_store.interval_text');
