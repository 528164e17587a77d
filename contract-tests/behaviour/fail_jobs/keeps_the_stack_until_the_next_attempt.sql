-- A stack goes where the job goes while it waits or has ended, and is gone when the job is available again.
set search_path = tap;
select plan(17);

select stop_clock();
create temp table job (name text, id bigint);
create function pg_temp.stack(p_name text) returns text language sql as $$
  select j.state || ' ' || coalesce(j.details #>> '{last_failure,stack}', '-') || ' ' || jsonb_array_length(j.failures)
  from job, awa.get_job(job.id) j where job.name = p_name
$$;
create function pg_temp.fail(p_name text, p_opts jsonb default '{"causes": [{"stack": "at a"}]}', p_final boolean default false) returns bigint
language sql as $$
  select count(*) from awa.claim_jobs(tap.worker(), p_name) c,
    awa.fail_jobs(tap.worker(), c.claim_id, array[c.id], '{oops}', '1 h', p_final, p_opts) f
$$;
create function pg_temp.failed(p_name text, p_final boolean default false) returns bigint language sql as $$
  insert into job select p_name, i.id from awa.insert_job('x', queue => p_name, unique_by => jsonb_build_object('key', p_name)) i;
  select pg_temp.fail(p_name, p_final => p_final);
$$;
select is(sum(pg_temp.failed(n)), 9::numeric, 'jobs')
from unnest('{tried,lost,snoozed,moved,brought forward,replaced,replaced at once,cancelled,untouched}'::text[]) n;
select is(sum(pg_temp.failed(n, true)), 3::numeric, 'dead ones') from unnest('{buried,later,at once}'::text[]) n;

select is((select awa.reschedule_job(id, run_at => clock() + '2 h') is not null from job where name = 'moved'), true, 'moved');
select awa.reschedule_job(id, run_at => clock()) from job where name = 'brought forward';
select outcome from awa.insert_job('x', queue => 'replaced', run_at => clock() + '2 h', unique_by => '{"key": "replaced", "on_conflict": "replace"}');
select outcome from awa.insert_job('x', queue => 'replaced at once', unique_by => '{"key": "replaced at once", "on_conflict": "replace"}');
select awa.cancel_job(id) from job where name = 'cancelled';
select awa.retry_job(id, clock() + '2 h') from job where name = 'later';
select awa.retry_job(id) from job where name = 'at once';
select is(pg_temp.stack('untouched'), 'retryable at a 1', 'it waits with it');
select is(pg_temp.stack('moved'), 'retryable at a 1', 'rescheduled, too');
select is(pg_temp.stack('replaced'), 'scheduled at a 1', 'replaced, too');
select is(pg_temp.stack('cancelled'), 'cancelled at a 1', 'cancelled, too');
select is(pg_temp.stack('buried'), 'failed at a 1', 'dead, too');
select is(pg_temp.stack('later'), 'retryable at a 1', 'to be retried later, too');
select is(pg_temp.stack('brought forward'), 'available - 1', 'available now: gone');
select is(pg_temp.stack('replaced at once'), 'available - 1', 'in whatever way');
select is(pg_temp.stack('at once'), 'available - 1', 'to which it came');

select move_ledger();
select from awa.repair();
delete from workers;
select is(concat_ws(', ', pg_temp.stack('untouched'), pg_temp.stack('buried'), pg_temp.stack('at once')),
  'retryable at a 1, failed at a 1, available - 1', 'a repair changes nothing of it');

select advance_clock('1 h');
select is(pg_temp.fail('tried', '{}'), 1::bigint, 'the next attempt fails');
select is(pg_temp.stack('tried'), 'retryable - 2', 'without a stack: the old one is not its');
select count(*) from awa.claim_jobs(worker(), 'snoozed') c, awa.snooze_job(worker(), c.claim_id, c.id, '1 h');
select is(pg_temp.stack('snoozed'), 'scheduled - 1', 'the next attempt is put off');
select claim_id from awa.claim_jobs(worker('b'), 'lost');
select advance_clock('1 min');
select from awa.heartbeat(worker());
select from awa.tick();
select is(pg_temp.stack('lost'), 'retryable - 2', 'the next attempt is lost');

select * from finish();
