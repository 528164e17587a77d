-- tick: however many queues there are and however little time, each call sees to one more of them, and looks at no others before.
set search_path = tap;
set track_functions = 'all';
select plan(8);

select stop_clock();
select from awa.configure('{"keep_cancelled": "1 min"}');
select from awa.insert_jobs((
  select jsonb_agg(jsonb_build_object('kind', 'x', 'queue', 'q' || n % 50, 'run_at', clock() + interval '1 s'))
  from generate_series(1, 100) n));
select advance_clock('2 s');

begin;
select is(awa_store.promote_due('-infinity'), 2, 'the jobs of one queue are promoted when there is no time');
select is(pg_stat_get_xact_function_calls('awa_store.promote'::regproc), 1::bigint, 'without a look for those of the others');
commit;
select is(
  (select array_agg(awa_store.promote_due('-infinity')) from generate_series(1, 49)), array_fill(2, array[49]),
  'and those of the others one queue after the other');
select is(awa_store.promote_due('-infinity'), 0, 'until none is left');

select from awa.jobs j, awa.cancel_job(j.id);
select advance_clock('2 min');
begin;
select from awa_store.forget_ended(100, '-infinity');
select is(pg_stat_get_xact_function_calls('awa_store.forget_jobs'::regproc), 2::bigint, 'one queue at a time is forgotten, too');
commit;
select is(count(*), 98::bigint, 'all that was kept long enough in it') from awa_store.ended;
do $$ begin for i in 1..48 loop perform awa_store.forget_ended(100, '-infinity'); end loop; end $$;
select is(count(*), 2::bigint, 'then the others') from awa_store.ended;
select from awa_store.forget_ended(100, '-infinity');
select is(count(*), 0::bigint, 'every one') from awa_store.ended;

select * from finish();
