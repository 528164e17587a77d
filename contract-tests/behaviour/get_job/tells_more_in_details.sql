-- details: what get_job, list_jobs and the view jobs tell beside the columns: whom a pending job waits for, who runs a running one.
set search_path = tap;
select plan(6);

select from awa.insert_jobs('[{"kind": "a"}, {"kind": "b"}]');
select from awa.insert_job('c', opts => jsonb_build_object('parents', (select jsonb_agg(id order by id) from awa.jobs)));
select is((select details from awa.jobs where kind = 'c'),
  (select jsonb_build_object('parents', jsonb_agg(id order by id)) from awa.jobs where kind in ('a', 'b')),
  'a pending job waits for its parents');
create table tap.claimed as select * from awa.claim_jobs(worker('anna'), max_jobs => 10);
select is((select details from awa.jobs where kind = 'a'), '{"worker": "anna"}', 'a running one has a worker');
select from tap.claimed c, awa.complete_jobs(worker('anna'), c.claim_id, array[c.id]) where c.kind = 'a';
select is((select details from awa.jobs where kind = 'c'),
  (select jsonb_build_object('parents', jsonb_agg(id)) from awa.jobs where kind = 'b'), 'a parent that has ended is not waited for any more');
select is((select details from awa.jobs where kind = 'a'), '{}', 'there is nothing to add to a job that has ended');
select results_eq('select id, details from awa.jobs order by id', 'select g.id, g.details from awa.jobs j, awa.get_job(j.id) g order by 1',
  'get_job tells the same');
select results_eq($$select id, details from awa.jobs order by id$$,
  $$select l.id, l.details from awa.job_states() s, awa.list_jobs('default', s.state) l order by 1$$, 'and list_jobs');

select * from finish();
