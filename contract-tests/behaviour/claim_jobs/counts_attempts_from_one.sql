-- attempt is 1 in the first run; failures of earlier runs come along.
set search_path = tap;
select plan(3);

select stop_clock();
create temp table made as select id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker());
select is((select attempt from claimed), 1, 'the first run is attempt 1');
select count(*) from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', retry_after => '0 s');
create temp table again as select * from awa.claim_jobs(worker());
select is((select attempt from again), 2, 'the second is 2');
select is((select failures -> 0 ->> 'error' from again), 'oops', 'the handler sees what went wrong before');

select * from finish();
