-- get_queue: the configuration of a queue.
set search_path = tap;
select plan(18);

select has_function('awa', 'get_queue', array['text'], 'get_queue exists');
select is(pg_get_function_arguments('awa.get_queue'::regproc), 'queue text', 'arguments of get_queue');
select is(pg_get_function_result('awa.get_queue'::regproc),
  'TABLE(queue_name text, partitions integer, paused boolean, aging double precision, keep_completed double precision, '
  'keep_failed double precision, keep_cancelled double precision, max_waiting bigint, on_full text, max_args_bytes integer, '
  'max_metadata_bytes integer, max_tags_bytes integer, max_key_bytes integer, limits text[], is_configured boolean)',
  'result of get_queue');
select volatility_is('awa', 'get_queue', 'stable', 'get_queue is stable');
select is(executors('get_queue'), '{awa_observer,awa_operator,awa_owner,awa_worker}', 'who may call get_queue');
select keeps_the_rules('get_queue');

-- Errors.
select refuses('select awa.get_queue(null)', 'AW001', '%queue%null%', 'a name is needed');
select refuses($$select awa.get_queue('')$$, 'AW001', '%queue%', 'an empty name is refused');
select refuses($$select awa.get_queue(repeat('q', 201))$$, 'AW003', '%queue%', 'a name of 201 letters is refused');

select results_eq($$select * from awa.get_queue('q')$$,
  $$select 'q', 1, false, 60::float8, null::float8, null::float8, null::float8, null::bigint, 'off', null::int, null::int, null::int,
    null::int, '{}'::text[], false$$,
  'the defaults');
select results_eq($$select paused from awa.queue_stats()$$, array[]::boolean[], 'and no queue was made');
select is_empty($$select * from awa.get_queue('q') where is_configured$$, 'nor by asking again');

select * from finish();
