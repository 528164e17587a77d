-- on_conflict keep_earliest (throttle): newest args, but a waiting job never moves to a later time.
set search_path = tap;
set timezone = 'UTC';
select plan(6);

select stop_clock('2030-01-01 12:00:00+00');
create function pg_temp.put(p_n int, p_after interval) returns table (id bigint, outcome text, state text, due_at timestamptz)
language sql as $$
  select id, outcome, state, due_at from awa.insert_job('x', args => to_jsonb(p_n), run_at => clock() + p_after,
    unique_by => '{"key": "k", "on_conflict": "keep_earliest"}')
$$;
create temp table first as select * from pg_temp.put(1, '20 s');
select results_eq($$select * from pg_temp.put(2, '30 s')$$,
  $$select id, 'replaced'::text, 'scheduled'::text, '2030-01-01 12:00:20+00'::timestamptz from first$$,
  'a later one does not put it off');
select is((select args from awa.get_job((select id from first))), '2', 'the newest args count');
select is((select outcome || ' ' || due_at::time from pg_temp.put(3, '10 s')), 'replaced 12:00:10',
  'an earlier one brings it forward');
select is((select args from awa.get_job((select id from first))), '3', 'with its args');
select is((select count(*)::int from awa.jobs), 1, 'it is one job all the time');
select advance_clock('10 s');
select results_eq('select id from awa.claim_jobs(worker(), max_jobs => 10)', 'select id from first', 'and runs once');

select * from finish();
