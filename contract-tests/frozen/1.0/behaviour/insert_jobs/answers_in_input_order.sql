-- One row per input, in input order, with its position.
set search_path = tap;
select plan(4);

select stop_clock('2030-01-01 12:00:00+00');
create temp table made as
select row_number() over () as place, m.* from awa.insert_jobs(
  (select jsonb_agg(jsonb_build_object('kind', 'k' || n, 'priority', 1 + n % 4) order by n)
   from generate_series(1, 200) n)) m;

select is((select count(*)::int from made), 200, 'a row for each');
select ok((select bool_and(place = ordinal) from made), 'in the order of the input');
select is((select count(*)::int from made m join awa.jobs j using (id) where j.kind = 'k' || m.ordinal), 200,
  'the ordinal belongs to the job');
select ok((select bool_and(outcome = 'inserted' and state = 'available' and queue_name = 'default' and partition = 0
             and due_at = '2030-01-01 12:00:00+00' and unique_key is null) from made), 'each as insert_job would say');

select * from finish();
