-- The vectors around changes of the clock, which were made by walking over instants.
set search_path = tap;
select plan((select jsonb_array_length(body -> 'vectors')::int from vectors where name = 'cron'));

select is(
  array(select f.fire_at from awa.next_fires(v ->> 'expr', v ->> 'zone', (v ->> 'after')::timestamptz, jsonb_array_length(v -> 'next')) f),
  array(select e::timestamptz from jsonb_array_elements_text(v -> 'next') e),
  format('%s in %s after %s', v ->> 'expr', v ->> 'zone', v ->> 'after'))
from vectors, jsonb_array_elements(body -> 'vectors') v
where name = 'cron';

select * from finish();
