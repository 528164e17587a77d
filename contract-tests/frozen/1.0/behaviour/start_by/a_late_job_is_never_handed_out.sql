-- A job that was not started by its time ends as cancelled when a claim comes to it; the jobs behind it are served.
set search_path = tap;
select plan(9);

select stop_clock();
create temp table job (name text, id bigint);
insert into job select 'by a time', id from awa.insert_job('x', opts => '{"start_by": "2030-01-01T12:05:00Z"}');
insert into job select 'by an interval', id from awa.insert_job('x', opts => '{"start_by": "10 min"}');
insert into job select 'whenever', id from awa.insert_job('x');
insert into job select 'with a key', id from awa.insert_job('x', opts => '{"start_by": "1 min"}', unique_by => '{"key": "k"}');

select results_eq($$select name from job join awa.jobs using (id) where options ? 'start_by' order by id$$,
  $$values ('by a time'), ('by an interval'), ('with a key')$$, 'the view tells which have to start by a time');
select advance_clock('4 min');
select results_eq($$select name from awa.claim_jobs(worker()) join job using (id)$$, $$values ('by a time')$$, 'in time');
select advance_clock('2 min');
select results_eq($$select name from awa.claim_jobs(worker()) join job using (id)$$, $$values ('by an interval')$$, 'in time, too');
select results_eq($$select name from awa.claim_jobs(worker(), max_jobs => 5) join job using (id)$$, $$values ('whenever')$$,
  'the one that is late is passed over');
select is(state_of(id), 'cancelled', 'it ends as cancelled') from job where name = 'with a key';
select matches((select reason from awa.get_job(id)), '^expired: not started by 2030-01-01', 'and says why') from job where name = 'with a key';
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k"}')), 'inserted', 'its key is free');
select is((select count(*) from awa.claim_jobs(worker(), max_jobs => 5)), 1::bigint, 'and the queue goes on');
select is((select attempt from awa.get_job((select id from job where name = 'with a key'))), 0, 'it never started');

select * from finish();
