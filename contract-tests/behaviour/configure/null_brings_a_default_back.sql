-- null in settings means the default, key by key, as it does for the arguments of every function.
set search_path = tap;
select plan(5);

create temp table at_first as select to_jsonb(c) as settings from awa.configure() c;
select from awa.configure('{"keep_completed": "2 h", "keep_failed": "2 h", "keep_cancelled": "2 h", "max_delay": "2 h"}');
select is(to_jsonb(c) -> k, f.settings -> k, k || ' is as at first')
from at_first f, jsonb_object_keys(f.settings) k, awa.configure(jsonb_build_object(k, null)) c;
select is(to_jsonb(c), f.settings, 'all of them by now') from at_first f, awa.configure() c;

select * from finish();
