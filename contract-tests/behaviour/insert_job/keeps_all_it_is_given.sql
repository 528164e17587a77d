-- What is given at insert is what get_job and the worker see.
set search_path = tap;
select plan(10);

select stop_clock('2030-01-01 12:00:00+00');
create temp table made as select * from awa.insert_job('email', args => '{"to": "ada@example.com"}', queue => 'mail',
  priority => 4, run_at => '2030-01-01 11:00:00+00', max_attempts => 3, ordering_key => 'customer-1',
  tags => '{b,a,b}', metadata => '{"trace": "00-1"}', opts => '{"timeout": "30 s"}');
create temp table job as select * from awa.get_job((select id from made));

select is((select queue_name from made), 'mail', 'the answer names the queue');
select is((select queue from job), 'mail', 'queue');
select is((select args from job), '{"to": "ada@example.com"}', 'args');
select is((select priority from job), 4, 'priority');
select is((select run_at from job), '2030-01-01 11:00:00+00', 'run_at');
select is((select max_attempts from job), 3, 'max_attempts');
select is((select ordering_key from job), 'customer-1', 'ordering_key');
select is((select tags from job), '{b,a,b}', 'tags, in their order');
select is((select metadata from job), '{"trace": "00-1"}', 'metadata');
select results_eq(
  $$select kind, args, priority, attempt, max_attempts, run_at, created_at, deadline_at, partition, ordering_key, tags,
      metadata, failures from awa.claim_jobs(worker(), 'mail')$$,
  $$values ('email'::text, '{"to": "ada@example.com"}'::jsonb, 4, 1, 3, '2030-01-01 11:00:00+00'::timestamptz,
      '2030-01-01 12:00:00+00'::timestamptz, '2030-01-01 12:00:30+00'::timestamptz, 0, 'customer-1'::text,
      '{b,a,b}'::text[], '{"trace": "00-1"}'::jsonb, '[]'::jsonb)$$,
  'the worker gets it all, with the deadline that its timeout gives');

select * from finish();
