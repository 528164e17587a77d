-- A value that TOAST has compressed is as large as it is, by every way in.
set search_path = tap;
select plan(16);

create temp table docs (name text, doc jsonb);
insert into docs select 'args', jsonb_build_object('x', repeat('abcdefghij', 200000));
insert into docs select 'half', jsonb_build_object('x', repeat('abcdefghij', 10000));
insert into docs select 'digits', (select jsonb_agg('1e131000'::jsonb) from generate_series(1, 300));
create function pg_temp.doc(p_name text) returns jsonb language sql as 'select doc from docs where name = p_name';
select is((select count(*)::int from docs where pg_column_size(doc) < pg_column_size(array[doc]) / 3), 3, 'they are compressed');
select cmp_ok((select pg_column_size(doc) from docs where name = 'digits'), '<', 512, 'one to less than what is printed at once');

select refuses($$select awa.insert_job('x', (select doc from docs where name = 'args'))$$, 'AW003', 'args takes 2000009 bytes%', 'single');
select refuses($$select i.id from docs, awa.insert_job('x', doc) i where name = 'args'$$, 'AW003', 'args takes 2000009 bytes%', 'for each row');
select refuses($$select awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'args', doc)) from docs where name = 'args'))$$, 'AW003',
  'job 1: args takes 2000009 bytes%', 'in a batch');
select refuses($$select awa.insert_many('x', (select array_agg(doc) from docs where name = 'args'))$$, 'AW003', 'job 1: args takes 2000009 bytes%', 'in an array');
select refuses($$insert into awa.new_jobs (kind, args) select 'x', doc from docs where name = 'args'$$, 'AW003', 'args takes 2000009 bytes%', 'in a copy');
select refuses($$select i.id from docs, awa.insert_job('x', doc) i where name = 'digits'$$, 'AW003', 'args takes %', 'large numbers');
select refuses($$select i.id from docs, awa.insert_job('x', metadata => doc) i where name = 'half'$$, 'AW003', 'metadata takes 100009 bytes%', 'metadata');
select is((select count(*) from docs, awa.insert_job('x', doc) i where name = 'half'), 1::bigint, 'what fits is let in');
select is((select octet_length(args::text) from awa.claim_jobs(worker())), 100009, 'and handed out');

select from awa.configure_queue('small', '{"create": true, "max_args_bytes": 1000, "max_metadata_bytes": 1000}');
select refuses($$select i.id from docs, awa.insert_job('x', doc, queue => 'small') i where name = 'half'$$, 'AW003',
  'args takes % bytes, more than the 1000 that queue small takes', 'a limit of the queue');
select refuses($$insert into awa.new_jobs (kind, args, queue) select 'x', doc, 'small' from docs where name = 'half'$$, 'AW003', 'args takes %1000%', 'in a copy');
select from awa.insert_job('y', queue => 'y');
create temp table claimed as select * from awa.claim_jobs(worker(), 'y');
select refuses($$select s.id from claimed, docs, awa.set_progress(worker(), claim_id, id, checkpoint => doc) s where docs.name = 'half'$$, 'AW003',
  'checkpoint takes 100009 bytes%', 'a checkpoint');
select refuses($$select awa.register_worker(opts => (select jsonb_build_object('info', doc) from docs where name = 'half'))$$, 'AW003', 'info takes %', 'info');
select refuses($$select r.id from docs, awa.reschedule_job((select id from awa.insert_job('z')), args => doc) r where name = 'args'$$, 'AW003',
  'args takes 2000009 bytes%', 'new args');

select * from finish();
