-- An ordering key has at most 500 bytes, also where it picks a partition.
set search_path = tap;
select plan(9);

select awa.configure_queue('p', '{"create": true, "partitions": 8}');
create function pg_temp.key(p_bytes int) returns text language sql as $$ select repeat('k', p_bytes) $$;

select refuses($$select awa.insert_job('x', queue => 'p', ordering_key => pg_temp.key(501))$$, 'AW003', 'ordering_key k%longer than 500 bytes', 'alone');
select refuses($$select awa.insert_jobs(jsonb_build_array('{"kind": "x"}'::jsonb, jsonb_build_object('kind', 'x', 'queue', 'p', 'ordering_key', pg_temp.key(501))))$$,
  'AW003', 'job 2: ordering_key k%longer than 500 bytes', 'in a batch');
select refuses($$select awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x', 'queue', 'p', 'ordering_key', pg_temp.key(501), 'unique_by', '{"key": "u"}'::jsonb)))$$,
  'AW003', 'job 1: ordering_key k%longer than 500 bytes', 'of unique jobs');
select refuses($$select awa.insert_many('x', array['{}', '{}']::jsonb[], queue => 'p', ordering_keys => array['k', pg_temp.key(501)])$$,
  'AW003', 'job 2: ordering_key k%longer than 500 bytes', 'of one kind');
select refuses($$insert into awa.new_jobs (kind, queue, ordering_key) values ('x', 'p', pg_temp.key(501))$$, 'AW003', '%ordering_key k%longer than 500 bytes', 'in bulk');
select refuses($$select awa.insert_jobs(jsonb_build_array(jsonb_build_object('kind', 'x', 'queue', 'p', 'ordering_key', pg_temp.key(20000000))))$$,
  'AW003', 'job 1: ordering_key k%longer than 500 bytes', 'whatever its length');
select refuses($$select awa.partition_for_key(pg_temp.key(20000000), 8)$$, 'AW003', 'key k%longer than 500 bytes', 'nobody hashes it');
select is(partition, awa.partition_for_key(pg_temp.key(500), 8), '500 bytes are fine')
from awa.insert_job('x', queue => 'p', ordering_key => pg_temp.key(500));
select is((select count(*)::int from awa.jobs), 1, 'nothing else was inserted');

select * from finish();
