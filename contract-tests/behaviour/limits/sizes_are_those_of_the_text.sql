-- What counts is the length of the JSON text, as a worker gets it: not what PostgreSQL keeps it in. A number such as 1e131000 is
-- kept in ten bytes and printed as 131001 digits; a list of small numbers is longer in the table than as text.
set search_path = tap;
select plan(39);

create function pg_temp.digits(p_count int, p_number text default '1e131000') returns jsonb language sql as $$
  select jsonb_agg(p_number::jsonb) from generate_series(1, p_count)
$$;
create function pg_temp.text_of(p_bytes int) returns jsonb language sql as $$ select to_jsonb(repeat('x', p_bytes - 2)) $$;
create function pg_temp.batch(p_field text, p_value jsonb) returns bigint language sql as $$
  select count(*) from awa.insert_jobs(jsonb_build_array('{"kind": "x"}'::jsonb, jsonb_build_object('kind', 'x') || jsonb_build_object(p_field, p_value)))
$$;

-- Args.
select refuses($$select awa.insert_job('x', pg_temp.digits(8300))$$, 'AW003', 'args takes %, more than 1048576', 'large numbers');
select refuses($$select awa.insert_job('x', pg_temp.digits(9))$$, 'AW003', 'args takes 1179027 bytes, more than 1048576', 'nine of them');
select refuses($$select awa.insert_job('x', pg_temp.digits(90000, '0e-16383'))$$, 'AW003', 'args takes %', 'small numbers');
select refuses($$select awa.insert_job('x', pg_temp.digits(65, '0e-16383'))$$, 'AW003', 'args takes %', 'a few of them');
select refuses($$select awa.insert_job('x', jsonb_build_object('a', jsonb_build_array(pg_temp.digits(8300))))$$, 'AW003', 'args takes %', 'deep down');
select refuses($$select awa.insert_job('x', pg_temp.digits(8300), unique_by => '{"args": true}')$$, 'AW003', 'args takes %', 'of a unique job');
select refuses($$select awa.insert_job('x', pg_temp.digits(8300), run_at => now() + interval '1 day')$$, 'AW003', 'args takes %', 'of one that is scheduled');
select refuses($$select pg_temp.batch('args', pg_temp.digits(8300))$$, 'AW003', 'job 2: args takes %', 'in a batch');
select refuses($$select awa.insert_many('x', array['{}', pg_temp.digits(8300)])$$, 'AW003', 'job 2: args takes %', 'in an array');
select refuses($$insert into awa.new_jobs (kind, args) values ('x', pg_temp.digits(8300))$$, 'AW003', 'args takes %', 'in a copy');
select refuses($$select awa.insert_job('x', pg_temp.text_of(1048577))$$, 'AW003', 'args takes 1048577 bytes, more than 1048576', 'a byte too much');
select refuses($$select pg_temp.batch('args', pg_temp.text_of(1048577))$$, 'AW003', 'job 2: args takes 1048577 %', 'a byte too much in a batch');
select refuses($$select awa.insert_many('x', array[pg_temp.text_of(1048577)])$$, 'AW003', 'job 1: args takes 1048577 %', 'a byte too much in an array');
select refuses($$insert into awa.new_jobs (kind, args) values ('x', pg_temp.text_of(1048577))$$, 'AW003', 'args takes 1048577 %', 'a byte too much in a copy');
select refuses($$select awa.insert_job('x', jsonb_build_object('a', pg_temp.text_of(1048570)))$$, 'AW003', 'args takes 1048577 %', 'a byte too much with a field');
select is((select outcome from awa.insert_job('x', pg_temp.text_of(1048576))), 'inserted', 'what just fits');
select is((select outcome from awa.insert_job('x', jsonb_build_object('a', pg_temp.text_of(1048569)))), 'inserted', 'what just fits, with a field');
select is(pg_temp.batch('args', pg_temp.text_of(1048576)), 2::bigint, 'what just fits in a batch');
select is((select count(*) from awa.insert_many('x', array[pg_temp.text_of(1048576)])), 1::bigint, 'what just fits in an array');
select cmp_ok(pg_column_size(pg_temp.digits(340000, '1')), '>', 4000000, 'four megabytes in a table');
select is((select outcome from awa.insert_job('x', pg_temp.digits(340000, '1'))), 'inserted', 'may be less than one as text');
select is((select outcome from awa.insert_job('x', pg_temp.digits(7))), 'inserted', 'and seven large numbers fit');

-- Depth.
select refuses($$select awa.insert_job('x', (repeat('[', 501) || repeat(']', 501))::jsonb)$$, 'AW003', 'args is nested more than 500 levels deep', 'a deep one');
select lives_ok($$select awa.insert_job('x', (repeat('[', 500) || repeat(']', 500))::jsonb)$$, 'and one that is just not too deep is fine');
select refuses($$select awa.insert_job('x', (repeat('{"a": ', 5000) || '1' || repeat('}', 5000))::jsonb)$$, 'AW003', 'args is nested%', 'a deeper one');
select is((select outcome from awa.insert_job('x', (repeat('[', 500) || '1' || repeat(']', 500))::jsonb)), 'inserted', 'one that is just not too deep');

-- Metadata.
select refuses($$select awa.insert_job('x', metadata => jsonb_build_object('m', pg_temp.digits(8300)))$$, 'AW003', 'metadata takes %, more than 65536', 'metadata');
select refuses($$select pg_temp.batch('metadata', jsonb_build_object('m', pg_temp.digits(1)))$$, 'AW003', 'job 2: metadata takes %', 'metadata in a batch');
select refuses($$select awa.insert_many('x', '{1}', metadata => jsonb_build_object('m', pg_temp.digits(1)))$$, 'AW003', 'metadata takes %', 'metadata of an array');
select refuses($$insert into awa.new_jobs (kind, metadata) values ('x', jsonb_build_object('m', pg_temp.digits(1)))$$, 'AW003', 'metadata takes %', 'metadata in a copy');
select refuses($$select awa.insert_job('x', metadata => jsonb_build_object('m', pg_temp.text_of(65530)))$$, 'AW003', 'metadata takes 65537 %', 'a byte too much of metadata');
select is((select outcome from awa.insert_job('x', metadata => jsonb_build_object('m', pg_temp.text_of(65529)))), 'inserted', 'metadata that just fit');
select refuses($$select awa.insert_job('x', metadata => jsonb_build_object('m', pg_temp.text_of(65529)),
  opts => '{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}')$$, 'AW003', 'metadata takes %', 'and do not with a trace');

-- What workers and operators hand in.
create temp table job as select id from awa.insert_job('w', queue => 'w');
create temp table claimed as select * from awa.claim_jobs(worker(), 'w');
select refuses($$select awa.complete_jobs(worker(), claim_id, array[id], jsonb_build_array(pg_temp.digits(8300))) from claimed$$, 'AW003',
  'results takes %, more than 16777216', 'results');
select refuses($$select awa.set_progress(worker(), claim_id, id, checkpoint => pg_temp.digits(1)) from claimed$$, 'AW003',
  'checkpoint takes %, more than 65536', 'a checkpoint');
select refuses($$select awa.register_worker(opts => jsonb_build_object('info', jsonb_build_object('i', pg_temp.digits(8300))))$$, 'AW003',
  'info takes %, more than 65536', 'info');
select refuses($$select awa.reschedule_job((select id from job), args => pg_temp.digits(8300))$$, 'AW003', 'args takes %', 'new args');
select refuses($$select awa.describe_kind('x', jsonb_build_object('const', pg_temp.digits(8300)))$$, 'AW001', 'args_schema: a number must be in the range of a double%', 'a schema');
select refuses($$select awa.unique_key('x', args => pg_temp.digits(8300))$$, 'AW003', 'args takes %', 'args of a key');

select * from finish();
