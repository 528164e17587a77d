-- A sleeper is told to wait no longer than to the next fire of its queues, and that a fire that is due is work.
set search_path = tap;
select plan(8);
select stop_clock('2030-01-01 12:00:57+00');
insert into workers select 'a', worker_id from awa.register_worker('a', opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}');

create function pg_temp.sleeps(p_queues text[]) returns text language sql as $$
  select format('%s %s', has_work, work_queues) from awa.sleep_until_work(worker(), p_queues)
$$;
select from awa.put_schedule('s', '* * * * *', kind => 'x', opts => '{"queue": "q"}');
select ok(not has_work and wait_ms <= 3000, 'until the fire') from awa.sleep_until_work(worker(), '{q,other}');
select is(pg_temp.sleeps('{other}'), 'f {}', 'of its queues alone');
select from awa.pause_schedule('s');
select advance_clock('4 s');
select is(pg_temp.sleeps('{q}'), 'f {}', 'not of one that is paused');
select from awa.resume_schedule('s', 'none');
select advance_clock('59 s');
select is(pg_temp.sleeps('{q,other}'), 't {q}', 'one that is due is work');
select from awa.configure_queue('q', '{"create": true, "paused": true}');
select is(pg_temp.sleeps('{q}'), 'f {}', 'unless its queue is paused');
select from awa.configure_queue('q', '{"paused": false}');
select is((select count(*)::int from awa.claim_jobs(worker(), 'q')), 1, 'a claim makes it');
select is(pg_temp.sleeps('{q}'), 'f {}', 'then there is none');
-- Somebody has it locked: nobody is kept from sleep.
select advance_clock('70 s');
select is((select has_work from awa.sleep_until_work(worker(), '{q}')), false, 'one that is due for long is left to tick');

select * from finish();
