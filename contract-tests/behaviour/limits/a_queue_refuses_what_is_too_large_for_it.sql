-- A queue may take less than all queues do: args, metadata, tags and keys, each by every way in, with the limit in the message.
set search_path = tap;
select plan(12);

select from awa.configure_queue('small', '{"create": true, "max_args_bytes": 100, "max_metadata_bytes": 100, "max_tags_bytes": 5, "max_key_bytes": 10}');
select is((select outcome from awa.insert_job('x', '"fits"', queue => 'small', tags => '{a}', ordering_key => 'k')), 'inserted', 'what fits');
select refuses($$select awa.insert_job('x', to_jsonb(repeat('x', 200)), queue => 'small')$$, 'AW003', 'args takes % the 100 that queue small takes', 'args');
select refuses($$select awa.insert_job('x', queue => 'small', metadata => jsonb_build_object('x', repeat('x', 200)))$$, 'AW003', 'metadata %100%', 'metadata');
select refuses($$select awa.insert_job('x', queue => 'small', tags => '{abc,def}')$$, 'AW003', 'tags takes 6 bytes%5%', 'tags');
select refuses($$select awa.insert_job('x', queue => 'small', ordering_key => 'a key of some length')$$, 'AW003', 'ordering_key %10%', 'ordering keys');
select refuses($$select awa.insert_job('x', queue => 'small', unique_by => '{"key": "a key of some length"}')$$, 'AW003', 'unique_by.key %10%', 'unique keys');
select refuses($$select awa.insert_jobs(jsonb_build_array('{"kind": "x"}'::jsonb, jsonb_build_object('kind', 'x', 'queue', 'small', 'args', repeat('x', 200))))$$,
  'AW003', 'job 2: args %', 'in a batch');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "queue": "small", "unique_by": {"key": "a key of some length"}}]')$$,
  'AW003', 'job 2: unique_by.key %10%', 'unique keys in a batch');
select refuses($$select awa.insert_many('x', array['1', to_jsonb(repeat('x', 200))], queue => 'small')$$, 'AW003', 'job 2: args %', 'in an array');
select refuses($$insert into awa.new_jobs (kind, args, queue) values ('x', to_jsonb(repeat('x', 200)), 'small')$$, 'AW003', 'args %', 'in a copy');
select is((select outcome from awa.insert_job('x', to_jsonb(repeat('x', 200)))), 'inserted', 'other queues take it');
select from awa.configure_queue('small', '{"max_args_bytes": null}');
select is((select outcome from awa.insert_job('x', to_jsonb(repeat('x', 200)), queue => 'small')), 'inserted', 'and this one without its limit');

select * from finish();
