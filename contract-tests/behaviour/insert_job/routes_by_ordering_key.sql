-- In a queue of several partitions a key's jobs share one, and keep it over retries.
set search_path = tap;
select plan(6);

select from awa.configure_queue('many', '{"create": true, "partitions": 8}');
create temp table made as
select n % 20 as key, i.* from generate_series(1, 200) n, awa.insert_job('x', queue => 'many', ordering_key => 'customer-' || n % 20) i;
create temp table batch as
select i.* from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'queue', 'many',
  'ordering_key', 'customer-' || n % 20) order by n) from generate_series(1, 200) n)) i;

select is_empty($$select * from made where partition <> awa.partition_for_key('customer-' || key, 8)$$, 'each job is where its key says');
select is_empty($$select * from batch where partition <> awa.partition_for_key('customer-' || ordinal % 20, 8)$$, 'in a batch too');
select cmp_ok((select count(distinct partition)::int from made), '>', 3, 'the keys are spread');
select cmp_ok((select count(distinct i.partition)::int from generate_series(1, 40) n, awa.insert_job('x', to_jsonb(n), 'many') i), '>', 3,
  'jobs without a key are spread too');
create temp table claimed as select * from awa.claim_jobs(worker(), 'many', 1000);
select is((select count(distinct id)::int from claimed), 440, 'a worker gets all of them');
select count(*) from (select claim_id, array_agg(id) as ids from claimed group by claim_id) c,
  awa.release_jobs(worker(), c.claim_id, c.ids);
select is_empty($$select j.id from claimed c, awa.get_job(c.id) j where j.partition <> c.partition$$, 'handed back, they stay there');

select * from finish();
