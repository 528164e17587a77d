-- insert_many enqueues as insert_jobs would, in the order of the array.
set search_path = tap;
select plan(9);

select is((select partitions from awa.configure_queue('split', '{"create": true, "partitions": 4}')), 4, 'a queue with partitions');
create temp table many as
select id, row_number() over () as n
from awa.insert_many('k', array['{"i": 1}', null, '3']::jsonb[], 'q', 1, null, 7, '{a,null,b}', '{t}', '{"m": 1}',
  '{"timeout": "5 s", "backoff": {"kind": "fixed"}}');
select results_eq(
  $$select j.args, j.ordering_key from many m join awa.jobs j using (id) order by m.n$$,
  $$values ('{"i": 1}'::jsonb, 'a'), ('{}', null), ('3', 'b')$$, 'args and keys by position');
select set_eq(
  $$select kind, queue, priority, state, max_attempts, tags, metadata from awa.jobs$$,
  $$values ('k', 'q', 1, 'available', 7, '{t}'::text[], '{"m": 1}'::jsonb)$$, 'the rest holds for all');
select results_eq($$select c.id, c.deadline_at is not null from awa.claim_jobs(worker(), 'q', 10) c$$,
  $$select id, true from many order by n$$, 'claimed in this order, with their timeout');
create temp table later as select id from awa.insert_many('k', array['1', '2']::jsonb[], run_at => '2099-01-01');
select is((select count(*)::int from later l join awa.jobs j using (id) where j.state = 'scheduled'), 2,
  'a future run_at schedules all');
create temp table split as
select id from awa.insert_many('k', array['1', '2', '3']::jsonb[], 'split', ordering_keys => '{a,b,null}');
select set_eq(
  $$select j.ordering_key, j.partition from split s join awa.jobs j using (id) where j.ordering_key is not null$$,
  $$select k, awa.partition_for_key(k, 4) from unnest('{a,b}'::text[]) k$$, 'routed by ordering key');
select is((select count(*)::int from split s join awa.jobs j using (id) where j.partition between 0 and 3), 3,
  'or spread over the partitions');
select is_empty($$select awa.insert_many('k', '{}')$$, 'an empty array is fine');
select is((select count(*)::int from awa.insert_many('k', array['1']::jsonb[], null, null, null, null, null, null, null, null)), 1,
  'null is the default');

select * from finish();
