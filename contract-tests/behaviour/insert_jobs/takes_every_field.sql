-- Every argument of insert_job may be a field of an element.
set search_path = tap;
select plan(12);

select stop_clock('2030-01-01 12:00:00+00');
create temp table made as select * from awa.insert_jobs('[
  {"kind": "plain"},
  {"kind": "full", "args": {"n": 1}, "queue": "mail", "priority": 4, "run_at": "2030-01-01T13:00:00Z",
   "max_attempts": 3, "unique_by": {"key": "k"}, "ordering_key": "o", "tags": ["b", "a"], "metadata": {"m": 1},
   "opts": {"timeout": "30 s", "backoff": {"kind": "fixed", "base": "7 s", "jitter": 0}}},
  {"kind": "nulls", "args": null, "queue": null, "priority": null, "run_at": null, "max_attempts": null,
   "unique_by": null, "ordering_key": null, "tags": null, "metadata": null, "opts": null}]');

select results_eq('select queue_name, state, due_at from made order by ordinal',
  $$values ('default'::text, 'available'::text, '2030-01-01 12:00:00+00'::timestamptz),
           ('mail', 'scheduled', '2030-01-01 13:00:00+00'), ('default', 'available', '2030-01-01 12:00:00+00')$$,
  'queue and run_at');
select is((select unique_key from made where ordinal = 2), awa.unique_key('full', key => 'k'), 'unique_by');
create temp table job as select * from awa.get_job((select id from made where ordinal = 2));
select is((select args from job), '{"n": 1}', 'args');
select is((select priority from job), 4, 'priority');
select is((select max_attempts from job), 3, 'max_attempts');
select is((select ordering_key from job), 'o', 'ordering_key');
select is((select tags from job), '{b,a}', 'tags');
select is((select metadata from job), '{"m": 1}', 'metadata');
select ok((select j.priority = 2 and j.max_attempts = 25 and j.tags = '{}' from awa.jobs j where kind = 'nulls'),
  'null fields mean defaults');
select is((select args from awa.jobs where kind = 'nulls'), '{}', 'null args too');

select advance_clock('1 hour');
create temp table claimed as select * from awa.claim_jobs(worker(), 'mail');
select is((select deadline_at from claimed), '2030-01-01 13:00:30+00', 'timeout');
select is((select run_at from awa.fail_jobs(worker(), (select claim_id from claimed),
  array[(select id from claimed)], '{oops}')), '2030-01-01 13:00:07+00', 'backoff');

select * from finish();
