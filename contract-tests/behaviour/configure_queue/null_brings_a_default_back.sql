-- null in settings means the default, the same for each key; what is set anew stays.
set search_path = tap;
select plan(18);

create function pg_temp.of(p_queue text) returns jsonb language sql as $$
  select to_jsonb(g) - '{queue_name,is_configured}'::text[] from awa.get_queue(p_queue) g
$$;
select from awa.put_limit('l', '{"concurrency": 3}');
create temp table given (settings jsonb);
insert into given values ('{"partitions": 3, "paused": true, "aging": 10, "keep_completed": 1, "keep_failed": 2, "keep_cancelled": 3,
  "max_waiting": 4, "on_full": "refuse", "max_args_bytes": 5, "max_metadata_bytes": 6, "max_tags_bytes": 7, "max_key_bytes": 8,
  "limits": ["l"]}');
select from given g, awa.configure_queue('q', g.settings || '{"create": true}');
select is(pg_temp.of('q'), g.settings, 'a queue where nothing is as by default') from given g;
select is(
  (select to_jsonb(c) - '{queue_name,is_configured}'::text[] from awa.configure_queue('q', jsonb_build_object(k, null)) c),
  (select g.settings || jsonb_object_agg(d, pg_temp.of('none') -> d) from jsonb_object_keys(g.settings) d where d <= k),
  k || ' is as by default, and those that have not had their turn as they were')
from given g, jsonb_object_keys(g.settings) k order by k;
select is(pg_temp.of('q'), pg_temp.of('none'), 'in the end all of it');

select from awa.configure_queue('q', '{"max_waiting": 1, "on_full": "refuse"}');
select from awa.insert_job('x', queue => 'q');
select from awa.tick();
select refuses($$select awa.insert_job('x', queue => 'q')$$, 'AW009', 'queue q is full%', 'a full queue refuses jobs');
select from awa.configure_queue('q', '{"on_full": null}');
select is((select outcome from awa.insert_job('x', queue => 'q')), 'inserted', 'a queue that no longer refuses takes jobs at once');
create temp table answer as select c.* from awa.configure_queue('q', '{"paused": true}') c;
select results_eq('select * from answer', $$select * from awa.get_queue('q')$$, 'both functions answer one row');

select * from finish();
