-- cancel_by_unique_key: ends the job that holds a unique key.
set search_path = tap;
select plan(20);

select has_function('awa', 'cancel_by_unique_key', array['text', 'text', 'jsonb', 'interval', 'timestamptz', 'text', 'text', 'jsonb'], 'cancel_by_unique_key exists');
select is(pg_get_function_arguments('awa.cancel_by_unique_key'::regproc),
  'kind text, queue text DEFAULT NULL::text, args jsonb DEFAULT NULL::jsonb, period interval DEFAULT NULL::interval, '
  'at timestamp with time zone DEFAULT NULL::timestamp with time zone, key text DEFAULT NULL::text, '
  'reason text DEFAULT NULL::text, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of cancel_by_unique_key');
select is(pg_get_function_result('awa.cancel_by_unique_key'::regproc),
  'TABLE(id bigint, outcome text, state text, unique_key bytea)',
  'result of cancel_by_unique_key');
select volatility_is('awa', 'cancel_by_unique_key', 'volatile', 'cancel_by_unique_key is volatile');
select is(executors('cancel_by_unique_key'), '{awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call cancel_by_unique_key');
select keeps_the_rules('cancel_by_unique_key');

-- Errors.
select refuses($$select awa.cancel_by_unique_key(null)$$, 'AW001', '%kind%', 'a kind is needed');
select refuses($$select awa.cancel_by_unique_key('x', period => '0 s')$$, 'AW001', '%period%', 'a period is positive');
select refuses($$select awa.cancel_by_unique_key('x', opts => '{"force": true}')$$, 'AW002', '%force%',
  'an unknown option is named');
select refuses($$select awa.cancel_by_unique_key('x', opts => '{"key_hex": "xyz"}')$$, 'AW001', '%key_hex%xyz%',
  'a caller-made key is hexadecimal');
select refuses($$select awa.cancel_by_unique_key('x', opts => '{"key_hex": ""}')$$, 'AW001', '%key_hex%',
  'a caller-made key has at least one byte');
select refuses($$select awa.cancel_by_unique_key('x', key => 'k', opts => '{"key_hex": "00ff"}')$$, 'AW001',
  '%key_hex%', 'a caller-made key stands alone');

select refuses($$select awa.cancel_by_unique_key('x', at => now())$$, 'AW001', '%period%', 'a time without a period is refused');
select refuses($$select awa.cancel_by_unique_key('x', period => '1 day', at => 'infinity')$$, 'AW001', 'at %infinity%',
  'no window holds the end of time');

select * from finish();
