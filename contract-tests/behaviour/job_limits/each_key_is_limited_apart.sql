-- opts.limits names limits and a key of each: so many jobs of a key run at once, whatever their queues, and others pass them.
set search_path = tap;
select plan(22);

select outcome from awa.put_limit('api', '{"concurrency": 2}');
create temp table job (name text, id bigint);
create function pg_temp.job(p_name text, p_opts jsonb, p_queue text default 'q') returns void language sql as $$
  insert into job select p_name, id from awa.insert_job('x', queue => p_queue, opts => p_opts)
$$;
create function pg_temp.states(p_like text) returns text language sql as $$
  select string_agg(state_of(id), ' ' order by name) from job where name like p_like
$$;
create function pg_temp.claim(p_queue text default 'q') returns text language sql as $$
  select string_agg(j.name, ' ' order by j.name) from awa.claim_jobs(worker(), p_queue, 100) c join job j using (id)
$$;
create temp table held (claim_id bigint, id bigint);
create or replace function pg_temp.claim(p_queue text default 'q') returns text language sql as $$
  with taken as (insert into held select claim_id, id from awa.claim_jobs(worker(), p_queue, 100) returning id)
  select string_agg(j.name, ' ' order by j.name) from taken t join job j using (id)
$$;
create function pg_temp.complete(p_name text) returns void language sql as $$
  with gone as (delete from held where id = (select id from job where name = p_name) returning *)
  select from gone g, awa.complete_jobs(worker(), g.claim_id, array[g.id]);
$$;
create function pg_temp.fail(p_name text) returns void language sql as $$
  with gone as (delete from held where id = (select id from job where name = p_name) returning *)
  select from gone g, awa.fail_jobs(worker(), g.claim_id, array[g.id], '{oops}', '1 hour');
$$;

select pg_temp.job('a' || n, '{"limits": [{"name": "api", "key": "a"}]}') from generate_series(1, 4) n;
select pg_temp.job('b1', '{"limits": [{"name": "api", "key": "b"}]}');
select is(pg_temp.claim(), 'a1 a2 b1', 'two jobs of a key start, and those of another');
select is(pg_temp.states('a%'), 'running running blocked blocked', 'the others wait');
select pg_temp.job('a5', '{"limits": [{"name": "api", "key": "a"}]}', 'other');
select is(pg_temp.claim('other'), null, 'in whatever queue they are');
select results_eq(
  $$select reason, name, details ->> 'key', details ->> 'open', cardinality(other_ids) from awa.why_waiting((select id from job where name = 'a3'))
    where reason = 'limit'$$,
  $$values ('limit', 'api', 'a', '2', 2)$$, 'why_waiting says who is in their way');
select pg_temp.complete('a1');
select is(pg_temp.states('a3'), 'available', 'the end of one lets the next one in');
select is(pg_temp.claim(), 'a3', 'and it starts');
select pg_temp.fail('a2');
select is(pg_temp.states('a4'), 'available', 'so does the end of an attempt');
select is(pg_temp.claim(), 'a4', 'which counts no more while it waits for the next');

select outcome from awa.put_limit('api', '{"concurrency": 3}');
select count(*) from awa.tick();
select is(pg_temp.claim('other'), 'a5', 'a higher limit holds for jobs that wait already');

-- Weights, and several limits at once.
select outcome from awa.put_limit('memory', '{"concurrency": 10}');
select pg_temp.job('m' || n, jsonb_build_object('limits', jsonb_build_array(
  jsonb_build_object('name', 'memory', 'key', 'host', 'weight', n)))) from generate_series(1, 5) n;
select is(pg_temp.claim(), 'm1 m2 m3 m4', 'jobs take as much as their weight');
select pg_temp.complete('m4');
select is(pg_temp.states('m5'), 'blocked', 'one that does not fit waits');
select pg_temp.complete('m1');
select is(pg_temp.states('m5'), 'available', 'until it does');
select pg_temp.job('heavy', '{"limits": [{"name": "memory", "key": "h", "weight": 50}]}');
select pg_temp.job('light', '{"limits": [{"name": "memory", "key": "h"}]}');
select is(pg_temp.claim(), 'heavy m5', 'one that takes more than there is runs alone');
select outcome from awa.put_limit('one', '{"concurrency": 1}');
select pg_temp.job('x1', '{"limits": [{"name": "one", "key": "k"}]}');
select pg_temp.job('x2', '{"limits": [{"name": "one", "key": "k"}, {"name": "memory", "key": "x", "weight": 10}]}');
select pg_temp.job('x3', '{"limits": [{"name": "memory", "key": "x", "weight": 10}]}');
select is(pg_temp.claim(), 'x1 x3', 'a job takes all of its limits or none');
select pg_temp.complete('x1');
select is(pg_temp.claim(), null, 'it has to have all of them');
select pg_temp.complete('x3');
select is(pg_temp.claim(), 'x2', 'before it starts');

-- For its lifetime.
select outcome from awa.put_limit('order', '{"concurrency": 1, "scope": "lifetime"}');
select pg_temp.job('o' || n, '{"limits": [{"name": "order", "key": "k"}]}') from generate_series(1, 2) n;
select is(pg_temp.claim(), 'o1', 'one of its key');
select pg_temp.fail('o1');
select is(pg_temp.states('o2'), 'blocked', 'with the scope lifetime a job counts until it has ended');
select outcome from awa.cancel_job((select id from job where name = 'o1'));
select is(pg_temp.claim(), 'o2', 'and then no more');

select outcome from awa.delete_limit('api');
select pg_temp.job('late', '{"limits": [{"name": "memory", "key": "late"}]}');
select is(pg_temp.claim(), 'late', 'jobs of other limits go on');
select pg_temp.complete(name) from job;
select pg_temp.claim();
select pg_temp.complete(name) from job;
select count(*) from awa.tick();
select is(kept('places'), 0::bigint, 'nothing is left of places');
select is(kept('waits'), 0::bigint, 'nor of lines');

select * from finish();
