-- A job in a state in which it does not hold its key is not found by it, but for opts.all.
set search_path = tap;
select plan(4);

create temp table job as select id, unique_key from awa.insert_job('x', unique_by => '{"key": "k", "states": ["available"]}');
select lives_ok('select from awa.claim_jobs(worker())', 'it runs');
select is((select outcome from awa.cancel_by_unique_key('x', key => 'k')), 'not_found', 'nobody holds the key');
select is((select r.outcome from job j, awa.reschedule_job(unique_key => j.unique_key, priority => 1) r), 'not_found',
  'nor by that name');
select is((select outcome from awa.cancel_by_unique_key('x', key => 'k', opts => '{"all": true}')), 'cancelled', 'but all are found');

select * from finish();
