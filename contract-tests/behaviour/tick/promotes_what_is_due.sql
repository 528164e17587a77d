-- tick promotes due jobs of every queue.
set search_path = tap;
select plan(2);

select stop_clock();
create temp table made as select i.* from generate_series(1, 4) n,
  awa.insert_job('x', queue => 'q' || n % 2, run_at => clock() + n * interval '1 min') i;
select advance_clock('3 min');
-- On a machine that has much to do, a tick may leave a queue for the next one.
select is((select promoted from awa.tick()) + (select promoted from awa.tick()) + (select promoted from awa.tick()), 3, 'three are due, once');
select is((select count(*)::int from awa.claim_jobs(worker(), 'q0', 9)) + (select count(*)::int from awa.claim_jobs(worker(), 'q1', 9)), 3,
  'they are handed out');

select * from finish();
