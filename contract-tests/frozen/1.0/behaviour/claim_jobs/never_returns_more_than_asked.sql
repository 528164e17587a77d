-- max_jobs bounds one call, over all priorities.
set search_path = tap;
select plan(2);

select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'priority', 1 + n % 4))
  from generate_series(1, 40) n));
select is((select count(*)::int from awa.claim_jobs(worker())), 1, 'one by default');
select is((select array_agg((select count(*)::int from awa.claim_jobs(worker(), max_jobs => m))) from unnest('{3, 11, 20, 20}'::int[]) m),
  '{3,11,20,5}', 'as many as asked, while there are any');

select * from finish();
