-- get_queue answers what configure_queue has set, times in seconds, which may be passed again; and of a queue without a configuration
-- what holds for it.
set search_path = tap;
select plan(5);

select from awa.put_limit('l', '{"concurrency": 3}');
select from awa.configure_queue('q', '{"create": true, "partitions": 4, "paused": true, "aging": "10 s", "keep_completed": "5 days", "keep_failed": 0.5,
  "max_waiting": 7, "on_full": "refuse", "max_args_bytes": 100, "limits": ["l"]}');
select results_eq($$select * from awa.get_queue('q')$$,
  $$select 'q', 4, true, 10::float8, 432000::float8, 0.5::float8, null::float8, 7::bigint, 'refuse', 100, null::int, null::int, null::int, '{l}'::text[], true$$,
  'all of it');

select from awa.configure_queue('copy', (
  select to_jsonb(g) - '{queue_name,is_configured}'::text[] || '{"create": true}' from awa.get_queue('q') g));
select results_eq($$select to_jsonb(g) - 'queue_name' from awa.get_queue('copy') g$$, $$select to_jsonb(g) - 'queue_name' from awa.get_queue('q') g$$,
  'and it may be passed again');

select from awa.insert_job('x', queue => 'jobs');
select results_eq($$select partitions, paused, aging, is_configured from awa.get_queue('jobs')$$, $$values (1, false, 60::float8, false)$$,
  'a queue with jobs needs no configuration');
select results_eq($$select partitions, paused, aging, is_configured from awa.get_queue('none')$$, $$values (1, false, 60::float8, false)$$,
  'nor does one that nobody knows');
select is(kept('queues'), 2::bigint, 'asking makes none');

select * from finish();
