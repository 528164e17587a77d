-- The one clock of the engine. Tests replace this function; nothing else can move time.
create or replace function awa_store.clock()
returns timestamptz
language sql
volatile
as $$
  select clock_timestamp();
$$;

call awa_store.publish('awa_store.clock');
