-- However many are due, those that have been due longest come first.
set search_path = tap;
select plan(2);

select stop_clock();
select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'args', n,
  'run_at', clock() + (300 - n) * interval '1 s') order by n) from generate_series(1, 250) n));
select advance_clock('10 min');
select is((select array_agg(args::int) from awa.claim_jobs(worker(), max_jobs => 3)), '{250,249,248}', 'the latest inserted was due first');
select is((select array_agg(args::int) from awa.claim_jobs(worker(), max_jobs => 300)), (select array_agg(n order by n desc) from generate_series(1, 247) n),
  'and so on');

select * from finish();
