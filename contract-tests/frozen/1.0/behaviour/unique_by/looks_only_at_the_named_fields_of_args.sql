-- args may be taken whole or by their top-level fields.
set search_path = tap;
select plan(7);

create function pg_temp.put(p_args jsonb, p_by jsonb) returns text language sql as
  $$select outcome from awa.insert_job('x', args => p_args, unique_by => p_by)$$;

select is(pg_temp.put('{"to": "a", "n": 1}', '{"args": ["to"]}'), 'inserted', 'a first one');
select is(pg_temp.put('{"to": "a", "n": 2}', '{"args": ["to"]}'), 'existing', 'other fields do not matter');
select is(pg_temp.put('{"to": "b", "n": 1}', '{"args": ["to"]}'), 'inserted', 'the named field does');
select is(pg_temp.put('{"to": "a", "n": 9}', '{"args": ["to", "missing"]}'), 'existing',
  'a field that is not there adds nothing');
select is(pg_temp.put('{"b": [1.0], "a": 2}', '{"args": true}'), 'inserted', 'whole args');
select is(pg_temp.put('{"a":2e0,"b":[1]}', '{"args": true}'), 'existing', 'order and writing of numbers do not matter');
select is((select unique_key from awa.insert_job('x', '{"to": "a", "n": 3}', unique_by => '{"args": ["to"]}')),
  awa.unique_key('x', args => '{"to": "a"}'), 'the key is that of the named fields');

select * from finish();
