-- A schema that would take an unreasonable amount of work for a value, or for a session to get ready, is refused when it is given.
set search_path = tap;
select plan(29);

-- So many definitions, each of which asks for the next one twice.
create function pg_temp.doubling(p_times int) returns jsonb language sql as $$
  select jsonb_build_object('$ref', '#/$defs/d0', '$defs', jsonb_object_agg('d' || i,
    case when i = p_times then '{"type": "integer"}' else jsonb_build_object('anyOf', jsonb_build_array(r, r)) end))
  from (select i, jsonb_build_object('$ref', '#/$defs/d' || i + 1) as r from generate_series(0, p_times) i) d
$$;
create function pg_temp.with_patterns(p_patterns text[]) returns jsonb language sql as $$
  select jsonb_build_object('properties', jsonb_object_agg(n, jsonb_build_object('pattern', p)))
  from unnest(p_patterns) with ordinality u (p, n)
$$;

select refuses($$select awa.describe_kind('k', pg_temp.doubling(19))$$, 'AW003', '%applies 2097150 schemas%more than 1000', '2^20 branches');
select refuses($$select awa.describe_kind('k', pg_temp.doubling(31))$$, 'AW003', '%applies % schemas%more than 1000', 'or 2^32');
select refuses($$select awa.describe_kind('k', pg_temp.doubling(500))$$, 'AW001', '%nested deeper than 64 schemas', 'or 2^501');
select refuses($$select awa.describe_kind('k', jsonb_build_object('items', pg_temp.doubling(9) - '$defs', '$defs', pg_temp.doubling(9) -> '$defs'))$$,
  'AW003', '%to one value at /$defs/d0, more than 1000', 'with the place');
select lives_ok($$select awa.describe_kind('k', pg_temp.doubling(7))$$, 'up to a thousand are fine');
select is((select outcome from awa.insert_job('k', '7', opts => '{"validate": true}')), 'inserted', 'and checked');
select refuses($$select awa.insert_job('k', '"x"', opts => '{"validate": true}')$$, 'AW011', '%fits none of anyOf: "x"', 'to the end');
select refuses($$select awa.describe_kind('k', jsonb_build_object('oneOf', (select jsonb_agg(true) from generate_series(1, 1000))))$$,
  'AW003', 'args_schema applies 1001 schemas to one value, more than 1000', 'a long list');
select lives_ok($$select awa.describe_kind('k', jsonb_build_object('oneOf', (select jsonb_agg(true) from generate_series(1, 999))))$$, 'up to 1000');
select lives_ok($$select awa.describe_kind('k', jsonb_build_object('properties', (select jsonb_object_agg(n, true) from generate_series(1, 2000) n)))$$,
  'fields are values of their own');

-- The size is that of the text.
select refuses($$select awa.describe_kind('k', jsonb_build_object('description', repeat('x', 65536)))$$, 'AW003',
  'args_schema takes 65555 bytes, more than 65536', 'text');
create table pg_temp.packed (args_schema jsonb);
insert into pg_temp.packed values (jsonb_build_object('description', repeat('x', 2000000)));
select refuses($$select awa.describe_kind('k', (select args_schema from pg_temp.packed))$$, 'AW003', '%takes 20000__ bytes%', 'that was compressed');
select lives_ok($$select awa.describe_kind('k', jsonb_build_object('enum', (select jsonb_agg(1) from generate_series(1, 21000))))$$,
  'numbers take more in jsonb than in their text');
select refuses(format($$select awa.describe_kind('k', '{"enum": [%s]}')$$, repeat('1e131000,', 20000) || '1'), 'AW001', '%range of a double%',
  'and others far less');
select refuses(format($$select awa.describe_kind('k', '{"enum": [%s]}')$$, repeat('1e300,', 10000) || '1'), 'AW003', '%bytes%', 'printed in full');

-- Patterns.
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns(array['(x?y?z?){0,255}']))$$, 'AW001',
  '%/properties/1/pattern must be a regular expression with fewer repetitions, not "(x?%', 'repetitions of what may be left out');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns(array['(([a-z]{0,255}-){1,255}_){1,255}']))$$, 'AW001', '%fewer repetitions%', 'of repetitions');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns(array[repeat('a?', 490)]))$$, 'AW001', '%fewer repetitions%', 'one by one');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns(array['(a?b?c?)(?#,){0,255}']))$$, 'AW001', '%fewer repetitions%', 'with a comment between');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns(array['[[:alpha:]](a?){255}[[:digit:]]']))$$, 'AW001', '%fewer repetitions%', 'between classes');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns(array['(?b)x']))$$, 'AW001', '%without a prefix%', 'another syntax');
select refuses(format($$select awa.describe_kind('k', pg_temp.with_patterns(array['^(.*)%s1$']))$$, chr(92)), 'AW001', '%without back references%', 'back references');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns(array['(?=.*(?!x))']))$$, 'AW001', '%without lookaround in lookaround%', 'lookaround in lookaround');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns(array[repeat('a', 1001)]))$$, 'AW001', '%at most 1000 characters%', 'a long one');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns((select array_agg('a' || n) from generate_series(1, 31) n)))$$, 'AW003',
  '%more than 30 different patterns', 'many');
select lives_ok($$select awa.describe_kind('k', pg_temp.with_patterns((select array_agg('a' || n % 30) from generate_series(1, 60) n)))$$, 'the same ones again are fine');
select refuses($$select awa.describe_kind('k', pg_temp.with_patterns((select array_agg('(x?y?z?){0,33}' || n) from generate_series(1, 9) n)))$$, 'AW003',
  '%too many repetitions in all', 'heavy ones');
select lives_ok(format($$select awa.describe_kind('k', pg_temp.with_patterns(array['^([a-z0-9-]{1,63}[.]){1,8}[a-z]{2,63}$', '^(?=.*[A-Z])(?=.*[0-9]).{8,255}$',
  '(([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|([0-9a-f]{1,4}:){1,7}:)', '[]a)(]{2}%s)', '', 'a{,5}']))$$, chr(92)), 'patterns as people write them are fine');
select is((select outcome from awa.insert_job('k', '{"1": "www.example.org", "2": "Passw0rd"}', opts => '{"validate": true}')), 'inserted', 'and matched');

select * from finish();
