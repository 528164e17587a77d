-- register_worker: makes a worker known and alive.
set search_path = tap;
select plan(28);

select has_function('awa', 'register_worker', array['text', 'text[]', 'jsonb'], 'register_worker exists');
select is(pg_get_function_arguments('awa.register_worker'::regproc),
  'name text DEFAULT NULL::text, queues text[] DEFAULT ''{default}''::text[], opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of register_worker');
select is(pg_get_function_result('awa.register_worker'::regproc),
  'TABLE(worker_id uuid, contract_version text, schema_version integer, heartbeat_ms integer, '
  'dead_after_ms integer)',
  'result of register_worker');
select volatility_is('awa', 'register_worker', 'volatile', 'register_worker is volatile');
select is(executors('register_worker'), '{awa_owner,awa_worker}', 'who may call register_worker');
select keeps_the_rules('register_worker');

-- Errors.
select refuses($$select awa.register_worker(repeat('n', 1000))$$, 'AW003', '%name%', 'a name of 1000 letters is refused');
select refuses($$select awa.register_worker(queues => array['a', null])$$, 'AW001', '%queue%', 'a null queue is refused');
select refuses($$select awa.register_worker(queues => '{""}')$$, 'AW001', '%queue%', 'an empty queue is refused');
select refuses($$select awa.register_worker(opts => '{"heartbeat": "1 s"}')$$, 'AW002', '%heartbeat%',
  'an unknown option is named');
select refuses($$select awa.register_worker(opts => '{"heartbeat_every": "often"}')$$, 'AW001',
  '%heartbeat_every%often%', 'heartbeat_every is an interval');
select refuses($$select awa.register_worker(opts => '{"heartbeat_every": 0.0004}')$$, 'AW001', '%heartbeat_every%1 ms%0.0004%',
  'heartbeat_every is told in whole milliseconds, of which there must be one');
select refuses($$select awa.register_worker(opts => '{"dead_after": "-1 s"}')$$, 'AW001', '%dead_after%-1 s%',
  'dead_after is positive');
select refuses($$select awa.register_worker(opts => '{"heartbeat_every": "10 s", "dead_after": "5 s"}')$$, 'AW001',
  '%dead_after%', 'a worker may not be dead before its next heartbeat');
select refuses($$select awa.register_worker(opts => '{"info": 7}')$$, 'AW001', '%info%7%', 'info is an object');

select refuses($$select awa.register_worker('w', '{{a,b},{c,d}}')$$, 'AW001', '%queues%', 'nested queues are refused');

select refuses($$select awa.register_worker(opts => '{"kinds": "mail"}')$$, 'AW001', '%kinds%mail%', 'kinds are a list');
select refuses($$select awa.register_worker(opts => '{"kinds": []}')$$, 'AW001', '%kinds%[]%', 'of at least one');
select refuses($$select awa.register_worker(opts => '{"kinds": ["mail", 7]}')$$, 'AW001', '%kinds%7%', 'of names');
select refuses($$select awa.register_worker(opts => '{"kinds": ["mail", ""]}')$$, 'AW001', '%kinds%""%', 'none of them empty');
select refuses($$select awa.register_worker(opts => jsonb_build_object('kinds', array[repeat('k', 201)]))$$, 'AW003', '%kinds%200%kkk%', 'nor longer than a kind can be');
select refuses($$select awa.register_worker(opts => jsonb_build_object('kinds', array(select 'k' || n from generate_series(1, 1001) n)))$$,
  'AW003', '%1001 kinds%', 'and no more than 1000');

select * from finish();
