-- When it runs, its priority, its args: for a scheduled, available, retryable, pending or blocked job, by id or unique key.
set search_path = tap;
select plan(13);

select stop_clock();
create temp table job (name text, id bigint);
insert into job select 'scheduled', id from awa.insert_job('x', '{"v": 1}', run_at => clock() + interval '1 h', unique_by => '{"key": "s"}');
insert into job select 'available', id from awa.insert_job('x', '{"v": 1}', queue => 'q');
insert into job select 'behind', id from awa.insert_job('x', queue => 'q');

select results_eq($$select id, outcome, state, due_at from awa.reschedule_job(unique_key => awa.unique_key('x', key => 's'), run_at => '2030-01-01 12:30:00+00')$$,
  $$select id, 'rescheduled', 'scheduled', '2030-01-01 12:30:00+00'::timestamptz from job where name = 'scheduled'$$, 'by the key: earlier');
select results_eq($$select outcome, state from awa.reschedule_job((select id from job where name = 'scheduled'), run_at => clock())$$,
  $$values ('rescheduled', 'available')$$, 'now');
select results_eq($$select outcome, state from awa.reschedule_job((select id from job where name = 'available'), args => '{"v": 2}')$$,
  $$values ('rescheduled', 'available')$$, 'an available job gets other args');
create temp table claimed (n serial, id bigint, args jsonb);
insert into claimed (id, args) select id, args from awa.claim_jobs(worker(), 'q', 9);
select results_eq($$select name collate "default", args from claimed join job using (id) order by n$$,
  $$values ('behind', '{}'::jsonb), ('available', '{"v": 2}')$$, 'and goes behind what waits');
select results_eq($$select outcome, state from awa.reschedule_job((select id from job where name = 'behind'), priority => 1)$$,
  $$values ('not_waiting', 'running')$$, 'a running job is left alone');
insert into job select 'urgent', id from awa.insert_job('x', queue => 'p', priority => 4);
insert into job select 'less', id from awa.insert_job('x', queue => 'p', priority => 3);
select is((select outcome from awa.reschedule_job((select id from job where name = 'urgent'), priority => 1)), 'rescheduled', 'a priority');
select is((select name from awa.claim_jobs(worker(), 'p') join job using (id)), 'urgent', 'is that of the job');
select results_eq($$select outcome, state from awa.reschedule_job((select id from job where name = 'less'), run_at => clock() + interval '1 day')$$,
  $$values ('rescheduled', 'scheduled')$$, 'an available job can be put off');
select is_empty($$select * from awa.claim_jobs(worker(), 'p')$$, 'and is not handed out');
select outcome from awa.cancel_job((select id from job where name = 'less'));
select results_eq($$select outcome, state from awa.reschedule_job((select id from job where name = 'less'), priority => 1)$$,
  $$values ('already_ended', 'cancelled')$$, 'an ended one is left alone');
select results_eq($$select outcome, state from awa.reschedule_job(999)$$, $$values ('not_found', null::text)$$, 'an unknown one');
select results_eq($$select outcome, state from awa.reschedule_job(unique_key => '\x00')$$, $$values ('not_found', null::text)$$, 'or a key of nobody');
select is((select wants.state from awa.get_job((select id from job where name = 'scheduled')) wants), 'available', 'and the first waits to be claimed');

select * from finish();
