-- The one clock of the engine. Tests replace this function; nothing else can move time.
create or replace function awa_store.clock()
returns timestamptz
language sql
volatile
as $$
  select clock_timestamp();
$$;

-- Views call it as whoever reads them; the schema itself stays closed to them.
call awa_store.publish('awa_store.clock', 'awa_operator', 'awa_observer');
