-- Where a whole fleet calls, one call a second does the work.
set search_path = tap;
select plan(6);

select results_eq(
  $$select details from awa.tick('{"every": "1 hour"}')$$, $$values ('{}'::jsonb)$$, 'the first call of a database');
-- A call that has left something over has none skipped after it, and one that was slow may have.
select ok(
  bool_or((t.promoted, t.workers_lost, t.jobs_rescued, t.jobs_expired, t.details) = (0, 0, 0, 0, '{"skipped": true}')),
  'one soon after it')
from generate_series(1, 20) n
cross join lateral awa.tick(jsonb_build_object('every', format('%s min', n))) t;
select results_eq(
  $$select details from awa.tick()$$, $$values ('{}'::jsonb)$$, 'who does not say how often always has it done');
-- However fast they are, some of so many come late enough.
select ok(bool_or(t.details = '{}'), 'long enough after it')
from generate_series(1, 20) n
cross join lateral awa.tick('{"every": "1 microsecond"}') t;
select throws_ok(
  $$select awa.tick('{"every": "2 hours"}')$$, 'AW001', null, 'more than an hour');
select throws_ok(
  $$select awa.tick('{"evry": "1 s"}')$$, 'AW002', null, 'no such option');

select * from finish();
