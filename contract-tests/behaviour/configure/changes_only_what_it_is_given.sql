-- Settings hold at once, for jobs that have ended already as well; what is left out stays as it is.
set search_path = tap;
select plan(7);

select stop_clock();
select results_eq($$select * from awa.configure('{"keep_failed": "90 days"}')$$,
  $$select 86400::float8, 7776000::float8, 604800::float8, 31622400::float8$$, 'one of them is changed');
select results_eq($$select * from awa.configure('{"keep_completed": "2 h"}')$$,
  $$select 7200::float8, 7776000::float8, 604800::float8, 31622400::float8$$, 'what is left out stays as it is');
begin;
select from awa.configure('{"keep_cancelled": "1 day"}');
rollback;
select is((select keep_cancelled from awa.configure()), 604800::float8, 'a rollback undoes a change');

create temp table job as select id from awa.insert_job('x');
select s.settled from awa.claim_jobs(worker()) c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s;
select advance_clock('1 h');
select is(state_of(id), 'completed', 'a completed job is there after an hour') from job;
select from awa.configure('{"keep_completed": "30 min"}');
select is(state_of(id), null, 'a shorter time holds for it, too') from job;
select is_empty('select from awa.jobs', 'in the view as well');
select from awa.configure('{"keep_completed": "3 h"}');
select is(state_of(id), 'completed', 'and a longer one, while its space was not taken back') from job;

select * from finish();
