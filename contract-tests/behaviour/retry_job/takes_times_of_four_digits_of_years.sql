-- As every verb that takes a time: one that not every language has would be a job that its worker cannot read.
set search_path = tap;
select plan(21);

create temp table job as select id from awa.insert_job('x');
select outcome from job, awa.cancel_job(id);
create temp table time (text text);
insert into time values ('4713-01-02 BC'), ('10000-01-02'), ('infinity'), ('-infinity');
select refuses(format('select awa.retry_job((select id from job), %L)', text), 'AW001', 'run_at must be a time in the years 1 to 9999, not %', 'a retry at ' || text) from time;
select refuses(format('select awa.insert_job(''x'', run_at => %L)', text), 'AW001', 'run_at must be a time in the years 1 to 9999, not %', 'an insert at ' || text) from time;
select refuses(format('select awa.insert_many(''x'', ''{1}'', run_at => %L)', text), 'AW001', 'run_at must be a time in the years 1 to 9999, not %', 'an array at ' || text) from time;
select refuses(format('select awa.reschedule_job((select max(i.id) from awa.insert_job(''x'') i), run_at => %L)', text), 'AW001', 'run_at must be a time in the years 1 to 9999, not %',
  'a change to ' || text) from time;
select refuses($$select awa.insert_jobs('[{"kind": "x", "run_at": "10000-01-02T00:00:00Z"}]')$$, 'AW001', 'job 1: run_at must be a time in the years 1 to 9999, not %', 'a batch');
select refuses(format('select awa.insert_job(''x'', opts => ''{"start_by": "%s"}'')', t), 'AW001', 'start_by must be a time in the years 1 to 9999, %', 'a start by ' || t)
from unnest('{10000-01-02T00:00:00Z,infinity}'::text[]) t;
select is((select outcome from job, awa.retry_job(id, '9999-12-31 23:59:59.999999+00')), 'retried', 'the end of the year 9999 is fine');
select is((select outcome from awa.insert_job('x', run_at => '0001-01-01 00:00+00')), 'inserted', 'as the beginning of the year 1');

select * from finish();
