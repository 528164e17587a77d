-- What is left of a job that was put off or replaced before any claim came by is not the job any more, once that is forgotten.
set search_path = tap;
select plan(10);

create temp table job as
  select 'put off' as what, id from awa.insert_job('x', queue => 'fresh')
  union all select 'replaced', id from awa.insert_job('x', queue => 'fresh', unique_by => '{"key": "k"}');
select is((select r.outcome from awa.reschedule_job((select id from job where what = 'put off'), run_at => '2099-01-01') r), 'rescheduled', 'one is put off');
select is((select outcome from awa.insert_job('x', queue => 'fresh', run_at => '2099-01-01', unique_by => '{"key": "k", "on_conflict": "replace"}')),
  'replaced', 'one is replaced');
select is((select string_agg(c.outcome, ' ') from job j, awa.cancel_job(j.id) c), 'cancelled cancelled', 'both are cancelled');
select is((select string_agg(d.outcome, ' ') from job j, awa.delete_job(j.id) d), 'deleted deleted', 'and deleted');
select is_empty('select g.* from job j, awa.get_job(j.id) g', 'nothing is known of them');
select is((select count(*) from awa.jobs), 0::bigint, 'nor shown');
select is((select string_agg(c.outcome, ' ') from job j, awa.cancel_job(j.id) c), 'not_found not_found', 'nor cancelled again');
select is((select string_agg(r.outcome, ' ') from job j, awa.reschedule_job(j.id, run_at => now()) r), 'not_found not_found', 'nor put off');
select is((select string_agg(r.outcome, ' ') from job j, awa.retry_job(j.id) r), 'not_found not_found', 'nor retried');
select refuses($$select awa.insert_job('y', opts => jsonb_build_object('parents', (select jsonb_agg(id) from job)))$$, 'AW010', '%parent%',
  'nor is anybody their child');

select * from finish();
