-- ordering_hash: the 64-bit hash of an ordering key.
set search_path = tap;
select plan(16 + (select jsonb_array_length(body -> 'vectors') from vectors where name = 'ordering'));

select has_function('awa', 'ordering_hash', array['text'], 'ordering_hash exists');
select is(pg_get_function_arguments('awa.ordering_hash'::regproc),
  'key text',
  'arguments of ordering_hash');
select is(pg_get_function_result('awa.ordering_hash'::regproc),
  'text',
  'result of ordering_hash');
select volatility_is('awa', 'ordering_hash', 'immutable', 'ordering_hash is immutable');
select is(executors('ordering_hash'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call ordering_hash');
select keeps_the_rules('ordering_hash');

-- An unsigned number of 64 bits, compared by its hexadecimal digits.
select is(
  lpad(to_hex(div(h::numeric, 4294967296)::bigint), 8, '0') || lpad(to_hex(mod(h::numeric, 4294967296)::bigint), 8, '0'),
  v ->> 'hash_hex',
  'vector ' || left(v ->> 'key_utf8_hex', 40))
from vectors, jsonb_array_elements(body -> 'vectors') v,
  awa.ordering_hash(convert_from(decode(v ->> 'key_utf8_hex', 'hex'), 'UTF8')) h
where name = 'ordering';

-- Errors.
select refuses($$select awa.ordering_hash(null)$$, 'AW001', '%key%', 'a key is needed');
select refuses($$select awa.ordering_hash(repeat('x', 501))$$, 'AW003', 'key xxx%longer than 500 bytes', 'a key has an end');
select refuses($$select awa.ordering_hash(repeat('é', 251))$$, 'AW003', '%500 bytes', 'in bytes');
select lives_ok($$select awa.ordering_hash(repeat('é', 250))$$, 'up to 500');

select * from finish();
