-- In args {"$fire": ...} becomes the time of the fire, of the one before it, of the last one that has succeeded, or the name.
set search_path = tap;
select plan(10);
select stop_clock('2030-01-01 12:00:30+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');

select from awa.put_schedule('s "1"', '*/10 * * * *', 'UTC', 'x',
  '{"at": {"$fire": "time"}, "deep": [{"since": {"$fire": "last_success"}}, {"$fire": "previous"}], "by": {"$fire": "name"}, "text": "{\"$fire\": \"time\"}"}');
select advance_clock('10 min');
create temp table first as select claim_id, id, args from awa.claim_jobs(worker());
select is((select args from first),
  '{"at": "2030-01-01T12:10:00Z", "deep": [{"since": null}, "2030-01-01T12:00:00Z"], "by": "s \"1\"", "text": "{\"$fire\": \"time\"}"}',
  'all of them, before a success');
select is((select args -> 'at' from awa.schedules), '{"$fire": "time"}', 'the schedule keeps what it was given');
select from first, awa.complete_jobs(worker(), claim_id, array[id]);
select is((select last_success_at from awa.schedules), '2030-01-01 12:10:00+00', 'the view has the success');
select advance_clock('10 min');
create temp table second as select claim_id, id, args from awa.claim_jobs(worker());
select is((select args -> 'deep' from second), '[{"since": "2030-01-01T12:10:00Z"}, "2030-01-01T12:10:00Z"]', 'the last success is the time of its fire');
select from second, awa.fail_jobs(worker(), claim_id, array[id], '{oops}', final => true);
select advance_clock('10 min');
create temp table third as select claim_id, id, args from awa.claim_jobs(worker());
select is((select args -> 'deep' from third), '[{"since": "2030-01-01T12:10:00Z"}, "2030-01-01T12:20:00Z"]', 'one that has failed is none');

-- Also if the history of the job is gone, since tick looks before.
select from third, awa.complete_jobs(worker(), claim_id, array[id]);
select advance_clock('20 s');
select from awa.tick();
select from awa.pause_schedule('s "1"');
select advance_clock('3 days');
select from awa.tick();
select is((select last_success_at from awa.schedules), '2030-01-01 12:30:00+00', 'a success is remembered');
select from awa.resume_schedule('s "1"', 'latest');
select is((select args -> 'deep' from awa.claim_jobs(worker('b'))), '[{"since": "2030-01-01T12:30:00Z"}, "2030-01-04T12:20:00Z"]', 'for the next fire');

create function pg_temp.triggered(p_name text) returns jsonb language plpgsql as $$
declare
  v_id bigint := (select id from awa.trigger_schedule(p_name));
begin
  return (select j.args from awa.get_job(v_id) j);
end $$;
select is(pg_temp.triggered('s "1"') -> 'at', '"2030-01-04T12:30:50Z"', 'a trigger is made for now');
select from awa.put_schedule('rare', '0 0 29 2 sun', kind => 'x', args => '{"$fire": "previous"}', opts => '{"days": "both"}');
select is(pg_temp.triggered('rare'), '"2004-02-29T00:00:00Z"', 'a previous fire may be long ago');
select from awa.put_schedule('new', '@daily', kind => 'x', args => '{"$fire": "previous"}', opts => '{"start_at": "2030-01-04T00:00:00Z"}');
select is(pg_temp.triggered('new'), '"2030-01-04T00:00:00Z"', 'but not before start_at');

select * from finish();
