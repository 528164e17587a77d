-- What is wrong with a value does not depend on the verb that it is given to: a name or key that is too long is AW003 everywhere, one
-- that is empty or missing AW001; and messages call the argument as the caller did.
set search_path = tap;
select plan(63);

create temp table calls (what text, call text);
insert into calls values
  ('queue', $$awa.insert_job('x', queue => %L)$$),
  ('queue', $$awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x', 'queue', %L)))$$),
  ('queue', $$awa.insert_many('x', '{"{}"}', queue => %L)$$),
  ('queue', $$awa.claim_jobs(worker(), queue => %L)$$),
  ('queue', $$awa.list_jobs(%L, 'available')$$),
  ('queue', $$awa.queue_stats(%L)$$),
  ('queue', $$awa.configure_queue(%L)$$),
  ('queue', $$awa.register_worker(queues => array['default', %L])$$),
  ('queue', $$awa.sleep_until_work(worker(), array['default', %L])$$),
  ('queue', $$awa.put_schedule('s', '@daily', kind => 'x', opts => jsonb_build_object('queue', %L))$$),
  ('kind', $$awa.put_schedule('s', '@daily', kind => %L)$$),
  ('ordering_key', $$awa.put_schedule('s', '@daily', kind => 'x', opts => jsonb_build_object('ordering_key', %L))$$),
  ('concurrency_key', $$awa.put_schedule('s', '@daily', kind => 'x', opts => jsonb_build_object('concurrency_key', %L))$$),
  ('kind', $$awa.insert_job(%L)$$),
  ('kind', $$awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', %L)))$$),
  ('kind', $$awa.insert_many(%L, '{"{}"}')$$),
  ('kind', $$awa.describe_kind(%L)$$),
  ('kind', $$awa.unique_key(%L)$$),
  ('kind', $$awa.cancel_by_unique_key(%L)$$),
  ('ordering_key', $$awa.insert_job('x', ordering_key => %L)$$),
  ('ordering_key', $$awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x', 'ordering_key', %L)))$$),
  ('ordering_key', $$awa.insert_many('x', '{"{}"}', ordering_keys => array[%L])$$),
  ('concurrency_key', $$awa.insert_job('x', opts => jsonb_build_object('concurrency_key', %L))$$),
  ('concurrency_key', $$awa.insert_many('x', '{"{}"}', opts => jsonb_build_object('concurrency_key', %L))$$);
select refuses(format('select * from ' || call, repeat('n', 501)), 'AW003', '%' || what || '%', 'too long: ' || call) from calls;
select refuses(format('select * from ' || call, ''), 'AW001', '%' || what || '%', 'empty: ' || call) from calls;

select refuses(c, 'AW003', m, c)
from (values
  ('select * from awa.insert_job(''x'', unique_by => jsonb_build_object(''key_hex'', repeat(''ab'', 33)))', 'unique_by.key_hex%33 bytes%32'),
  ('select * from awa.cancel_by_unique_key(''x'', opts => jsonb_build_object(''key_hex'', repeat(''ab'', 33)))', 'opts.key_hex%33 bytes%32'),
  ('select * from awa.insert_job(''x'', opts => jsonb_build_object(''parents'', (select jsonb_agg(n) from generate_series(1, 101) n)))', '101 parents%100'),
  ('select * from awa.register_worker(opts => jsonb_build_object(''info'', jsonb_build_object(''a'', repeat(''x'', 65536))))', 'info%65536')) r (c, m);

-- The argument is called as the caller called it, by its whole path.
select refuses('select * from awa.' || c, s, m, c)
from (values
  ('configure(''{"partition": 2}'')', 'AW002', '%"partition" in settings'),
  ('configure(''[1]'')', 'AW001', 'settings must be a JSON object, not [1]'),
  ('configure_queue(''q'', ''{"partition": 2}'')', 'AW002', '%"partition" in settings'),
  ('configure_queue(''q'', ''"x"'')', 'AW001', 'settings must be a JSON object, not "x"'),
  ('cancel_job(1, opts => ''{"al": 1}'')', 'AW002', '%"al" in opts'),
  ('insert_job(''x'', opts => ''{"backoff": {"base": "x"}}'')', 'AW001', 'backoff.base must be%"x"'),
  ('insert_job(''x'', opts => ''{"backoff": {"max": 0}}'')', 'AW001', 'backoff.max must be%0'),
  ('insert_job(''x'', unique_by => ''{"period": "x"}'')', 'AW001', 'unique_by.period must be%"x"'),
  ('insert_job(''x'', unique_by => ''{"period": "1 month"}'')', 'AW001', 'unique_by.period must be of days%'),
  ('cancel_by_unique_key(''x'', period => ''1 month'')', 'AW001', 'period must be of days%'),
  ('cancel_by_unique_key(''x'', opts => ''{"key_hex": "zz"}'')', 'AW001', 'opts.key_hex must be%"zz"')) r (c, s, m);

select * from finish();
