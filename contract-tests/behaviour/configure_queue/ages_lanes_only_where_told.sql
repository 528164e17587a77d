-- aging 0: a lane never counts as more urgent than it is, however long it waits; the answer may be passed again.
set search_path = tap;
select plan(6);

select stop_clock();
select is((select aging from awa.configure_queue('strict', '{"create": true, "aging": 0}')), 0::float8, 'never is 0');
select is((select aging from awa.get_queue('strict')), 0::float8, 'also when asked for');
select is((select aging from awa.configure_queue('copy', jsonb_build_object('create', true, 'aging', aging))), 0::float8, 'and passed again')
from awa.get_queue('strict');
select is((select aging from awa.configure_queue('copy', '{"aging": "0 s"}')), 0::float8, 'as an interval, too');

select from unnest('{strict,plain}'::text[]) q, generate_series(1, 8) n, awa.insert_job('old', to_jsonb(n), queue => q, priority => 4);
select advance_clock('1 day');
select from unnest('{strict,plain}'::text[]) q, generate_series(1, 8) n, awa.insert_job('new', to_jsonb(n), queue => q, priority => 1);
select is((select count(*) from awa.claim_jobs(worker(), 'strict', 8) where kind = 'new'), 8::bigint, 'urgent jobs come first, all of them');
select is((select count(*) from awa.claim_jobs(worker(), 'plain', 8) where kind = 'new'), 6::bigint, 'elsewhere one in four is an old one');

select * from finish();
