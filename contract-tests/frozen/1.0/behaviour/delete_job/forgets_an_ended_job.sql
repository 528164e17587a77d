-- An ended job is forgotten at once, with its hold on a key; a job that has not ended is not touched.
set search_path = tap;
select plan(9);

create temp table job (name text, id bigint);
insert into job select 'completed', id from awa.insert_job('x', unique_by => '{"key": "c", "states": ["available", "completed"]}');
select s.settled from awa.claim_jobs(worker()) c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s;
insert into job select 'failed', id from awa.insert_job('x');
select f.outcome from awa.claim_jobs(worker()) c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true) f;
insert into job select 'waiting', id from awa.insert_job('x');

select results_eq($$select outcome, state from awa.delete_job((select id from job where name = 'waiting'))$$,
  $$values ('not_ended', 'available')$$, 'a job that waits is not deleted');
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "c"}')), 'existing', 'a completed job holds its key');
select results_eq($$select outcome, state from awa.delete_job((select id from job where name = 'completed'))$$,
  $$values ('deleted', 'completed')$$, 'until it is deleted');
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "c"}')), 'inserted', 'then the key is free');
select is(state_of(id), null, 'and nobody knows it') from job where name = 'completed';
select results_eq($$select outcome, state from awa.delete_job((select id from job where name = 'failed'))$$,
  $$values ('deleted', 'failed')$$, 'a failed job');
select results_eq($$select outcome, state from awa.delete_job((select id from job where name = 'failed'))$$,
  $$values ('not_found', null::text)$$, 'once');
select is((select array_agg(state order by state) from awa.jobs), '{available,available}', 'what waits is there');
select is_empty('select * from wrong_lists()', 'and lists agree with the view');

select * from finish();
