-- Inside a transaction that wrote, its own jobs are listed as they will be.
set search_path = tap;
select plan(6);

select stop_clock();
create temp table made as select id from awa.insert_jobs('[{"kind": "a"}, {"kind": "b"}, {"kind": "c"}]');
begin;
select from awa.insert_job('d');
select from awa.insert_job('e', run_at => '2031-01-01Z');
select from awa.cancel_job((select min(id) from made), 'not needed');
select results_eq($$select kind from awa.list_jobs('default', 'available')$$, '{d,c,b}'::text[], 'what was inserted is available');
select results_eq($$select kind from awa.list_jobs('default', 'scheduled')$$, '{e}'::text[], 'or scheduled');
select results_eq($$select kind, reason from awa.list_jobs('default', 'cancelled')$$, $$values ('a', 'not needed')$$,
  'what was cancelled is cancelled');
select is_empty('select * from wrong_lists()', 'as the view says');
rollback;
select results_eq($$select kind from awa.list_jobs('default', 'available')$$, '{c,b,a}'::text[], 'unless it is rolled back');
select is_empty('select * from wrong_lists()', 'as the view says');

select * from finish();
