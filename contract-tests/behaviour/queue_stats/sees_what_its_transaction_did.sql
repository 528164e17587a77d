-- Inside a transaction that wrote, the numbers tell of what it did; counts that were taken before it stay right.
set search_path = tap;
select plan(9);

select stop_clock();
select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x"}'::jsonb) from generate_series(1, 30)));
select count_lanes(5);
begin;
select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x"}'::jsonb) from generate_series(1, 3)));
select is((select available from awa.queue_stats()), 33::bigint, 'what it inserted');
select from awa.insert_job('x', run_at => '2031-01-01Z');
select from awa.cancel_job((select min(id) from awa.jobs));
select results_eq('select available, scheduled, cancelled from awa.queue_stats()', 'values (32::bigint, 1::bigint, 1::bigint)',
  'what it cancelled');
select is_empty('select * from wrong_stats()', 'as the view says');
rollback;
select results_eq('select available, scheduled, cancelled from awa.queue_stats()', 'values (30::bigint, 0::bigint, 0::bigint)',
  'nothing of it after a rollback');

begin;
select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x"}'::jsonb) from generate_series(1, 3)));
select from awa.cancel_job((select min(id) from awa.jobs));
create temp table claimed as select * from awa.claim_jobs(worker(), max_jobs => 31);
select results_eq('select available, running, cancelled from awa.queue_stats()', 'values (1::bigint, 31::bigint, 1::bigint)',
  'what it claimed, its own jobs among them');
select from awa.complete_jobs(worker(), (select min(claim_id) from claimed), (select array_agg(id) from claimed where id % 2 = 0));
select is_empty('select * from wrong_stats()', 'as the view says');
commit;
select is_empty('select * from wrong_stats()', 'also after the commit');
select count_lanes(5);
select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x"}'::jsonb) from generate_series(1, 8)));
select count_lanes(5);
select is((select available from awa.queue_stats()), 9::bigint, 'and with a newer count');
select is_empty('select * from wrong_stats()', 'as the view says');

select * from finish();
