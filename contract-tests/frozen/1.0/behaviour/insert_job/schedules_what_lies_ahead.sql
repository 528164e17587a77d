-- A future run_at is scheduled, whoever inserts; a past one is available.
set search_path = tap;
select plan(8);

select stop_clock('2030-01-01 12:00:00+00');
create temp table later as select * from awa.insert_job('x', run_at => '2030-01-01 12:00:01+00');
create temp table past as select * from awa.insert_job('x', run_at => '2000-01-01 00:00:00+00');
create temp table now as select * from awa.insert_job('x', run_at => '2030-01-01 12:00:00+00');

select is((select state from later), 'scheduled', 'a second ahead is scheduled');
select is((select due_at from later), '2030-01-01 12:00:01+00', 'and due then');
select is(state_of((select id from later)), 'scheduled', 'get_job says the same');
select is((select state from past), 'available', 'the past is available');
select is((select due_at from past), '2000-01-01 00:00:00+00', 'and keeps its time');
select is((select state from now), 'available', 'this very instant is available');
select set_eq($$select id from awa.claim_jobs(worker(), max_jobs => 10)$$,
  $$select id from past union all select id from now$$, 'a worker gets what is due and no more');
select is(state_of((select id from later)), 'scheduled', 'the rest stays scheduled');

select * from finish();
