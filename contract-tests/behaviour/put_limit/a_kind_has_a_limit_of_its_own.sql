-- The jobs of a kind with a limit hold up nobody behind them, in whatever queue they are.
set search_path = tap;
select plan(10);

select from awa.put_limit('few', '{"concurrency": 2}');
select is((select outcome from awa.describe_kind('k', opts => '{"limits": ["few"]}')), 'created', 'a kind may be described for it');
select is((select outcome from awa.describe_kind('k', opts => '{"limits": ["few"]}')), 'unchanged', 'once');
select from awa.insert_many('k', array_fill('{}'::jsonb, array[5]), 'a');
select from awa.insert_many('other', array_fill('{}'::jsonb, array[3]), 'a');
select from awa.insert_many('k', array_fill('{}'::jsonb, array[5]), 'b');
-- The first claim that meets them moves them aside.
create temp table claimed as
select c.* from generate_series(1, 3) n cross join lateral (select * from awa.claim_jobs(worker(), 'a', 10 + 0 * n)) c;
select results_eq('select kind, count(*) from claimed group by kind order by kind',
  $$values ('k', 2::bigint), ('other', 3::bigint)$$, 'all of the others, and as many as may');
select is_empty($$
  select c.id from generate_series(1, 3) n cross join lateral (select * from awa.claim_jobs(worker(), 'b', 10 + 0 * n)) c$$,
  'in another queue, too');
select results_eq('select state, attempt, count(*) from awa.jobs where kind = ''k'' group by 1, 2 order by 1, 2',
  $$values ('available', 0, 8::bigint), ('running', 1, 2::bigint)$$, 'they wait, and have spent nothing');
select results_eq('select kinds, open from awa.limits', $$values ('{k}'::text[], 2::bigint)$$, 'the limit says so');

select from awa.complete_jobs(worker(), (select claim_id from claimed where kind = 'k' limit 1), (select array_agg(id) from claimed where kind = 'k'));
select is((select count(*) from awa.claim_jobs(worker(), 'b', 10)), 2::bigint, 'two have ended, others start');
select is((select limits from awa.kinds where kind = 'k'), '{few}', 'the kind tells its limits');

-- With one of the queue, both must allow.
select from awa.put_limit('three', '{"concurrency": 3}');
select from awa.configure_queue('a', '{"limits": ["three"]}');
select from awa.describe_kind('k', opts => '{"limits": null}');
select is((select count(*) from awa.claim_jobs(worker(), 'a', 10)), 3::bigint, 'without its limit the kind has that of the queue');
select is((select count(*) from awa.claim_jobs(worker(), 'b', 10)), 3::bigint, 'or none');

select * from finish();
