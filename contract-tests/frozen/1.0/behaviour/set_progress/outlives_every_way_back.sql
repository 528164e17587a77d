-- Snooze, release and rescue keep the checkpoint.
set search_path = tap;
select plan(3);

select stop_clock();
select id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker('a'));
select outcome from claimed c, awa.set_progress(worker('a'), c.claim_id, c.id, checkpoint => '1');
select outcome from claimed c, awa.snooze_job(worker('a'), c.claim_id, c.id, '0 s');
create temp table snoozed as select * from awa.claim_jobs(worker('a'));
select is((select progress -> 'checkpoint' from snoozed), '1', 'a snooze');
select settled from snoozed c, awa.release_jobs(worker('a'), c.claim_id, array[c.id]);
create temp table released as select * from awa.claim_jobs(worker('a'));
select is((select progress -> 'checkpoint' from released), '1', 'a release');
select advance_clock('1 min');
select jobs_rescued from awa.tick();
select advance_clock('1 min');
select is((select progress -> 'checkpoint' from awa.claim_jobs(worker('b'))), '1', 'a rescue');

select * from finish();
