-- One key of a limit may have a concurrency of its own, and a penalty; so may a concurrency key, for jobs that wait already.
set search_path = tap;
select plan(22);

select stop_clock();
select outcome from awa.put_limit('api', '{"concurrency": 1}');
create function pg_temp.claim(p_queue text) returns bigint language sql as $$select count(*) from awa.claim_jobs(worker(), p_queue, 100)$$;
select count(i.id) from generate_series(1, 6) n, awa.insert_job('x', to_jsonb(n), queue => 'q',
  opts => jsonb_build_object('limits', jsonb_build_array(jsonb_build_object('name', 'api', 'key', case when n < 5 then 'big' else 'small' end)))) i;
select is(pg_temp.claim('q'), 2::bigint, 'one of each key');
select results_eq($$select limit_name, outcome, concurrency, details from awa.put_limit('api', '{"concurrency": 3}', 'big')$$,
  $$values ('api', 'created', 3, '{"key": "big"}'::jsonb)$$, 'a key gets more');
select count(*) from awa.tick();
select is(pg_temp.claim('q'), 2::bigint, 'also for jobs that wait already');
select is((select keys from awa.limits where limit_name = 'api'), '{"big": {"concurrency": 3}}', 'the view shows it');
select is((select outcome from awa.put_limit('api', '{"concurrency": 3}', 'big')), 'unchanged', 'the same again changes nothing');
select is((select outcome from awa.put_limit('api', '{"concurrency": 4}', 'big')), 'changed', 'another number does');
select count(*) from awa.tick();
select is(pg_temp.claim('q'), 1::bigint, 'and counts');
select is((select outcome from awa.put_limit('api', '{"concurrency": null}', 'big')), 'changed', 'null gives it up');
select is((select keys from awa.limits where limit_name = 'api'), '{}', 'without a trace');

select count(i.id) from generate_series(1, 4) n, awa.insert_job('x', to_jsonb(n), queue => 'c', opts => '{"concurrency_key": "k"}') i;
select is(pg_temp.claim('c'), 1::bigint, 'a concurrency key has one place');
select is((select outcome from awa.put_limit('concurrency_key', '{"concurrency": 3}', 'k')), 'created', 'and may get more');
select count(*) from awa.tick();
select is(pg_temp.claim('c'), 2::bigint, 'for the jobs that wait');

select count(i.id) from generate_series(1, 2) n, awa.insert_job('x', to_jsonb(n), queue => 'p',
  opts => jsonb_build_object('limits', jsonb_build_array(jsonb_build_object('name', 'api', 'key', 'p' || n)))) i;
select is((select outcome from awa.penalize_limit('api', interval '10 s', 'p1')), 'penalized', 'a key is penalized');
select is((select outcome from awa.penalize_limit('api', interval '5 s', 'p1')), 'unchanged', 'for the longest time');
select is(pg_temp.claim('p'), 1::bigint, 'and no other');
select advance_clock('10 s');
select is(pg_temp.claim('p'), 1::bigint, 'for its time');

select outcome from awa.penalize_limit('api', interval '1 h');
select count(i.id) from awa.insert_job('x', queue => 'l', opts => '{"limits": [{"name": "api", "key": "l"}]}') i;
select is(pg_temp.claim('l'), 0::bigint, 'a penalty of the whole limit holds for each key');
select outcome from awa.penalize_limit('api', interval '0');
select is(pg_temp.claim('l'), 1::bigint, 'and when it is lifted jobs come back at once');

select refuses($$select awa.put_limit('nobody', '{"concurrency": 1}', 'k')$$, 'AW010', '%nobody%', 'a key is one of a limit');
select refuses($$select awa.put_limit('api', '{"rate": 1}', 'k')$$, 'AW001', '%nothing else%rate%', 'it has no rate of its own');
select refuses($$select awa.put_limit('api', '{"concurrency": 1}', '')$$, 'AW001', '%key%', 'and is not empty');
select refuses($$select awa.put_limit('concurrency_key', '{"concurrency": 1}')$$, 'AW001', '%needs a key%', 'concurrency_key is no limit by itself');

select * from finish();
