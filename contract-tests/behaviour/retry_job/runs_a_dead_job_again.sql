-- A failed or cancelled job runs again under its id, with what it had: failures, progress, key; with one attempt more if it needs one.
set search_path = tap;
select plan(11);

create temp table job (name text, id bigint);
create temp table claimed (claim_id bigint, id bigint);
insert into job select 'failed', id from awa.insert_job('x', '{"v": 1}', max_attempts => 1, unique_by => '{"key": "k"}');
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select outcome from claimed c, awa.set_progress(worker(), c.claim_id, c.id, 50);
select f.outcome from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}') f;
insert into job select 'cancelled', id from awa.insert_job('x', queue => 'q');
select outcome from awa.cancel_job((select id from job where name = 'cancelled'));

select results_eq($$select outcome, state from awa.retry_job((select id from job where name = 'failed'))$$,
  $$values ('retried', 'available')$$, 'a failed job');
select results_eq($$select attempt, max_attempts, failures ->> 0 is not null, progress ->> 'percent' from awa.get_job((select id from job where name = 'failed'))$$,
  $$values (1, 2, true, '50')$$, 'with its failures and progress, and an attempt');
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k"}')), 'existing', 'it holds its key again');
truncate claimed;
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select is((select s.settled from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s), 1, 'it runs');
select results_eq($$select outcome, state from awa.retry_job((select id from job where name = 'failed'))$$,
  $$values ('completed', 'completed')$$, 'a completed job is not retried');
select results_eq($$select outcome, state from awa.retry_job((select id from job where name = 'cancelled'), now() + interval '1 h')$$,
  $$values ('retried', 'scheduled')$$, 'a cancelled job, later');
select results_eq($$select outcome, state from awa.retry_job((select id from job where name = 'cancelled'))$$,
  $$values ('not_ended', 'scheduled')$$, 'once');
select results_eq($$select outcome, state from awa.retry_job(999)$$, $$values ('not_found', null::text)$$, 'an unknown one');

insert into job select 'loser', id from awa.insert_job('x', queue => 'r', unique_by => '{"key": "r"}');
select outcome from awa.cancel_job((select id from job where name = 'loser'));
insert into job select 'winner', id from awa.insert_job('x', queue => 'r', unique_by => '{"key": "r"}');
select refuses($$select awa.retry_job((select id from job where name = 'loser'))$$, 'AW004', '%holds the unique key%', 'its key may be held by another job now');
select is(state_of(id), 'cancelled', 'then it stays as it is') from job where name = 'loser';
select is_empty($$select * from wrong_stats()$$, 'and statistics agree with the view');

select * from finish();
