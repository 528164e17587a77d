-- on_conflict replace (debounce): newest args and run_at win while the job waits.
set search_path = tap;
select plan(9);

select stop_clock('2030-01-01 12:00:00+00');
create function pg_temp.put(p_n int, p_after interval) returns table (id bigint, outcome text, state text, due_at timestamptz)
language sql as $$
  select id, outcome, state, due_at from awa.insert_job('x', args => to_jsonb(p_n), run_at => clock() + p_after,
    unique_by => '{"key": "k", "on_conflict": "replace"}')
$$;
create temp table first as select * from pg_temp.put(1, '10 s');
select results_eq($$select * from pg_temp.put(2, '20 s')$$,
  $$select id, 'replaced'::text, 'scheduled'::text, '2030-01-01 12:00:20+00'::timestamptz from first$$,
  'a scheduled job is replaced under its id');
select is((select args || to_jsonb(run_at = '2030-01-01 12:00:20+00') from awa.get_job((select id from first))),
  '[2, true]', 'with newest args and time');
select results_eq($$select * from pg_temp.put(3, '0 s')$$,
  $$select id, 'replaced'::text, 'available'::text, '2030-01-01 12:00:00+00'::timestamptz from first$$,
  'it may become available');
select results_eq($$select * from pg_temp.put(4, '0 s')$$,
  $$select id, 'replaced'::text, 'available'::text, '2030-01-01 12:00:00+00'::timestamptz from first$$,
  'an available job is replaced too');
select is((select count(*)::int from awa.jobs), 1, 'it is one job all the time');

create temp table claimed as select * from awa.claim_jobs(worker(), max_jobs => 10);
select results_eq('select id, args from claimed', $$select id, '4'::jsonb from first$$, 'and runs once, with the newest args');
select is((select outcome || ' ' || state from pg_temp.put(5, '0 s')), 'existing running', 'a running job is not replaced');
select is((select args from awa.get_job((select id from first))), '4', 'nor changed');
select is_empty($$select id from awa.claim_jobs(worker(), max_jobs => 10)$$, 'nothing else is handed out');

select * from finish();
