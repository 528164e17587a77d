-- configure_queue: makes or changes the configuration of a queue.
set search_path = tap;
select plan(37);

select has_function('awa', 'configure_queue', array['text', 'jsonb'], 'configure_queue exists');
select is(pg_get_function_arguments('awa.configure_queue'::regproc),
  'queue text, settings jsonb DEFAULT ''{}''::jsonb',
  'arguments of configure_queue');
select is(pg_get_function_result('awa.configure_queue'::regproc),
  'TABLE(queue_name text, partitions integer, paused boolean, aging double precision, keep_completed double precision, '
  'keep_failed double precision, keep_cancelled double precision, max_waiting bigint, on_full text, max_args_bytes integer, '
  'max_metadata_bytes integer, max_tags_bytes integer, max_key_bytes integer, limits text[], is_configured boolean)',
  'result of configure_queue');
select volatility_is('awa', 'configure_queue', 'volatile', 'configure_queue is volatile');
select is(executors('configure_queue'), '{awa_operator,awa_owner}', 'who may call configure_queue');
select keeps_the_rules('configure_queue');

-- Errors.
select refuses('select awa.configure_queue(null)', 'AW001', '%queue%null%', 'a name is needed');
select refuses($$select awa.configure_queue('')$$, 'AW001', '%queue%', 'an empty name is refused');
select refuses($$select awa.configure_queue(repeat('q', 201))$$, 'AW003', '%queue%', 'a name of 201 letters is refused');
select refuses($$select awa.configure_queue('q', '{"pause": true}')$$, 'AW002', '%pause%', 'an unknown key is named');
select refuses($$select awa.configure_queue('q', '7')$$, 'AW001', '%7%', 'settings are an object');
select refuses($$select awa.configure_queue('q', '{"partitions": 0}')$$, 'AW001', '%partitions%0%', 'a partition is needed');
select refuses($$select awa.configure_queue('q', '{"partitions": 1025}')$$, 'AW001', '%partitions%1025%',
  'partitions have a limit');
select refuses($$select awa.configure_queue('q', '{"partitions": 1.5}')$$, 'AW001', '%partitions%1.5%', 'partitions are whole');
select refuses($$select awa.configure_queue('q', '{"paused": "yes"}')$$, 'AW001', '%paused%yes%', 'paused is a boolean');
select refuses($$select awa.configure_queue('q', '{"aging": "-1 s"}')$$, 'AW001', '%aging%-1 s%', 'aging is not negative');
select refuses($$select awa.configure_queue('q', '{"keep_completed": "never"}')$$, 'AW001', '%keep_completed%never%',
  'keep_completed is an interval');
select refuses($$select awa.configure_queue('q', '{"keep_failed": "-1 s"}')$$, 'AW001', '%keep_failed%-1 s%',
  'keep_failed is positive');

select refuses($$select awa.configure_queue('q', '{"max_waiting": 0}')$$, 'AW001', '%max_waiting%0%', 'max_waiting is positive');
select refuses($$select awa.configure_queue('q', '{"on_full": "drop"}')$$, 'AW001', '%on_full%drop%', 'on_full is one of three');
select refuses($$select awa.configure_queue('q', '{"max_args_bytes": 1048577}')$$, 'AW001', '%max_args_bytes%1048577%', 'args have a limit anyway');
select refuses($$select awa.configure_queue('q', '{"max_metadata_bytes": 65537}')$$, 'AW001', '%max_metadata_bytes%65537%', 'metadata, too');
select refuses($$select awa.configure_queue('q', '{"max_tags_bytes": "5"}')$$, 'AW001', '%max_tags_bytes%5%', 'a limit is a number');
select refuses($$select awa.configure_queue('q', '{"max_key_bytes": 1.5}')$$, 'AW001', '%max_key_bytes%1.5%', 'a whole one');

select refuses($$select awa.configure_queue('q', '{"limits": "l"}')$$, 'AW001', 'limits must be a list of up to 10 names of limits, not "l"', 'limits are a list');
select refuses($$select awa.configure_queue('q', '{"limits": ["l", 1]}')$$, 'AW001', 'limits must be a list of%', 'of names');
select refuses($$select awa.configure_queue('q', '{"limits": ["l"]}')$$, 'AW010', 'there is no limit "l"', 'of limits that are there');
select refuses($$select awa.configure_queue('q', '{"create": 1}')$$, 'AW001', 'create%1%', 'create is a boolean');
select refuses($$select awa.configure_queue('q', '{"paused": true}')$$, 'AW010', 'queue q %', 'a queue that nobody knows is not made by mistake');
select refuses($$select awa.configure_queue('q', '{"create": false}')$$, 'AW010', 'queue q %', 'nor where it is not to be made');

select results_eq($$select * from awa.configure_queue('q', '{"create": true}')$$,
  $$select 'q', 1, false, 60::float8, null::float8, null::float8, null::float8, null::bigint, 'off', null::int,
    null::int, null::int, null::int, '{}'::text[], true$$,
  'the defaults, and refused values left them alone');

select * from finish();
