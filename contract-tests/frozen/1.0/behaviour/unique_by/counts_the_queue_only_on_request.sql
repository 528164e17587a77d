-- Jobs of two queues share a key unless the queue is part of it.
set search_path = tap;
select plan(5);

create function pg_temp.put(p_queue text, p_by jsonb) returns text language sql as
  $$select outcome from awa.insert_job('x', queue => p_queue, unique_by => p_by)$$;

select is(pg_temp.put('a', '{"key": "k"}'), 'inserted', 'one queue');
select is(pg_temp.put('b', '{"key": "k"}'), 'existing', 'the other meets it');
select is(pg_temp.put('a', '{"key": "l", "queue": true}'), 'inserted', 'one queue, named');
select is(pg_temp.put('b', '{"key": "l", "queue": true}'), 'inserted', 'the other, named');
select is(pg_temp.put('b', '{"key": "l", "queue": true}'), 'existing', 'the same again');

select * from finish();
