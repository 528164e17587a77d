-- Keys, names and lists have their bounds, and are held to them before anything is done with them.
set search_path = tap;
select plan(20);

select refuses($$select awa.insert_job('x', unique_by => jsonb_build_object('key', repeat('k', 4097)))$$, 'AW003', 'unique_by.key takes 4097 bytes, more than 4096',
  'a key is no document');
select is((select outcome from awa.insert_job('x', unique_by => jsonb_build_object('key', repeat('k', 4096)))), 'inserted', 'one of 4096 bytes is fine');
select is((select outcome from awa.cancel_by_unique_key('x', key => repeat('k', 4096))), 'cancelled', 'and is found again');
select refuses($$select awa.cancel_by_unique_key('x', key => repeat('k', 4097))$$, 'AW003', '%key of 4097 bytes%', 'a longer one is not looked for');
select refuses($$select awa.unique_key('x', key => repeat('k', 4097))$$, 'AW003', '%key of 4097 bytes%', 'nor made');
select refuses($$select awa.unique_key(repeat('k', 201))$$, 'AW003', '%201%', 'nor with a kind that no job has');
select refuses($$select awa.unique_key('x', repeat('q', 201))$$, 'AW003', '%201%', 'nor a queue');
select refuses($$select awa.insert_job('x', unique_by => jsonb_build_object('key', 'k', 'states', array_fill('running'::text, array[1000000])))$$, 'AW003',
  'unique_by.states has 1000000 entries%', 'there are not so many states');
select refuses($$select awa.insert_job('x', unique_by => jsonb_build_object('args', array_fill(repeat('f', 1000), array[100])))$$, 'AW003',
  'unique_by takes % bytes, more than 65536', 'a long list of fields');
select refuses($$select awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x', 'unique_by', jsonb_build_object('key', repeat('k', 4097)))))$$, 'AW003',
  'job 1: unique_by.key takes%', 'in a batch');
select refuses($$insert into awa.new_jobs (kind, unique_by) values ('x', jsonb_build_object('key', repeat('k', 4097)))$$, 'AW003', 'unique_by.key takes%', 'in a copy');
select refuses($$select awa.insert_job('x', opts => jsonb_build_object('timeout', repeat('1', 70000)))$$, 'AW003', 'opts takes 7% bytes, more than 65536', 'options');
select refuses($$select awa.insert_many('x', '{1}', opts => jsonb_build_object('timeout', repeat('1', 70000)))$$, 'AW003', 'opts takes%', 'options of an array');
select refuses($$select awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x', 'opts', jsonb_build_object('timeout', repeat('1', 70000)))))$$, 'AW003',
  'job 1: opts takes%', 'options in a batch');

select from awa.configure_queue('parts', '{"create": true, "partitions": 4}');
select refuses($$select awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x', 'queue', 'parts', 'ordering_key', repeat('k', 10000000))))$$, 'AW003',
  'job 1: ordering_key %longer than 500 bytes', 'an ordering key is measured before it is hashed');
select refuses($$select awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x', 'queue', 'parts', 'unique_by', '{"key": "k"}'::jsonb,
  'ordering_key', repeat('k', 10000000))))$$, 'AW003', 'job 1: ordering_key %', 'that of a unique job, too');
select refuses($$select awa.ordering_hash(repeat('k', 10000000))$$, 'AW003', 'key % longer than 500 bytes', 'by itself');
select refuses($$select awa.partition_for_key(repeat('k', 501), 4)$$, 'AW003', 'key % longer than 500 bytes', 'by its partition');
select is(awa.partition_for_key(repeat('k', 500), 1), 0, '500 bytes are fine');
select refuses($$select awa.register_worker(queues => array(select 'q' || i from generate_series(1, 1001) i))$$, 'AW003', '1001 queues, more than 1000',
  'a worker of very many queues');

select * from finish();
