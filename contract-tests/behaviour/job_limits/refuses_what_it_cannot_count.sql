-- Each wrong field of opts.limits has an error that points at it.
set search_path = tap;
select plan(17);

select outcome from awa.put_limit('api', '{"concurrency": 2}');
create function pg_temp.refuses(p_limits text, p_state text, p_like text, p_what text) returns text language sql as $$
  select refuses(format($q$select awa.insert_job('x', opts => '{"limits": %s}')$q$, p_limits), p_state, p_like, p_what)
$$;
select pg_temp.refuses('"api"', 'AW001', '%limits must be a list%"api"%', 'a text is no list');
select pg_temp.refuses('[]', 'AW001', '%limits must be a list%[]%', 'an empty one limits nothing');
select pg_temp.refuses('["api"]', 'AW001', '%element 1%"api"%', 'its elements are objects');
select pg_temp.refuses('[{"name": "api", "key": "k", "many": 1}]', 'AW002', '%many%', 'of known fields');
select pg_temp.refuses('[{"name": "", "key": "k"}]', 'AW001', '%name of a limit%""%', 'a name is not empty');
select pg_temp.refuses('[{"key": "k"}]', 'AW001', '%name in element 1%', 'a name is needed');
select pg_temp.refuses('[{"name": "api", "key": "k"}, {"name": "api"}]', 'AW001', '%key in element 2%', 'and a key');
select pg_temp.refuses('[{"name": "api", "key": ""}]', 'AW001', '%key in element 1%""%', 'that is not empty');
select pg_temp.refuses('[{"name": "api", "key": 7}]', 'AW001', '%key in element 1%7%', 'nor a number');
select pg_temp.refuses(format('[{"name": "api", "key": "%s"}]', repeat('k', 201)), 'AW003', '%key kkk%', 'nor too long');
select pg_temp.refuses('[{"name": "api", "key": "k", "weight": 0}]', 'AW001', '%weight in element 1%0%', 'a weight is one at least');
select pg_temp.refuses('[{"name": "api", "key": "k", "weight": 1.5}]', 'AW001', '%weight in element 1%1.5%', 'and a whole number');
select pg_temp.refuses('[{"name": "nobody", "key": "k"}]', 'AW010', '%nobody%', 'the limit exists');
create temp table twice as select id from awa.insert_job('x', opts => '{"limits": [{"name": "api", "key": "k"}, {"name": "api", "key": "k", "weight": 2}]}');
select is((select options from twice join awa.jobs using (id)), '{"limits": [{"name": "api", "key": "k", "weight": 3}]}', 'one that is named twice counts twice');
select refuses($$select awa.put_limit('x', '{"concurrency": 1, "scope": "forever"}')$$, 'AW001', '%scope%forever%', 'a scope is one of two');
select outcome from awa.put_limit('order', '{"concurrency": 1, "scope": "lifetime"}');
select refuses($$select awa.configure_queue('q', '{"create": true, "limits": ["order"]}')$$, 'AW001', '%order%lifetime%', 'a queue counts what executes');
select outcome from awa.put_limit('calls', '{"concurrency": 1}');
select count(*) from awa.configure_queue('q', '{"create": true, "limits": ["calls"]}');
select refuses($$select awa.put_limit('calls', '{"scope": "lifetime"}')$$, 'AW001', '%lifetime%calls%', 'also when it has the limit already');

select * from finish();
