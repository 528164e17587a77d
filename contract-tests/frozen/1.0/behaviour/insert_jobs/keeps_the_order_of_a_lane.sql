-- Jobs of one batch, queue and priority are handed out in input order.
set search_path = tap;
select plan(1);

select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'args', n) order by n)
  from generate_series(1, 300) n));
select results_eq('select args::int from awa.claim_jobs(worker(), max_jobs => 300)',
  'select generate_series(1, 300)', 'first in, first out');

select * from finish();
