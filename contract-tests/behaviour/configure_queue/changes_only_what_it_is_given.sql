-- A queue keeps what a later call leaves out.
set search_path = tap;
select plan(7);

select results_eq($$select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled from awa.configure_queue('q', '{"create": true}')$$,
  $$select 'q', 1, false, 60::float8, null::float8, null::float8, null::float8$$, 'the defaults');
select results_eq($$select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled from awa.configure_queue('q', '{"partitions": 4, "keep_completed": "5 days", "aging": "10 s"}')$$,
  $$select 'q', 4, false, 10::float8, 432000::float8, null::float8, null::float8$$, 'what is given is set');
select results_eq($$select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled from awa.configure_queue('q', '{"paused": true}')$$,
  $$select 'q', 4, true, 10::float8, 432000::float8, null::float8, null::float8$$, 'the rest stays as it is');
select results_eq($$select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled from awa.configure_queue('q', '{"keep_failed": 3600}')$$,
  $$select 'q', 4, true, 10::float8, 432000::float8, 3600::float8, null::float8$$,
  'call by call');
select results_eq($$select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled from awa.configure_queue('q', null)$$, $$select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled from awa.configure_queue('q')$$,
  'null changes nothing');
select results_eq($$select queue_name, partitions, paused from awa.configure_queue('other', '{"create": true}')$$, $$select 'other', 1, false$$,
  'other queues are not touched');
select results_eq($$select queue_name, partitions, paused from awa.queue_stats('q')$$, $$select 'q', 4, true$$,
  'and everybody sees it');

select * from finish();
