-- What is too large, unknown or does not fit is refused in each form of a call.
set search_path = tap;
select plan(13);

select refuses(format($$select awa.cancel_job(1, reason => %L)$$, repeat('x', 1001)), 'AW003', 'reason %1000%', 'a long reason');
select refuses(format($$select awa.claim_jobs(worker(), %L)$$, repeat('x', 201)), 'AW003', 'queue %200%', 'a long name of a queue');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "opts": {"parents": [1]}}]')$$, 'AW010', 'job 2: parent 1 %',
  'a parent in an array that is no job');
select refuses($$insert into awa.new_jobs (kind, opts) values ('x', '{"parents": [1]}')$$, 'AW010', 'parent 1 %', 'in the view');
select refuses($$select awa.insert_jobs('[{"kind": "x", "opts": {"validate": true}}]')$$, 'AW011', 'job 1: %kind x%', 'args of an array that do not fit');
select refuses($$insert into awa.new_jobs (kind, opts) values ('x', '{"validate": true}')$$, 'AW011', '%kind x%', 'in the view');
select refuses($$insert into awa.new_jobs (kind, opts) values ('x', '{"timout": "1 s"}')$$, 'AW002', '%timout%', 'an option in the view');
select refuses($$select awa.sleep_until_work('00000000-0000-4000-8000-000000000001', '{q}')$$, 'AW006', 'worker % is not registered',
  'a worker that is none');
select refuses($$select awa.tick('[1]')$$, 'AW001', 'opts must be a JSON object, not [1]', 'options that are no object');

-- Parts of a claim are locked job by job.
select is((select count(*)::int from awa.insert_many('x', array_fill('{}'::jsonb, array[3002]))), 3002, 'many jobs');
create temp table claimed as select claim_id, id from awa.claim_jobs(worker(), max_jobs => 10000);
create function pg_temp.part() returns bigint[] language sql as $$select (array_agg(id order by id))[1:3001] from claimed$$;
select refuses($$select awa.fail_jobs(worker(), (select min(claim_id) from claimed), pg_temp.part(), array_fill('x'::text, array[3001]))$$,
  'AW003', '%more than 3000 jobs', 'a settle of a large part of a claim');
select refuses($$select awa.release_jobs(worker(), (select min(claim_id) from claimed), pg_temp.part())$$, 'AW003', '%more than 3000 jobs',
  'in each form');
select is(
  (select settled from awa.release_jobs(worker(), (select min(claim_id) from claimed), array(select id from claimed order by id))), 3002,
  'the whole is settled at once');

select * from finish();
