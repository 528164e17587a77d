-- partition_for_key: the partition that an ordering key is routed to.
set search_path = tap;
select plan(18 + 3 * (select jsonb_array_length(body -> 'vectors') from vectors where name = 'ordering'));

select has_function('awa', 'partition_for_key', array['text', 'integer'], 'partition_for_key exists');
select is(pg_get_function_arguments('awa.partition_for_key'::regproc),
  'key text, partitions integer',
  'arguments of partition_for_key');
select is(pg_get_function_result('awa.partition_for_key'::regproc),
  'integer',
  'result of partition_for_key');
select volatility_is('awa', 'partition_for_key', 'immutable', 'partition_for_key is immutable');
select is(executors('partition_for_key'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call partition_for_key');
select keeps_the_rules('partition_for_key');

select is(
  awa.partition_for_key(convert_from(decode(v ->> 'key_utf8_hex', 'hex'), 'UTF8'), n),
  (v ->> ('partition_of_' || n))::int,
  'vector ' || left(v ->> 'key_utf8_hex', 40) || ' of ' || n)
from vectors, jsonb_array_elements(body -> 'vectors') v, unnest('{4, 8, 1000}'::int[]) n where name = 'ordering';
-- The mixed hash is unsigned, in two halves here.
select is_empty($$select v ->> 'key_utf8_hex', n
  from vectors, jsonb_array_elements(body -> 'vectors') v, generate_series(1, 1024, 31) n,
    cast('x' || left(v ->> 'partition_hash_hex', 8) as bit(32)) high, cast('x' || right(v ->> 'partition_hash_hex', 8) as bit(32)) low
  where name = 'ordering' and awa.partition_for_key(convert_from(decode(v ->> 'key_utf8_hex', 'hex'), 'UTF8'), n)
    <> mod(high::bigint * 4294967296::numeric + low::bigint, n)$$, 'vectors of any number of partitions');
select is(awa.partition_for_key('anything', 1), 0, 'a queue of one partition has partition 0');

-- Errors.
select refuses($$select awa.partition_for_key('k', 0)$$, 'AW001', '%partitions%0%', 'no partitions are refused');
select refuses($$select awa.partition_for_key(null, 4)$$, 'AW001', '%key%', 'a key is needed');
select refuses($$select awa.partition_for_key(repeat('x', 501), 4)$$, 'AW003', 'key xxx%longer than 500 bytes', 'a key has an end');
select lives_ok($$select awa.partition_for_key(repeat('x', 500), 4)$$, 'up to 500 bytes');

select * from finish();
