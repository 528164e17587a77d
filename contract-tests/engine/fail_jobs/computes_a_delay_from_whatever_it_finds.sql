-- The delay of a retry is between nothing and the backoff's max, for whatever attempt and backoff; errors that are no list begin anew.
set search_path = tap;
select plan(6);

create temp table backoff (text text);
insert into backoff values (null), ('7'), ('[]'), ('{}'), ('{"jitter": 1e-400}'), ('{"jitter": 1e131000}'), ('{"jitter": -1}'), ('{"base": 1e131000}'), ('{"base": "1 s"}'),
  ('{"base": 10000000000, "max": 10000000000}'), ('{"max": 5}'), ('{"max": 1e-16383}'), ('{"kind": "linear"}'), ('{"kind": "linear", "base": 10000000000}'), ('{"kind": {}}'),
  ('{"kind": "fixed", "base": []}');
select is_empty($$
  select text, attempt, d
  from backoff
  cross join unnest('{-2147483648,-1,0,1,2,64,1000,32767,2147483647,NULL}'::int[]) attempt
  cross join lateral awa_store.retry_delay(attempt, text::jsonb) d
  where (d between '0 s' and make_interval(secs => coalesce(awa_store.option_seconds(text::jsonb, 'max'), 86400))) is not true$$, 'whatever they are');
select is(awa_store.retry_delay(3, '{"base": "soon", "jitter": 0}'), interval '8 s', 'what cannot be read counts as the default');
select is(awa_store.retry_delay(2147483647, '{"kind": "linear", "base": 1, "jitter": 0}'), interval '1 day', 'the default max holds, too');
select is(awa_store.with_error(errors::jsonb, 1, now(), 'oops') #>> '{0,error}', 'oops', errors) from unnest('{7,"{\"a\": 1}"}'::text[]) errors;
select is(jsonb_array_length(awa_store.with_error('[]', 2147483647, '-infinity', null)), 1, 'whatever attempt, time and error');

select * from finish();
