-- Above READ COMMITTED what has to see the newest is refused, and the rest works.
set search_path = tap;
select plan(14);

create temp table job as
select a.id as waiting, s.id as scheduled, c.id as held
from awa.insert_job('x', queue => 'a') a, awa.insert_job('x', queue => 'a', run_at => now() + interval '1 day') s,
  awa.insert_job('x', queue => 'b', unique_by => '{"key": "k"}') u, awa.insert_job('x', queue => 'c') c;
create temp table claimed as select claim_id from awa.claim_jobs(worker(), 'c');

begin isolation level serializable;
select refuses('select from awa.claim_jobs(worker())', 'AW008', 'claim_jobs runs at READ COMMITTED only%', 'claim_jobs');
select refuses($$select from awa.sleep_until_work(worker(), '{a}')$$, 'AW008', 'sleep_until_work runs %', 'sleep_until_work');
select throws_ok('select from awa.tick()', 'AW008', null, 'tick');
select refuses('select awa.cancel_job(waiting) from job', 'AW008', '%to cancel it needs READ COMMITTED%',
  'cancel_job of an available job');
select refuses('select awa.reschedule_job(waiting, priority => 1) from job', 'AW008', '%READ COMMITTED%',
  'reschedule_job of an available job');
select refuses($$select from awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "replace"}')$$, 'AW008',
  '%to replace it needs READ COMMITTED%', 'the replacement of an available job');
select is(outcome, 'inserted', 'insert_job works') from awa.insert_job('x');
select is(outcome, 'existing', 'an insert meets the holder of its key')
from awa.insert_job('x', unique_by => '{"key": "k"}');
select is(r.outcome, 'rescheduled', 'a scheduled job is rescheduled')
from job, awa.reschedule_job(scheduled, priority => 1) r;
select is(r.outcome, 'cancelled', 'and cancelled') from job, awa.cancel_job(scheduled) r;
select is(r.outcome, 'saved', 'progress is saved')
from job, claimed, awa.set_progress(worker(), claim_id, held, 50) r;
select is(r.settled, 1, 'a job is completed')
from job, claimed, awa.complete_jobs(worker(), claim_id, array[held]) r;
commit;

select is(state_of(held), 'completed', 'and is so after the commit') from job;
select is(state_of(scheduled), 'cancelled', 'as is the one that was cancelled') from job;

select * from finish();
