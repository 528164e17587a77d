-- get_job and view jobs tell the same, and every job is there once.
set search_path = tap;
select plan(3);

select stop_clock();
select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'priority', 1 + n % 4,
  'run_at', case when n % 3 = 0 then clock() + '1 hour' end)) from generate_series(1, 60) n));
create temp table claimed as select * from awa.claim_jobs(worker(), max_jobs => 20);
select count(*) from awa.complete_jobs(worker(), (select min(claim_id) from claimed),
  (select array_agg(id) from claimed where claim_id = (select min(claim_id) from claimed)));
select count(*) from awa.cancel_job((select max(id) from awa.jobs where state = 'scheduled'));

select is((select count(*)::int from awa.jobs), 60, 'every job is in the view');
select is((select count(distinct id)::int from awa.jobs), 60, 'once');
select bag_eq('select g.* from awa.jobs j, awa.get_job(j.id) g', 'select * from awa.jobs', 'get_job says the same');

select * from finish();
