-- A job that waits since before all times is as any other.
set search_path = tap;
select plan(1);

select stop_clock();
select from awa.insert_job('x', priority => 3);
update awa_store.ready set run_at = '-infinity' where kind = 'x';
select from awa.insert_job('fresh', priority => 2);
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 2)), 2, 'an endless wait is no error');

select * from finish();
