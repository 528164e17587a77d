-- No jobs are no error and no rows.
set search_path = tap;
select plan(1);

select is_empty($$select * from awa.insert_jobs('[]')$$, 'an empty array makes nothing');

select * from finish();
