-- While an ended job holds its key the answer is already_ended, and not_found when it does not or no more.
set search_path = tap;
select plan(6);

select stop_clock();
select from awa.configure('{"keep_completed": "1 h"}');
create temp table job as
select 'once' as kind, id from awa.insert_job('once', unique_by => '{"key": "k", "states": ["available", "running", "completed"]}')
union all
select 'usual', id from awa.insert_job('usual', unique_by => '{"key": "k"}');
select s.settled from awa.claim_jobs(worker(), max_jobs => 2) c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s;

select results_eq($$select id, outcome, state from awa.cancel_by_unique_key('once', key => 'k')$$,
  $$select id, 'already_ended', 'completed' from job where kind = 'once'$$, 'a key that holds beyond the end names its job');
select is((select state from awa.get_job((select id from job where kind = 'once'))), 'completed', 'which stays as it is');
select results_eq($$select id, outcome, state from awa.cancel_by_unique_key('usual', key => 'k')$$,
  $$select null::bigint, 'not_found', null::text$$, 'a key that holds until the end names nobody');
select advance_clock('59 min');
select is((select outcome from awa.cancel_by_unique_key('once', key => 'k')), 'already_ended', 'as long as the job is kept');
select advance_clock('2 min');
select is((select outcome from awa.cancel_by_unique_key('once', key => 'k')), 'not_found', 'not longer, though nobody has called tick');
select is((select outcome from awa.insert_job('once', unique_by => '{"key": "k"}')), 'inserted', 'and the key is free');

select * from finish();
