-- opts.notify = false holds from its call to the end of the transaction, whichever call it is; nothing of it is kept with a job.
set search_path = tap;
select plan(22);

-- Whether a call leaves the transaction without notifications; its effects are undone.
create function pg_temp.is_silent(p_sql text) returns boolean language plpgsql as $$
declare
  v_silent boolean;
begin
  execute p_sql;
  v_silent := current_setting('awa.notify', true) = 'off';
  raise sqlstate 'UNDO0';
exception when sqlstate 'UNDO0' then
  return coalesce(v_silent, false);
end $$;
create temp table job as
select i.id, c.claim_id
from awa.insert_job('x') i, lateral awa.claim_jobs(worker()) c
where i.id = c.id;
create temp table dead as
select i.id from awa.insert_job('x', queue => 'dead') i, lateral awa.cancel_job(i.id) c;
select from awa.insert_job('x', unique_by => '{"key": "k"}');

select ok(pg_temp.is_silent($$select awa.insert_job('x', opts => '{"notify": false}')$$), 'insert_job');
select ok(pg_temp.is_silent($$select awa.insert_job('x', run_at => now() + interval '1 h', opts => '{"notify": false, "keep": "1 h"}')$$),
  'with other options');
select ok(pg_temp.is_silent($$select awa.insert_jobs('[{"kind": "x"}]', '{"notify": false}')$$), 'insert_jobs');
select ok(pg_temp.is_silent($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "opts": {"notify": false}}]')$$), 'for one of its jobs');
select ok(pg_temp.is_silent($$select awa.insert_jobs('[{"kind": "x", "unique_by": {"key": "k"}}, {"kind": "x", "opts": {"notify": false}}]')$$),
  'of those with keys');
select ok(pg_temp.is_silent($$select awa.insert_many('x', '{"{}"}', opts => '{"notify": false}')$$), 'insert_many');
select ok(pg_temp.is_silent($$insert into awa.new_jobs (kind, opts) values ('x', '{"notify": false}')$$), 'new_jobs');
select ok(pg_temp.is_silent($$select awa.cancel_job((select id from job), opts => '{"notify": false}')$$), 'cancel_job');
select ok(pg_temp.is_silent($$select awa.cancel_by_unique_key('x', key => 'k', opts => '{"notify": false}')$$), 'cancel_by_unique_key');
select ok(pg_temp.is_silent($$select awa.reschedule_job(unique_key => awa.unique_key('x', key => 'k'), priority => 1, opts => '{"notify": false}')$$),
  'reschedule_job');
select ok(pg_temp.is_silent($$select awa.retry_job((select id from dead), opts => '{"notify": false}')$$), 'retry_job');
select ok(pg_temp.is_silent($$select s from job, awa.complete_jobs(worker(), claim_id, array[id], opts => '{"notify": false}') s$$), 'complete_jobs');
select ok(pg_temp.is_silent($$select s from job, awa.fail_jobs(worker(), claim_id, array[id], '{oops}', opts => '{"notify": false}') s$$), 'fail_jobs');
select ok(pg_temp.is_silent($$select s from job, awa.snooze_job(worker(), claim_id, id, '1 s', opts => '{"notify": false}') s$$), 'snooze_job');
select ok(pg_temp.is_silent($$select s from job, awa.release_jobs(worker(), claim_id, array[id], opts => '{"notify": false}') s$$), 'release_jobs');
select ok(pg_temp.is_silent($$select s from job, awa.cancel_running(worker(), claim_id, array[id], opts => '{"notify": false}') s$$), 'cancel_running');

select ok(not pg_temp.is_silent($$select awa.insert_job('x', opts => '{"notify": true}')$$), 'true is the default');
select ok(not pg_temp.is_silent($$select awa.insert_job('x', opts => '{"notify": null}')$$), 'and null');
begin;
select from awa.insert_job('x', queue => 'kept', opts => '{"notify": false}');
commit;
select isnt(current_setting('awa.notify', true), 'off', 'it ends with the transaction');
select is((select options from awa.jobs where queue = 'kept'), null, 'and is not kept with the job');
select refuses($$select awa.insert_job('x', opts => '{"notify": "no"}')$$, 'AW001', 'notify%no%', 'another value is refused');
set awa.notify = 'whatever';
select is((select outcome from awa.insert_job('x')), 'inserted', 'whatever the setting is');

select * from finish();
