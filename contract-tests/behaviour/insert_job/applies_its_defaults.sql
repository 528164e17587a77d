-- Only the kind is required.
set search_path = tap;
select plan(15);

select stop_clock('2030-01-01 12:00:00+00');
create temp table made as select * from awa.insert_job('email');

select is((select outcome from made), 'inserted', 'the outcome says inserted');
select is((select state from made), 'available', 'it is available');
select is((select queue_name from made), 'default', 'it is in queue default');
select is((select partition from made), 0, 'it is in partition 0');
select is((select due_at from made), '2030-01-01 12:00:00+00', 'it is due now');
select is((select unique_key from made), null, 'it is not unique');

create temp table job as select * from awa.get_job((select id from made));
select is((select args from job), '{}', 'args are an empty object');
select is((select priority from job), 2, 'its priority is 2');
select is((select max_attempts from job), 25, 'it may be tried 25 times');
select is((select attempt from job), 0, 'it has not been tried');
select is((select tags from job), '{}', 'it has no tags');
select is((select metadata from job), '{}', 'it has no metadata');
select is((select created_at from job), '2030-01-01 12:00:00+00', 'it was created now');
select is((select failures from job), '[]', 'it has no failures');
select ok((select ordering_key is null and worker_id is null and attempted_at is null and finalized_at is null
             and result is null and reason is null from job), 'what has not happened is null');

select * from finish();
