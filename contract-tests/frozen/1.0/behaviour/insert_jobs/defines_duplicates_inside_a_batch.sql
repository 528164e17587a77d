-- Of equal keys in one batch the first is inserted and the others meet it.
set search_path = tap;
select plan(6);

create temp table made as select * from awa.insert_jobs('[
  {"kind": "x", "args": {"n": 1}, "unique_by": {"key": "k"}},
  {"kind": "x", "args": {"n": 2}, "unique_by": {"key": "k"}},
  {"kind": "x", "args": {"n": 3}, "unique_by": {"key": "other"}},
  {"kind": "x", "args": {"n": 4}, "unique_by": {"key": "k", "on_conflict": "replace"}},
  {"kind": "x", "args": {"n": 5}}]');

select results_eq('select outcome from made order by ordinal',
  array['inserted', 'existing', 'inserted', 'replaced', 'inserted'], 'each line has its outcome');
select is((select count(distinct id)::int from made where ordinal in (1, 2, 4)), 1, 'equal keys are one job');
select is((select count(*)::int from awa.jobs), 3, 'three jobs are there');
select is((select args from awa.get_job((select id from made where ordinal = 1))), '{"n": 4}', 'the replacement counts');
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 10)), 3, 'a worker gets three');
select is((select outcome from awa.insert_jobs('[{"kind": "x", "unique_by": {"key": "other"}}]')), 'existing',
  'a later batch meets the holder too');

select * from finish();
