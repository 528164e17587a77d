-- overlap: what becomes of a fire while a job of the schedule has not ended, retries, triggered and backfilled ones included.
set search_path = tap;
select plan(25);
select stop_clock('2030-01-01 12:00:30+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');

create function pg_temp.next() returns jsonb language plpgsql as $$
begin
  perform tap.advance_clock('1 min');
  return (select details from awa.tick());
end $$;
create function pg_temp.put(p_overlap text) returns void language plpgsql as $$
begin
  perform tap.advance_clock('1 s');
  perform awa.delete_schedule('s');
  perform awa.put_schedule('s', '* * * * *', kind => 'x', opts => jsonb_build_object('overlap', p_overlap));
end $$;
create function pg_temp.counts() returns text language sql as $$
  select format('%s %s %s', fired, skipped, dropped) from awa.schedules
$$;
create function pg_temp.states() returns text[] language sql as $$
  select array_agg(j.state order by j.id) from awa.jobs j where j.metadata #>> '{schedule,name}' = 's'
    and j.created_at >= (select s.created_at from awa.schedules s)
$$;
create function pg_temp.end_all() returns bigint language sql as $$
  select count(*) from awa.jobs j, awa.cancel_job(j.id) c where j.state not in ('completed', 'failed', 'cancelled')
$$;

select pg_temp.put('allow');
select pg_temp.next(), pg_temp.next();
select is(pg_temp.states(), '{available,available}', 'allow: beside each other');
select pg_temp.end_all();

select pg_temp.put('skip');
select is(pg_temp.next(), '{"fired": 1}', 'skip: the first one');
select is(pg_temp.next(), '{}', 'while it waits no other');
create temp table claimed as select claim_id, id from awa.claim_jobs(worker());
select is(pg_temp.next(), '{}', 'nor while it runs');
select from claimed, awa.fail_jobs(worker(), claim_id, array[id], '{oops}', retry_after => '1 h');
select is(pg_temp.next(), '{}', 'nor while it waits for its retry');
select is(pg_temp.counts(), '1 3 0', 'they are counted');
select pg_temp.end_all();
select is(pg_temp.next(), '{"fired": 1}', 'after its end the next one');
select pg_temp.end_all();
select from awa.trigger_schedule('s');
select is(pg_temp.next(), '{}', 'a triggered job is under way, too');
select is((select t.outcome || (t.id = s.last_job_id)::text from awa.trigger_schedule('s') t, awa.schedules s), 'skippedtrue', 'for another trigger as well');
select is((select outcome from awa.trigger_schedule('s', '{"overlap": "allow"}')), 'triggered', 'unless it is told otherwise');
select pg_temp.end_all();
select from awa.backfill_schedule('s', clock() - interval '1 day', clock() - interval '1 day' + interval '1 min');
select is(pg_temp.next(), '{}', 'and a backfilled one');
select is(pg_temp.counts(), '5 6 0', 'all of them count as fired');
select pg_temp.end_all();

select pg_temp.put('queue_one');
select pg_temp.next();
create temp table running as select claim_id, id from awa.claim_jobs(worker());
select is(pg_temp.next(), '{"fired": 1}', 'queue_one: one more');
select is(pg_temp.next(), '{}', 'but no third one');
select is(pg_temp.states(), '{running,pending}', 'which waits for the end of the first');
select from running, awa.fail_jobs(worker(), claim_id, array[id], '{oops}', final => true);
select is(pg_temp.states(), '{failed,available}', 'however that is');
select is(pg_temp.next(), '{"fired": 1}', 'then there is place again');
select is(pg_temp.counts(), '3 1 0', 'and it is counted');
select pg_temp.end_all();

select pg_temp.put('cancel_other');
select pg_temp.next();
select is(pg_temp.next(), '{"fired": 1}', 'cancel_other');
select is(pg_temp.states(), '{cancelled,available}', 'cancels one that waits');
create temp table other as select claim_id, id from awa.claim_jobs(worker());
select is(pg_temp.next(), '{"fired": 1}', 'and another time');
select is(pg_temp.states(), '{cancelled,cancelled,available}', 'one that runs');
select is((select stop_reasons from awa.heartbeat(worker())), '{cancelled}', 'whose worker is told');
select matches((select reason from awa.jobs j, other where j.id = other.id), '^schedule s fires again$', 'with the reason');
select is(pg_temp.counts(), '3 0 0', 'all are made');

select * from finish();
