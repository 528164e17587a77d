-- insert_many: enqueues many jobs of one kind into one queue, given as an array.
set search_path = tap;
select plan(22);

select has_function('awa', 'insert_many',
  array['text', 'jsonb[]', 'text', 'integer', 'timestamp with time zone', 'integer', 'text[]', 'text[]', 'jsonb', 'jsonb'],
  'insert_many exists');
select is(pg_get_function_arguments('awa.insert_many'::regproc),
  'kind text, args jsonb[], queue text DEFAULT ''default''::text, priority integer DEFAULT 2, '
  'run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, max_attempts integer DEFAULT 25, '
  'ordering_keys text[] DEFAULT NULL::text[], tags text[] DEFAULT ''{}''::text[], metadata jsonb DEFAULT ''{}''::jsonb, '
  'opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of insert_many');
select is(pg_get_function_result('awa.insert_many'::regproc), 'TABLE(id bigint, queue_full boolean)', 'result of insert_many');
select volatility_is('awa', 'insert_many', 'volatile', 'insert_many is volatile');
select is(executors('insert_many'), '{awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call insert_many');
select keeps_the_rules('insert_many');

-- Errors.
select refuses($$select awa.insert_many('', '{"{}"}')$$, 'AW001', 'kind%', 'an empty kind is refused');
select refuses($$select awa.insert_many('x', null)$$, 'AW001', 'args%null%', 'args are needed');
select refuses($$select awa.insert_many('x', array['{}', '{}']::jsonb[], ordering_keys => '{a}')$$, 'AW001',
  'ordering_keys has 1 elements, but args has 2', 'a key for each job, or none at all');
select refuses($$select awa.insert_many('x', array['{}', '{}']::jsonb[], ordering_keys => array[null, ''])$$, 'AW001',
  'job 2: ordering_key%', 'an empty ordering key is named with its position');
select refuses($$select awa.insert_many('x', array['{}', jsonb_build_object('t', (
    select string_agg(md5(i::text), '') from generate_series(1, 40000) i))]::jsonb[])$$, 'AW003',
  'job 2: args%', 'args that are too large are named with their position');
select refuses($$select awa.insert_many('x', '{"{}"}', priority => 9)$$, 'AW001', 'priority%9', 'a bad priority is refused');
select refuses($$select awa.insert_many('x', '{"{}"}', queue => '')$$, 'AW001', 'queue%', 'an empty queue name is refused');
select refuses($$select awa.insert_many('x', '{"{}"}', opts => '{"timout": "1 s"}')$$, 'AW002', '%timout%',
  'an unknown option is named');
select refuses($$select awa.insert_many('x', '[5:6]={1,2}', ordering_keys => '[5:6]={a,""}')$$, 'AW001', 'job 2: ordering_key%',
  'whatever arrays begin to count from');
select is((select count(*)::int from awa.jobs), 0, 'and nothing of all that was inserted');

select * from finish();
