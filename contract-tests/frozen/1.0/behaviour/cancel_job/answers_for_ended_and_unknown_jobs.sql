-- What cannot be cancelled is answered, not raised.
set search_path = tap;
select plan(4);

create temp table made as select id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker());
select count(*) from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id]);

select results_eq('select c.* from made, awa.cancel_job(made.id) c',
  $$select id, 'already_ended'::text, 'completed'::text from made$$, 'a completed job has already ended');
select is(state_of((select id from made)), 'completed', 'and stays what it is');
select results_eq('select * from awa.cancel_job(123456)', $$values (123456::bigint, 'not_found'::text, null::text)$$,
  'an unknown job is not found');
select results_eq('select * from awa.cancel_job(-1)', $$values (-1::bigint, 'not_found'::text, null::text)$$,
  'nor is an impossible one');

select * from finish();
