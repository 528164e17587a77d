-- unique_key: the derivation of unique keys, callable by anyone.
set search_path = tap;
select plan(16 + (select jsonb_array_length(body -> 'vectors') from vectors where name = 'unique'));

select has_function('awa', 'unique_key', array['text', 'text', 'jsonb', 'bigint', 'text'], 'unique_key exists');
select is(pg_get_function_arguments('awa.unique_key'::regproc),
  'kind text, queue text DEFAULT NULL::text, args jsonb DEFAULT NULL::jsonb, period_start bigint DEFAULT NULL::bigint, '
  'key text DEFAULT NULL::text',
  'arguments of unique_key');
select is(pg_get_function_result('awa.unique_key'::regproc),
  'bytea',
  'result of unique_key');
select volatility_is('awa', 'unique_key', 'immutable', 'unique_key is immutable');
select is(executors('unique_key'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call unique_key');
select keeps_the_rules('unique_key');

-- The derivation, by fixed vectors; args as the text that a client would send.
select is(
  encode(awa.unique_key(v ->> 'kind', v ->> 'queue', (v ->> 'args_text')::jsonb, (v ->> 'period_start')::bigint,
    v ->> 'key'), 'hex'),
  v ->> 'unique_key_hex',
  'vector ' || concat_ws(' ', v ->> 'kind', v ->> 'queue', v ->> 'args_text', v ->> 'period_start', v ->> 'key'))
from vectors, jsonb_array_elements(body -> 'vectors') v where name = 'unique';

-- No part can be mistaken for another.
select isnt(awa.unique_key('a', 'b'), awa.unique_key('a', key => 'b'), 'a queue is not a key');
select isnt(awa.unique_key('a', args => '"b"'), awa.unique_key('a', key => 'b'), 'args are not a key');
select is(awa.unique_key('a', args => '{"n": 1.00, "m": {"b": [2e1], "a": 0}}'),
  awa.unique_key('a', args => '{"m":{"a":-0.0,"b":[20]},"n":1}'), 'equal numbers are one key, wherever they stand');

-- Errors.
select refuses($$select awa.unique_key(null)$$, 'AW001', '%kind%', 'a kind is needed');

select * from finish();
