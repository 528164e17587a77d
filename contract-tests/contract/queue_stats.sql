-- queue_stats: how many jobs a queue holds in each state.
set search_path = tap;
select plan(17);

select has_function('awa', 'queue_stats', array['text'], 'queue_stats exists');
select is(pg_get_function_arguments('awa.queue_stats'::regproc),
  'queue text DEFAULT NULL::text',
  'arguments of queue_stats');
select is(pg_get_function_result('awa.queue_stats'::regproc),
  'TABLE(queue_name text, pending bigint, scheduled bigint, available bigint, blocked bigint, running bigint, retryable bigint, '
  'waiting_external bigint, completed bigint, failed bigint, cancelled bigint, completed_last_minute bigint, '
  'oldest_available_at timestamp with time zone, partitions integer, paused boolean, details jsonb)',
  'result of queue_stats');
select volatility_is('awa', 'queue_stats', 'stable', 'queue_stats is stable');
select is(executors('queue_stats'), '{awa_observer,awa_operator,awa_owner,awa_worker}', 'who may call queue_stats');
select keeps_the_rules('queue_stats');

-- Errors.
select refuses($$select awa.queue_stats('')$$, 'AW001', '%queue%', 'an empty name is refused');
select refuses($$select awa.queue_stats(repeat('q', 201))$$, 'AW003', '%queue%', 'a name of 201 letters is refused');

select is_empty('select * from awa.queue_stats()', 'no queue has jobs or a configuration');
select results_eq($$select * from awa.queue_stats('q')$$,
  $$select 'q', 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint,
    0::bigint, null::timestamptz, 1, false, '{}'::jsonb$$,
  'a queue that is asked for by name has a row');
select results_eq('select * from awa.queue_stats(null)', 'select * from awa.queue_stats()', 'null is the default');

select * from finish();
