-- retry_after takes the place of the policy.
set search_path = tap;
select plan(4);

select stop_clock('2030-01-01 12:00:00+00');
select id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker());
select results_eq($$select f.outcome, f.attempt, f.run_at from claimed c,
    awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', retry_after => '90 s') f$$,
  $$values ('retryable'::text, 1, '2030-01-01 12:01:30+00'::timestamptz)$$, 'exactly as long, without jitter');
select advance_clock('89 s');
select is_empty('select id from awa.claim_jobs(worker())', 'not before');
select advance_clock('1 s');
create temp table again as select * from awa.claim_jobs(worker());
select is((select attempt from again), 2, 'but then');
select is((select f.run_at from again c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', retry_after => '0 s') f),
  clock(), 'zero is at once');

select * from finish();
