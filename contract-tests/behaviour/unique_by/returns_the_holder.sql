-- A second insert of an equal key answers with the holder.
set search_path = tap;
select plan(6);

select stop_clock();
create temp table first as select * from awa.insert_job('sync', args => '{"n": 1}', run_at => clock() + '1 hour',
  unique_by => '{"key": "order-42"}');
create temp table second as select * from awa.insert_job('sync', args => '{"n": 2}', unique_by => '{"key": "order-42"}');

select is((select outcome from first), 'inserted', 'the first is inserted');
select is((select unique_key from first), awa.unique_key('sync', key => 'order-42'), 'under the derived key');
select results_eq('select id, outcome, state, queue_name, partition, due_at, unique_key from second',
  $$select id, 'existing'::text, 'scheduled'::text, queue_name, partition, due_at, unique_key from first$$,
  'the second is answered with the first and its state');
select is((select args from awa.get_job((select id from first))), '{"n": 1}', 'which is unchanged');
select is((select count(*)::int from awa.jobs), 1, 'and alone');
select isnt((select id from awa.insert_job('other', unique_by => '{"key": "order-42"}')), (select id from first),
  'another kind has its own keys');

select * from finish();
