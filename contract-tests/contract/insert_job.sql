-- insert_job: enqueues one job in the transaction of its caller.
set search_path = tap;
select plan(56);

select has_function('awa', 'insert_job', array['text', 'jsonb', 'text', 'integer', 'timestamptz', 'integer', 'jsonb', 'text', 'text[]', 'jsonb', 'jsonb'], 'insert_job exists');
select is(pg_get_function_arguments('awa.insert_job'::regproc),
  'kind text, args jsonb DEFAULT ''{}''::jsonb, queue text DEFAULT ''default''::text, priority integer DEFAULT 2, '
  'run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, max_attempts integer DEFAULT 25, '
  'unique_by jsonb DEFAULT NULL::jsonb, ordering_key text DEFAULT NULL::text, '
  'tags text[] DEFAULT ''{}''::text[], metadata jsonb DEFAULT ''{}''::jsonb, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of insert_job');
select is(pg_get_function_result('awa.insert_job'::regproc),
  'TABLE(id bigint, outcome text, state text, queue_name text, partition integer, '
  'due_at timestamp with time zone, unique_key bytea, queue_full boolean)',
  'result of insert_job');
select volatility_is('awa', 'insert_job', 'volatile', 'insert_job is volatile');
select is(executors('insert_job'), '{awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call insert_job');
select keeps_the_rules('insert_job');

-- Errors.
select refuses($$select awa.insert_job(null)$$, 'AW001', '%kind%', 'a kind is needed');
select refuses($$select awa.insert_job('')$$, 'AW001', '%kind%', 'an empty kind is refused');
select refuses($$select awa.insert_job(repeat('k', 1000))$$, 'AW003', '%kind%', 'a kind of 1000 letters is refused');
select refuses($$select awa.insert_job('x', queue => '')$$, 'AW001', '%queue%', 'an empty queue is refused');
select refuses($$select awa.insert_job('x', queue => repeat('q', 1000))$$, 'AW003', '%queue%',
  'a queue of 1000 letters is refused');
select refuses($$select awa.insert_job('x', priority => 0)$$, 'AW001', '%priority%0%', 'priority 0 is refused');
select refuses($$select awa.insert_job('x', priority => 5)$$, 'AW001', '%priority%5%', 'priority 5 is refused');
select refuses($$select awa.insert_job('x', max_attempts => 0)$$, 'AW001', '%max_attempts%0%', 'no attempt is refused');
select refuses($$select awa.insert_job('x', max_attempts => 1001)$$, 'AW001', '%max_attempts%1001%',
  '1001 attempts are refused');
select refuses($$select awa.insert_job('x', run_at => 'infinity')$$, 'AW001', '%run_at%infinity%',
  'an infinite run_at is refused');
select refuses($$select awa.insert_job('x', metadata => '[1]')$$, 'AW001', '%metadata%', 'metadata is an object');
select refuses($$select awa.insert_job('x', tags => array['a', null])$$, 'AW001', '%tag%', 'a null tag is refused');
select refuses($$select awa.insert_job('x', tags => array_fill('t'::text, array[1000]))$$, 'AW003', '%1000 tags%',
  'a thousand tags are refused');
select refuses($$select awa.insert_job('x', ordering_key => '')$$, 'AW001', '%ordering_key%',
  'an empty ordering key is refused');
select refuses($$select awa.insert_job('x', args => to_jsonb(repeat('x', 2000000)))$$, 'AW003', '%args%',
  'args of 2 MB are refused');
select refuses($$select awa.insert_job('x', metadata => jsonb_build_object('m', repeat('x', 2000000)))$$, 'AW003',
  '%metadata%', 'metadata of 2 MB are refused');
select refuses($$select awa.insert_job('x', opts => '[]')$$, 'AW001', '%opts%', 'opts is an object');
select refuses($$select awa.insert_job('x', opts => '{"timout": "1 s"}')$$, 'AW002', '%timout%',
  'an unknown option is named');
select refuses($$select awa.insert_job('x', opts => '{"timeout": "soon"}')$$, 'AW001', '%timeout%soon%',
  'a timeout is an interval');
select refuses($$select awa.insert_job('x', opts => '{"timeout": "-1 s"}')$$, 'AW001', '%timeout%-1 s%',
  'a timeout is positive');
select refuses($$select awa.insert_job('x', opts => '{"backoff": "fast"}')$$, 'AW001', '%backoff%',
  'a backoff policy is an object');
select refuses($$select awa.insert_job('x', opts => '{"backoff": {"kind": "cubic"}}')$$, 'AW001', '%backoff%cubic%',
  'an unknown backoff kind is named');
select refuses($$select awa.insert_job('x', opts => '{"backoff": {"factor": 3}}')$$, 'AW002', '%factor%',
  'an unknown backoff key is named');
select refuses($$select awa.insert_job('x', opts => '{"backoff": {"base": "never"}}')$$, 'AW001', '%base%never%',
  'a backoff base is an interval');
select refuses($$select awa.insert_job('x', opts => '{"backoff": {"jitter": 2}}')$$, 'AW001', '%jitter%2%',
  'jitter is at most 1');
select refuses($$select awa.insert_job('x', unique_by => '"args"')$$, 'AW001', '%unique_by%', 'unique_by is an object');
select refuses($$select awa.insert_job('x', unique_by => '{"arg": true}')$$, 'AW002', '%arg%',
  'an unknown key of unique_by is named');
select refuses($$select awa.insert_job('x', unique_by => '{"key": 7}')$$, 'AW001', '%key%7%', 'a key is text');
select refuses($$select awa.insert_job('x', unique_by => '{"args": "to"}')$$, 'AW001', '%args%to%',
  'args are all or a list of fields');
select refuses($$select awa.insert_job('x', unique_by => '{"period": "0 s"}')$$, 'AW001', '%period%0%',
  'a period is positive');
select refuses($$select awa.insert_job('x', unique_by => '{"period": "1.5 s"}')$$, 'AW001', '%period%00:00:01.5%',
  'a period is in whole seconds');
select refuses($$select awa.insert_job('x', unique_by => '{"key": "k", "states": []}')$$, 'AW001', '%states%',
  'a key that holds in no state is refused');
select refuses($$select awa.insert_job('x', unique_by => '{"key": "k", "states": ["asleep"]}')$$, 'AW001',
  '%states%asleep%', 'an unknown state is named');
select refuses($$select awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "ignore"}')$$, 'AW001',
  '%on_conflict%ignore%', 'an unknown answer to a conflict is named');
select refuses($$select awa.insert_job('x', unique_by => '{"key_hex": "xyz"}')$$, 'AW001', '%key_hex%xyz%',
  'a caller-made key is hexadecimal');
select refuses(format($$select awa.insert_job('x', unique_by => '{"key_hex": "%s"}')$$, repeat('00', 33)), 'AW003',
  '%key_hex%', 'a caller-made key of 33 bytes is refused');
select refuses($$select awa.insert_job('x', unique_by => '{"key_hex": "00ff", "args": true}')$$, 'AW001', '%key_hex%',
  'a caller-made key stands alone');
select refuses($$select awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "raise"}')
                 from generate_series(1, 2)$$, 'AW004', '%', 'a second holder of a key is refused on request');

select refuses($$select awa.insert_job('x', tags => '{{a,b},{c,d}}')$$, 'AW001', '%tags%', 'nested tags are refused');
select refuses($$select awa.insert_job('x', tags => '[0:1]={NULL,a}')$$, 'AW001', '%tag%null%', 'wherever tags begin to count');
select refuses($$select awa.insert_job('x', run_at => '4713-01-02 BC')$$, 'AW001', '%run_at%BC%', 'a time is after Christ');
select refuses($$select awa.insert_job('x', run_at => '12000-01-01')$$, 'AW001', '%run_at%, not 1%', 'and has four digits of years');
select refuses($$select awa.insert_job('x', unique_by => '{"key_hex": 1234}')$$, 'AW001', '%key_hex%1234%',
  'a caller-made key is text');
select refuses($$select awa.insert_job('x', unique_by => '{"args": true}',
  args => (repeat('[', 300) || '1.0' || repeat(']', 300))::jsonb)$$, 'AW001', '%nested%', 'args of a key have an end');

select * from finish();
