-- Other queues keep their jobs.
set search_path = tap;
select plan(3);

create temp table made as select * from awa.insert_jobs('[{"kind": "x", "queue": "a"}, {"kind": "x", "queue": "b"}]');
select is_empty('select id from awa.claim_jobs(worker(), max_jobs => 10)', 'queue default is empty');
select is_empty($$select id from awa.claim_jobs(worker(), 'never-seen', 10)$$, 'an unknown queue too');
select results_eq($$select id from awa.claim_jobs(worker(), 'b', 10)$$, $$select id from made where queue_name = 'b'$$,
  'queue b has its job');

select * from finish();
