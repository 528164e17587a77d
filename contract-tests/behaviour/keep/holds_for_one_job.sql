-- opts.keep is the retention of one job, shorter or longer than that of its queue, in whatever state it ends.
set search_path = tap;
select plan(7);

select stop_clock();
create temp table job (name text, id bigint);
create procedure pg_temp.pass(p_hours int) language plpgsql as $$
begin
  for i in 1..p_hours loop
    perform tap.advance_clock('1 h');
    continue when i % 3 <> 0 and i < p_hours;
    perform from awa.heartbeat(tap.worker());
    perform from awa.tick();
    commit;
    perform from awa.tick();
    commit;
  end loop;
end $$;
create function pg_temp.states() returns text language sql as $$
  select string_agg(coalesce(tap.state_of(id), '-'), ' ' order by id) from job
$$;
select from awa.configure('{"keep_completed": "6 h", "keep_failed": "6 h", "keep_cancelled": "6 h"}');
insert into workers select 'a', worker_id from awa.register_worker('patient', opts => '{"heartbeat_every": "10 h", "dead_after": "1 day"}');
insert into job select 'short', id from awa.insert_job('x', '"result"', opts => '{"keep": "2 h"}');
insert into job select 'usual', id from awa.insert_job('x');
insert into job select 'long', id from awa.insert_job('x', opts => '{"keep": "2 days"}');
select s.settled from awa.claim_jobs(worker(), max_jobs => 3) c, awa.complete_jobs(worker(), c.claim_id, array[c.id], '["done"]') s;
insert into job select 'fails', id from awa.insert_job('x', opts => '{"keep": "1 day"}');
select f.outcome from awa.claim_jobs(worker()) c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true) f;
insert into job select 'cancelled', id from awa.insert_job('x', opts => '{"keep": "1 h"}');
select outcome from awa.cancel_job((select max(id) from job));

select is(pg_temp.states(), 'completed completed completed failed cancelled', 'at the end');
call pg_temp.pass(1);
select is(pg_temp.states(), 'completed completed completed failed -', 'after an hour');
call pg_temp.pass(2);
select is(pg_temp.states(), '- completed completed failed -', 'after three');
call pg_temp.pass(5);
select is(pg_temp.states(), '- - completed failed -', 'after eight');
call pg_temp.pass(18);
select is(pg_temp.states(), '- - completed - -', 'after 26');
select is((select result from awa.get_job((select id from job where name = 'long'))), '"done"', 'with its result, from outside of the ring');
call pg_temp.pass(24);
select is(pg_temp.states() || ' ' || kept('ended jobs'), '- - - - - 0', 'after 50 nothing is left');

select * from finish();
