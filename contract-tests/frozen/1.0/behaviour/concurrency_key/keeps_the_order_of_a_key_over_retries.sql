-- With one place, the jobs of a key run strictly one after the other: a job that is to be retried, was snoozed or handed back
-- keeps its place, and nobody overtakes it.
set search_path = tap;
select plan(12);

select stop_clock();
create temp table job (name text, id bigint);
insert into job select 'first', id from awa.insert_job('x', max_attempts => 2, opts => '{"concurrency_key": "c"}');
insert into job select 'second', id from awa.insert_job('x', opts => '{"concurrency_key": "c"}');
insert into job select 'third', id from awa.insert_job('x', opts => '{"concurrency_key": "c"}');
create temp table claimed (claim_id bigint, id bigint);
create function pg_temp.claim() returns text language plpgsql as $$
begin
  truncate claimed;
  insert into claimed select c.claim_id, c.id from awa.claim_jobs(worker(), max_jobs => 10) c;
  return (select string_agg(name, ',' order by id) from claimed join job using (id));
end $$;

select is(pg_temp.claim(), 'first', 'the first one starts');
select f.outcome from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', '1 min') f;
select is(pg_temp.claim(), null, 'while it waits for its retry nobody starts');
select advance_clock('1 min');
select is(pg_temp.claim(), 'first', 'it is tried again');
select s.outcome from claimed c, awa.snooze_job(worker(), c.claim_id, c.id, '1 min') s;
select is(pg_temp.claim(), null, 'while it is snoozed nobody starts');
select advance_clock('1 min');
select is(pg_temp.claim(), 'first', 'it goes on');
select r from claimed c, awa.release_jobs(worker(), c.claim_id, array[c.id]) r;
select is(pg_temp.claim(), 'first', 'handed back it is still the first');
select f.outcome from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}') f;
select is(pg_temp.claim(), 'second', 'it has failed for good: the second one follows');
select cancel.outcome from claimed c, awa.cancel_job(c.id) cancel;
select is(pg_temp.claim(), 'third', 'cancelled while it ran: the third one follows');
select is((select outcome from awa.insert_job('x', opts => '{"concurrency_key": "c"}')), 'inserted', 'a fourth one comes');
select is(pg_temp.claim(), null, 'and waits');
select is((select count(*) from awa.jobs where state = 'blocked'), 1::bigint, 'blocked');
begin;
select d from workers w, awa.deregister_worker(w.worker_id) d;
commit;
delete from workers;
select is((select state from awa.get_job((select id from job where name = 'third'))), 'retryable',
  'lost with its worker, the third one keeps its place');

select * from finish();
