-- Ids may come in any order and from any part of the claim.
set search_path = tap;
select plan(3);

select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'priority', 1 + n % 4))
  from generate_series(1, 100) n));
create temp table claimed as select * from awa.claim_jobs(worker(), max_jobs => 100);
create temp table settled as select c.claim_id, s.settled, s.lost_ids from
  (select claim_id, array_agg(id order by md5(id::text)) ids from claimed group by claim_id) c,
  awa.complete_jobs(worker(), c.claim_id, c.ids) s;
select is((select sum(settled)::int from settled), 100, 'all are settled');
select is((select count(*)::int from settled where lost_ids <> '{}'), 0, 'none is lost');
select is((select count(*)::int from awa.jobs where state = 'completed'), 100, 'all are completed');

select * from finish();
