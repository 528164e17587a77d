-- insert_jobs: enqueues many jobs with one statement, each as insert_job would.
set search_path = tap;
select plan(30);

select has_function('awa', 'insert_jobs', array['jsonb', 'jsonb'], 'insert_jobs exists');
select is(pg_get_function_arguments('awa.insert_jobs'::regproc),
  'jobs jsonb, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of insert_jobs');
select is(pg_get_function_result('awa.insert_jobs'::regproc),
  'TABLE(ordinal integer, id bigint, outcome text, state text, queue_name text, '
  'partition integer, due_at timestamp with time zone, unique_key bytea, queue_full boolean)',
  'result of insert_jobs');
select volatility_is('awa', 'insert_jobs', 'volatile', 'insert_jobs is volatile');
select is(executors('insert_jobs'), '{awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call insert_jobs');
select keeps_the_rules('insert_jobs');

-- Errors.
select refuses($$select awa.insert_jobs(null)$$, 'AW001', '%jobs%', 'an array is needed');
select refuses($$select awa.insert_jobs('{"kind": "x"}')$$, 'AW001', '%jobs%', 'one object is not an array');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, 7]')$$, 'AW001', 'job 2 %', 'an element that is no object is named');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"args": {}}]')$$, 'AW001', 'job 2: kind%',
  'an element without kind is named');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "priorty": 1}]')$$, 'AW002', 'job 2: %priorty%',
  'an unknown field is named with its element');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "priority": 9}]')$$, 'AW001', 'job 2: priority%9',
  'a bad priority is named with its element');
select refuses($$select awa.insert_jobs('[{"kind": "x", "run_at": "soon"}]')$$, 'AW001', 'job 1: run_at%soon%',
  'a bad time is named with its element');
select refuses($$select awa.insert_jobs('[{"kind": "x", "opts": {"timout": "1 s"}}]')$$, 'AW002', 'job 1: %timout%',
  'an unknown option of an element is named');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "unique_by": {"keys": "k"}}]')$$, 'AW002',
  'job 2: %keys%', 'an unknown key of unique_by is named with its element');
select refuses($$select awa.insert_jobs('[{"kind": "x", "unique_by": {"key": "k"}}, {"kind": "x", "priority": "high"}]')$$,
  'AW001', 'job 2: priority%high%', 'a priority that is no number is named with its element');
select refuses($$select awa.insert_jobs('[{"kind": "x"}]', '{"fast": true}')$$, 'AW002', '%fast%',
  'an unknown option is named');
select refuses($$select awa.insert_jobs('[{"kind": "x", "unique_by": {"key": "k", "on_conflict": "raise"}},
                                          {"kind": "x", "unique_by": {"key": "k", "on_conflict": "raise"}}]')$$,
  'AW004', 'job 2: %', 'a second holder of a key inside one batch is refused on request');

select refuses($$select awa.insert_jobs('[{"kind": "x", "run_at": "2099-01-31 08:00"}]')$$, 'AW001', 'job 1: run_at%2099-01-31 08:00%',
  'a time without an offset is refused');
select refuses($$select awa.insert_jobs('[{"kind": {"a": 1}}]')$$, 'AW001', 'job 1: kind%{"a": 1}%', 'a kind is a text');
select refuses($$select awa.insert_jobs('[{"kind": "x", "queue": []}]')$$, 'AW001', 'job 1: queue%[]%', 'a queue is a text');
select refuses($$select awa.insert_jobs('[{"kind": "x", "ordering_key": 7}]')$$, 'AW001', 'job 1: ordering_key%7%',
  'an ordering key is a text');
select refuses($$select awa.insert_jobs('[{"kind": "x", "tags": ["a", ["b"]]}]')$$, 'AW001', 'job 1: tags%"b"%',
  'tags are texts');
select refuses($$select awa.insert_jobs('[{"kind": "x", "opts": {"timeout": ["1 s"]}}]')$$, 'AW001', 'job 1: timeout%',
  'an interval is no list');

select * from finish();
