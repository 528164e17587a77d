-- By default the key holds in every state before the end.
set search_path = tap;
select plan(10);

select stop_clock();
create function pg_temp.again() returns text language sql as
  $$select outcome || ' ' || state from awa.insert_job('x', max_attempts => 2, unique_by => '{"key": "k"}')$$;
create temp table claimed (claim_id bigint, id bigint);

select is(pg_temp.again(), 'inserted available', 'the key is free at first');
select is(pg_temp.again(), 'existing available', 'it holds while available');
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select is(pg_temp.again(), 'existing running', 'while running');
select count(*) from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}');
select is(pg_temp.again(), 'existing retryable', 'while retryable');
select advance_clock('1 hour');
truncate claimed;
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select count(*) from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id]);
select is(pg_temp.again(), 'inserted available', 'completed frees it');

truncate claimed;
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select count(*) from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true);
select is(pg_temp.again(), 'inserted available', 'failed frees it');
select is((select c.outcome from awa.jobs j, awa.cancel_job(j.id) c where j.state = 'available'), 'cancelled',
  'the holder is cancelled');
select is(pg_temp.again(), 'inserted available', 'cancelled frees it');

truncate claimed;
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select count(*) from claimed c, awa.cancel_running(worker(), c.claim_id, array[c.id]);
select is(pg_temp.again(), 'inserted available', 'cancelled by its handler frees it');
select is((select count(*)::int from awa.jobs where state = 'available'), 1, 'one holder is left');

select * from finish();
