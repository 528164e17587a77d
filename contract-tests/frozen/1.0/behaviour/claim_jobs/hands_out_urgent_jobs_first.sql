-- Priority 1 comes before 4; equals go first in, first out.
set search_path = tap;
select plan(2);

select id from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'args', n, 'priority', 4 - n % 4) order by n)
  from generate_series(1, 40) n));
create temp table claimed as select row_number() over () as place, c.* from awa.claim_jobs(worker(), max_jobs => 15) c;
select results_eq('select args::int, priority from claimed order by place',
  'select n, 4 - n % 4 from generate_series(1, 40) n order by 4 - n % 4, n limit 15', 'the most urgent fifteen, in order');
select results_eq('select args::int from awa.claim_jobs(worker(), max_jobs => 100)',
  'select n from generate_series(1, 40) n order by 4 - n % 4, n offset 15', 'then the others');

select * from finish();
