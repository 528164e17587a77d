-- Names whose hashes of 64 bits are equal but for the last twelve bits: each of the two queues goes on, with jobs that wait, run,
-- and were cancelled in the other.
set search_path = tap;
select plan(6);

select is(hashtextextended('li)j*UT[Afxp', 0) & -4096, hashtextextended('default', 0) & -4096, 'the name was made to collide');
create temp table made as
select n, (select i.id from awa.insert_job('x', queue => q) i) as id, q
from unnest('{default,"li)j*UT[Afxp",default,"li)j*UT[Afxp"}'::text[]) with ordinality u (q, n);
select is((select available from awa.queue_stats('default')), 2::bigint, 'each counts its own');
select is((select outcome from awa.cancel_job((select id from made where n = 2))), 'cancelled', 'one is cancelled');
select set_eq('select id from awa.claim_jobs(worker(), max_jobs => 10)', 'select id from made where n in (1, 3)', 'one queue has its jobs');
select set_eq($$select id from awa.claim_jobs(worker(), 'li)j*UT[Afxp', 10)$$, 'select id from made where n = 4', 'so has the other');
select set_eq('select state, count(*)::int from awa.jobs group by state', $$values ('running', 3), ('cancelled', 1)$$, 'none is lost');

select * from finish();
