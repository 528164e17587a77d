-- final fails a job at once, however many attempts are left.
set search_path = tap;
select plan(3);

select id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker());
select results_eq($$select f.id, f.outcome, f.attempt, f.run_at from claimed c,
    awa.fail_jobs(worker(), c.claim_id, array[c.id], '{hopeless}', final => true) f$$,
  $$select id, 'failed'::text, 1, null::timestamptz from claimed$$, 'failed at attempt 1 of 25');
select is(state_of((select id from claimed)), 'failed', 'its state says so');
select is((select j.failures -> 0 ->> 'error' from claimed c, awa.get_job(c.id) j), 'hopeless', 'and why');

select * from finish();
