-- A job that is available can only be taken back by who sees whether it has been claimed: AW008 above READ COMMITTED.
set search_path = tap;
select plan(8);

create temp table job as select id from awa.insert_job('x', unique_by => '{"key": "k"}');

begin isolation level repeatable read;
select refuses($$select awa.cancel_job(id) from job$$, 'AW008', 'job % is available; to cancel it%', 'in any form');
select refuses($$select awa.cancel_by_unique_key('x', key => 'k')$$, 'AW008', 'job % is available%', 'by its key');
select refuses($$select awa.reschedule_job(id, priority => 4) from job$$, 'AW008', 'job % is available%', 'rescheduling it');
select refuses($$select awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "replace"}')$$, 'AW008', 'job % is available%', 'replacing it');
select refuses($$select awa.insert_jobs('[{"kind": "x", "unique_by": {"key": "k", "on_conflict": "replace"}}]')$$, 'AW008',
  'job 1: job % is available%', 'in an array');
select refuses($$insert into awa.new_jobs (kind, unique_by) values ('x', '{"key": "k", "on_conflict": "replace"}')$$, 'AW008',
  'job % is available%', 'in a view');
select refuses($$select awa.tick()$$, 'AW008', 'tick runs at READ COMMITTED only%', 'housekeeping');
commit;
select is(state_of(id), 'available', 'it is as it was') from job;

select * from finish();
