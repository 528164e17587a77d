-- Where a whole fleet calls, one call a second does the work.
set search_path = tap;
select plan(6);

select results_eq(
  $$select details from awa.tick('{"every": "1 hour"}')$$, $$values ('{}'::jsonb)$$, 'the first call of a database');
select results_eq(
  $$select promoted, workers_lost, jobs_rescued, jobs_expired, details from awa.tick('{"every": "1 hour"}')$$,
  $$values (0, 0, 0, 0, '{"skipped": true}'::jsonb)$$,
  'one soon after it');
select results_eq(
  $$select details from awa.tick()$$, $$values ('{}'::jsonb)$$, 'who does not say how often always has it done');
select pg_sleep(0.002);
select results_eq(
  $$select details from awa.tick('{"every": 0.001}')$$, $$values ('{}'::jsonb)$$, 'long enough after it');
select throws_ok(
  $$select awa.tick('{"every": "2 hours"}')$$, 'AW001', null, 'more than an hour');
select throws_ok(
  $$select awa.tick('{"evry": "1 s"}')$$, 'AW002', null, 'no such option');

select * from finish();
