-- A snoozed job runs again with the same attempt number.
set search_path = tap;
select plan(8);

select stop_clock('2030-01-01 12:00:00+00');
select id from awa.insert_job('x', max_attempts => 1);
create temp table claimed as select * from awa.claim_jobs(worker());
select results_eq($$select s.* from claimed c, awa.snooze_job(worker(), c.claim_id, c.id, '10 s') s$$,
  $$select id, 'snoozed'::text, '2030-01-01 12:00:10+00'::timestamptz from claimed$$, 'it is snoozed');
select results_eq('select j.state, j.attempt, j.run_at from claimed c, awa.get_job(c.id) j',
  $$values ('scheduled'::text, 0, '2030-01-01 12:00:10+00'::timestamptz)$$, 'it is scheduled as if never tried');
select throws_ok('select awa.complete_jobs(worker(), claim_id, array[id]) from claimed', 'AW005', null, 'its lease is gone');
select is_empty('select id from awa.claim_jobs(worker())', 'it waits');
select advance_clock('10 s');
create temp table again as select * from awa.claim_jobs(worker());
select results_eq('select id, attempt from again', 'select id, 1 from claimed', 'and runs, as attempt 1');
select is((select s.run_at from again c, awa.snooze_job(worker(), c.claim_id, c.id, '0 s') s), clock(), 'no delay is at once');
create temp table third as select * from awa.claim_jobs(worker());
select is((select attempt from third), 1, 'any number of times');
select is((select failures from third), '[]', 'without an error');

select * from finish();
