-- A scheduled, available or retryable job ends as cancelled and never runs.
set search_path = tap;
select plan(11);

select stop_clock();
create temp table job (name text, id bigint);
insert into job select 'retryable', id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker());
select count(*) from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}');
insert into job select 'available', id from awa.insert_job('x');
insert into job select 'scheduled', id from awa.insert_job('x', run_at => clock() + '1 min');

select is(state_of(id), name, 'it is ' || name) from job;
select results_eq($$select c.* from job j, awa.cancel_job(j.id, 'not needed') c$$,
  $$select id, 'cancelled'::text, 'cancelled'::text from job$$, 'each is cancelled');
select is(state_of(id), 'cancelled', name || ' becomes cancelled') from job;
select is((select array_agg(distinct j.reason) from awa.jobs j), '{"not needed"}', 'the reason is kept');
select is((select array_agg(distinct j.finalized_at) from awa.jobs j), array[clock()], 'and the time');
select advance_clock('1 day');
select is_empty($$select id from awa.claim_jobs(worker(), max_jobs => 10)$$, 'none is ever handed out');
select results_eq($$select j.outcome || ' ' || j.state from job, awa.cancel_job(id) j$$,
  array_fill('already_ended cancelled'::text, array[3]), 'a second cancel says so');

select * from finish();
