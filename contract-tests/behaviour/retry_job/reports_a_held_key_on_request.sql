-- on_conflict report: a job whose unique key another one holds by now is answered for, and does not undo what is done with others.
set search_path = tap;
select plan(10);

create temp table job as
select n, (awa.insert_job('x', jsonb_build_object('n', n), unique_by => jsonb_build_object('key', n::text))).id from generate_series(1, 3) n;
create temp table claimed as select * from awa.claim_jobs(worker(), max_jobs => 3);
select count(*) from (select distinct claim_id from claimed) c, awa.fail_jobs(worker(), c.claim_id, array(select id from claimed), '{e,e,e}', final => true);
create temp table holder as select * from awa.insert_job('x', unique_by => '{"key": "2"}');

create temp table retried as
select j.n, r.* from job j, awa.retry_job(j.id, opts => '{"on_conflict": "report"}') r;
select results_eq('select n, id, outcome, state, due_at is null from retried order by n',
  $$select n, id, case n when 2 then 'key_held' else 'retried' end, case n when 2 then 'failed' else 'available' end, n = 2 from job order by n$$,
  'a row for each');
select results_eq('select j.n, state_of(j.id) from job j order by n', $$values (1, 'available'), (2, 'failed'), (3, 'available')$$,
  'the one is left as it is, the others run again');
select is((select failures -> 0 ->> 'error' from job j, awa.get_job(j.id) where n = 2), 'e', 'with what it had');
select is(state_of((select id from holder)), 'available', 'and the holder, too');
select is_empty('select * from wrong_stats()', 'statistics agree with the view');

select is((select outcome from job j, awa.retry_job(j.id, opts => '{"on_conflict": "report"}') where n = 1), 'not_ended', 'all else is answered as ever');
select refuses(format('select awa.retry_job(%s, opts => ''{"on_conflict": "raise"}'')', (select id from job where n = 2)), 'AW004', '%holds the unique key%',
  'raise raises');
select refuses(format('select awa.retry_job(%s, opts => ''{"on_conflict": null}'')', (select id from job where n = 2)), 'AW004', '%holds the unique key%',
  'as does null');
select refuses($$select awa.retry_job(null, opts => '{"on_conflict": "report"}')$$, 'AW001', 'job_id%', 'errors of another kind stay errors');
select outcome from awa.cancel_job((select id from holder));
select is((select outcome from job j, awa.retry_job(j.id, opts => '{"on_conflict": "report"}') where n = 2), 'retried', 'once the key is free it runs again');

select * from finish();
