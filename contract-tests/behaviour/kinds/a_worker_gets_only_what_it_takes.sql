-- register_worker(opts.kinds): a worker is handed jobs of its kinds only; others wait, uncharged, for workers that take them.
set search_path = tap;
select plan(22);

select stop_clock();
create function pg_temp.claim(p_name text, p_max int default 100) returns text language sql as $$
  select string_agg(kind || ' ' || (args ->> 'n'), ', ' order by id) from awa.claim_jobs(worker(p_name), max_jobs => p_max)
$$;
insert into tap.workers
select n, (awa.register_worker(n, opts => jsonb_build_object('kinds', k))).worker_id
from (values ('old', '["mail"]'::jsonb), ('new', '["mail", "pack"]'), ('packs', '["pack"]')) v (n, k);
select from awa.insert_jobs((
  select jsonb_agg(jsonb_build_object('kind', case when n % 2 = 0 then 'pack' else 'mail' end, 'args', jsonb_build_object('n', n)))
  from generate_series(1, 6) n));

select is(pg_temp.claim('old'), 'mail 1, mail 3, mail 5', 'those of its kind');
select is(pg_temp.claim('old'), null, 'and no others');
select results_eq(
  $$select id::int, state, attempt, kind, partition from awa.jobs where kind = 'pack' order by id$$,
  $$values (2, 'available', 0, 'pack', 0), (4, 'available', 0, 'pack', 0), (6, 'available', 0, 'pack', 0)$$,
  'the others wait as before, and lost no attempt');
select results_eq($$select available::int, running::int from awa.queue_stats('default')$$, $$values (3, 3)$$, 'they are counted');
select is((select count(*)::int from awa.list_jobs('default', 'available')), 3, 'and listed');
select is(state_of(4), 'available', 'and found');
select is((select has_work from awa.sleep_until_work(worker('old'), '{default}')), false, 'they are no work for who does not take them');
select is((select has_work from awa.sleep_until_work(worker('new'), '{default}')), true, 'but for who does');
select is((select has_work from awa.sleep_until_work(worker('any'), '{default}')), true, 'and for who takes all');
select is(pg_temp.claim('packs', 1), 'pack 2', 'they are handed out to whoever takes them');
select is((select outcome from awa.cancel_job(4)), 'cancelled', 'or cancelled');
select is(state_of(4), 'cancelled', 'at once');
select is(kept('entries'), 9::bigint, 'each was moved once');
select is(pg_temp.claim('any'), 'pack 6', 'a worker without kinds takes all');

-- A backlog.
select from awa.insert_jobs((
  select jsonb_agg(jsonb_build_object('kind', case when n = 2500 then 'mail' else 'pack' end, 'args', jsonb_build_object('n', n)))
  from generate_series(1, 2500) n));
select is((select array_agg(pg_temp.claim('old', 10)) from generate_series(1, 3)), '{NULL,NULL,"mail 2500"}',
  'a foreign backlog is set apart in steps, until a job of its kind comes');
select is(kept('entries'), 10::bigint + 2 * 2499, 'each moved once');
select is((select count(*)::int from awa.claim_jobs(worker('new'), max_jobs => 10000)), 2499, 'and handed out at a stroke');

-- Its lanes are given up when nothing waits there.
select advance_clock('2 min');
select from awa.heartbeat(worker('old')) o, awa.heartbeat(worker('packs')) p;
select from awa.tick();
select is(kept('lanes of a kind'), 0::bigint, 'an empty lane of a kind is given up');
select from awa.insert_job('pack', '{"n": 7}');
select is(pg_temp.claim('old'), null, 'and made anew');
select advance_clock('2 min');
select from awa.tick();
select is(kept('lanes of a kind'), 1::bigint, 'one in which something waits is not');
select is((select status || ': ' || detail from awa.doctor() where check_name = 'kinds'),
  'warning: 1 jobs of kind pack in queue default', 'doctor tells of kinds that no living worker takes');
select from awa.register_worker('late', opts => '{"kinds": ["pack"]}');
select is((select status from awa.doctor() where check_name = 'kinds'), 'ok', 'until one does');

select * from finish();
