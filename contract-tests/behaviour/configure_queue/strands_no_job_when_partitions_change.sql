-- More partitions, fewer, one again: what waits anywhere is claimed, and keys go to the partitions there are.
set search_path = tap;
select plan(7);

create function pg_temp.insert_keys(p_from int, p_to int) returns text language sql as $$
  select string_agg(distinct i.partition::text, ',' order by i.partition::text)
  from generate_series(p_from, p_to) k, awa.insert_job('x', to_jsonb(k), queue => 'q', ordering_key => 'key ' || k % 10) i
$$;
select is(pg_temp.insert_keys(1, 10), '0', 'a queue has one partition');
select from awa.configure_queue('q', '{"create": true, "partitions": 4}');
select is(pg_temp.insert_keys(11, 20), '0,1,2,3', 'keys are spread over four');
select from awa.configure_queue('q', '{"partitions": 2}');
select is(pg_temp.insert_keys(21, 30), '0,1', 'then over two');
select from awa.configure_queue('q', '{"partitions": 1}');
select is(pg_temp.insert_keys(31, 40), '0', 'and one again');
create temp table claimed as
select c.partition, c.ordering_key, (c.args #>> '{}')::int as n, c.place
from awa.claim_jobs(worker(), 'q', 100) with ordinality
  c (claim_id, id, kind, args, priority, attempt, max_attempts, run_at, created_at, deadline_at, partition, ordering_key, tags,
    metadata, progress, failures, place);
select results_eq('select n from claimed order by n', 'select generate_series(1, 40)', 'all of them are claimed');
select is_empty(
  $$select * from claimed one join claimed other using (partition, ordering_key) where one.n < other.n and one.place > other.place$$,
  'in their order within a partition');
select isnt_empty('select ordering_key from claimed group by ordering_key having count(distinct partition) > 1',
  'although jobs of one key were in several');

select * from finish();
