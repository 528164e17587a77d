-- After max_attempts a job is failed: the dead letter queue.
set search_path = tap;
select plan(6);

select stop_clock();
create temp table made as select id from awa.insert_job('x', max_attempts => 2);
create temp table claimed as select * from awa.claim_jobs(worker());
select results_eq($$select f.id, f.outcome, f.attempt from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{one}') f$$,
  $$select id, 'retryable'::text, 1 from made$$, 'the first failure may be retried');
select advance_clock('1 min');
create temp table again as select * from awa.claim_jobs(worker());
select results_eq($$select f.id, f.outcome, f.attempt, f.run_at from again c,
    awa.fail_jobs(worker(), c.claim_id, array[c.id], '{two}', retry_after => '1 s') f$$,
  $$select id, 'failed'::text, 2, null::timestamptz from made$$, 'the last one not');
select is(state_of((select id from made)), 'failed', 'the job is failed');
select is((select jsonb_path_query_array(failures, '$[*].error') from awa.get_job((select id from made))), '["one", "two"]', 'with all failures');
select is((select args from awa.get_job((select id from made))), '{}', 'and all it had');
select advance_clock('1 year');
select is_empty('select id from awa.claim_jobs(worker(), max_jobs => 10)', 'it never runs again');

select * from finish();
