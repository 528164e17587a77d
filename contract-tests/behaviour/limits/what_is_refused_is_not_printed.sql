-- A message shows the beginning of what is short, and says what anything else is: printing 75 KB of large numbers would take a
-- gigabyte. No argument is printed before it is measured.
set search_path = tap;
select plan(38);

create function pg_temp.huge() returns jsonb language sql as $$ select jsonb_agg('1e131000'::jsonb) from generate_series(1, 8300) $$;
create function pg_temp.huge(p_key text) returns jsonb language sql as $$ select jsonb_build_object(p_key, pg_temp.huge()) $$;
create function pg_temp.batch(p_field text, p_value jsonb) returns bigint language sql as $$
  select count(*) from awa.insert_jobs(jsonb_build_array('{"kind": "x"}'::jsonb, jsonb_build_object('kind', 'x') || jsonb_build_object(p_field, p_value)))
$$;

select refuses(format('select awa.insert_job(''x'', %s => pg_temp.huge())', a), 'AW001', '%not a JSON array of 132808 bytes', a || ' of insert_job')
from unnest('{unique_by,metadata,opts}'::text[]) a;
select refuses(format('select pg_temp.batch(%L, pg_temp.huge())', a), 'AW001', 'job 2: % not a JSON array of 132808 bytes', a || ' in a batch')
from unnest('{kind,queue,ordering_key,priority,max_attempts,run_at,unique_by,metadata,opts}'::text[]) a;
select refuses($$select pg_temp.batch('tags', pg_temp.huge())$$, 'AW003', 'job 2: 8300 tags%', 'tags in a batch');
select refuses($$select pg_temp.batch('tags', jsonb_build_array(pg_temp.huge()))$$, 'AW001', 'job 2: tags % not a JSON array of %', 'a tag in a batch');
select refuses($$select awa.insert_jobs(jsonb_build_array(pg_temp.huge()))$$, 'AW001', 'job 1 must be a JSON object, not a JSON array of%', 'a job');
select refuses($$select awa.insert_jobs(pg_temp.huge('x'))$$, 'AW001', 'jobs must be a JSON array of objects, not a JSON object of%', 'all jobs');
select refuses(format('select awa.insert_job(''x'', opts => pg_temp.huge(%L))', o), 'AW003', 'opts takes % bytes, more than 65536', 'option ' || o)
from unnest('{timeout,backoff,start_by,keep,concurrency_key,parents,traceparent,validate}'::text[]) o;
select refuses(format('select awa.insert_job(''x'', unique_by => pg_temp.huge(%L))', o), 'AW003', 'unique_by%', o || ' of unique_by')
from unnest('{key,key_hex,args,queue,period,states,on_conflict}'::text[]) o;
select refuses($$select awa.insert_job('', metadata => pg_temp.huge())$$, 'AW001', 'kind must not be empty', 'nor what is not at fault');
select refuses($$select awa.complete_jobs(worker(), 1, '{1}', pg_temp.huge())$$, 'AW001', 'results % not a JSON array of %', 'results');
select refuses($$select awa.complete_jobs(worker(), 1, '{1}', opts => pg_temp.huge('on_lost'))$$, 'AW001', 'on_lost % not a JSON array of %', 'on_lost');
select refuses($$select awa.claim_jobs(worker(), opts => pg_temp.huge('async'))$$, 'AW001', 'async % not a JSON array of %', 'async');
select refuses($$select awa.cancel_by_unique_key('x', opts => pg_temp.huge('key_hex'))$$, 'AW001', 'opts.key_hex must be % a JSON array of % bytes', 'key_hex');
select refuses($$select awa.configure_queue('x', pg_temp.huge('on_full'))$$, 'AW001', 'on_full % not a JSON array of %', 'on_full');
select refuses($$select awa.configure(pg_temp.huge('max_delay'))$$, 'AW001', 'max_delay % not a JSON array of %', 'max_delay');

select * from finish();
