-- No row makes a verb fail: options, errors and the like that job_options would never have stored count as none.
set search_path = tap;
select plan(27);

select stop_clock();
create table garbage (n int, options jsonb);
insert into garbage (n, options) select row_number() over (), o::jsonb from unnest(array[
  '7', '"keep"', '[]', 'null', '["keep", "timeout"]', '{"keep": "5000000 years -1799999990 days"}', '{"keep": "soon", "timeout": "soon"}',
  '{"keep": 1e131000, "timeout": 1e131000}', '{"keep": -1, "timeout": -1e131000}', '{"timeout": 1e-16383}', '{"keep": [], "timeout": {}}',
  '{"start_by": "2030-02-30T00:00:00Z"}', '{"start_by": "infinity"}', '{"start_by": 7}', '{"start_by": "2030-13-01T25:00:00Z"}',
  '{"concurrency_limit": 1e131000}', '{"concurrency_limit": "many"}', '{"backoff": 7}', '{"backoff": {"jitter": 1e-400, "base": 1e-16383}}',
  '{"backoff": {"jitter": "much", "base": [], "max": "long", "kind": {}}}', '{"backoff": {"jitter": 1e131000, "base": 1e131000, "max": 1e131000, "kind": 1}}',
  '{"backoff": {"kind": "linear", "base": 10000000000, "max": -1}}', '{"on_parent_failure": 7}']) o;
create function pg_temp.spoil(p_kind text) returns void language plpgsql as $$
declare
  v_table text;
begin
  foreach v_table in array '{ready,deferred,ended}'::text[] loop
    execute format('update awa_store.%I t set options = g.options, errors = case when g.n %% 2 = 0 then ''"none"''::jsonb end from garbage g
      where g.n = (t.args ->> ''n'')::int and t.kind = $1', v_table) using p_kind;
  end loop;
end $$;
create function pg_temp.jobs(p_kind text, p_queue text) returns bigint language sql as $$
  select count(*) from garbage, awa.insert_job(p_kind, jsonb_build_object('n', n), queue => p_queue, max_attempts => 2)
$$;
create temp table claimed (claim_id bigint, id bigint, queue text);
create function pg_temp.claim(p_queue text) returns bigint language sql as $$
  insert into claimed select c.claim_id, c.id, p_queue from awa.claim_jobs(worker(), p_queue, 100) c;
  select count(*) from claimed where queue = p_queue;
$$;
create function pg_temp.total() returns bigint language sql as 'select count(*) from garbage';

-- Running jobs.
select is(pg_temp.jobs('x', 'fail') + pg_temp.jobs('x', 'complete') + pg_temp.jobs('x', 'lose') + pg_temp.jobs('x', 'snooze') + pg_temp.jobs('x', 'cancel'), 5 * pg_temp.total(), 'jobs');
select is(pg_temp.claim('fail') + pg_temp.claim('complete') + pg_temp.claim('lose') + pg_temp.claim('snooze') + pg_temp.claim('cancel'), 5 * pg_temp.total(), 'that run');
select pg_temp.spoil('x');
select is((select count(*) from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}') f where queue = 'fail' and f.outcome = 'retryable'
  and f.run_at - clock() between '0 s' and '100 years'), pg_temp.total(), 'fail');
select is((select sum(s.settled) from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id], '["done"]') s where queue = 'complete'), pg_temp.total(), 'complete');
select is((select count(*) from claimed c, awa.snooze_job(worker(), c.claim_id, c.id, '1 day') s where queue = 'snooze'), pg_temp.total(), 'are snoozed');
select is((select count(*) from claimed c, awa.cancel_job(c.id) s where queue = 'cancel' and s.outcome = 'cancelled'), pg_temp.total(), 'are cancelled');
select advance_clock('20 s');
select lives_ok('select awa.tick()', 'their worker is lost');
select is((select count(*) from claimed c, awa.get_job(c.id) j where c.queue = 'lose' and j.state in ('retryable', 'available')), pg_temp.total(), 'and they with it');
delete from workers;

-- Looking.
select is((select count(*) from awa.jobs), 5 * pg_temp.total(), 'the view shows all of them');
select is((select count(*) from claimed c, awa.get_job(c.id)), 5 * pg_temp.total(), 'get_job, too');
select is((select count(*) from claimed c, awa.job_state(c.id)), 5 * pg_temp.total(), 'job_state, too');
select is_empty('select * from wrong_lists()', 'lists show them as the view does');
select is_empty('select * from wrong_stats()', 'and numbers count them');

-- A deadline in a claim that was made before.
select is(pg_temp.jobs('y', 'late'), pg_temp.total(), 'jobs');
update awa_store.ready set options = '{"timeout": 5}' where kind = 'y';
select is(pg_temp.claim('late'), pg_temp.total(), 'with a timeout');
select pg_temp.spoil('y');
select advance_clock('6 s');
select lives_ok('select awa.tick()', 'which passes');
select is((select count(*) from claimed c, awa.get_job(c.id) j where c.queue = 'late' and j.state in ('running', 'retryable')), pg_temp.total(), 'ends none or all of them');

-- Waiting and ended ones.
select pg_temp.spoil('x');
select is((select count(*) from claimed d, awa.cancel_job(d.id) c where d.queue = 'fail' and c.outcome = 'cancelled'), pg_temp.total(), 'those that wait are cancelled');
select is((select count(*) from claimed c, awa.retry_job(c.id) r where c.queue = 'cancel' and r.outcome = 'retried'), pg_temp.total(), 'those that were are retried');
select is((select count(*) from claimed c, awa.delete_job(c.id) r where c.queue = 'fail' and r.outcome = 'deleted'), pg_temp.total(), 'or deleted');
select is((select count(*) from claimed c, awa.reschedule_job(c.id, run_at => clock()) r where c.queue = 'lose' and r.outcome = 'rescheduled'),
  pg_temp.total(), 'those that are to be retried come now');
select pg_temp.spoil('x');
select lives_ok(format('select * from awa.claim_jobs(worker(), %L, 100)', q), 'claims of queue ' || q || ' go on') from unnest('{lose,cancel}'::text[]) q;
select is((select count(*) from awa.insert_job('good', queue => 'lose')), 1::bigint, 'a good job behind them');
select is((select count(*) from awa.claim_jobs(worker(), 'lose', 100) where kind = 'good'), 1::bigint, 'is served');

-- The ring, which copies what is kept longer.
select from awa.configure('{"keep_completed": "2 s"}');
create procedure pg_temp.claim_no() language plpgsql as $$
begin
  for i in 1..12 loop
    perform tap.advance_clock('1 s');
    perform from awa.tick();
    commit;
  end loop;
end $$;
call pg_temp.claim_no();
select cmp_ok((select count(*)::int from awa_store.segment where opened_at > '2030-01-01 12:00:27+00'), '>', 0, 'the ring has turned');
select is((select count(*)::int from awa.list_jobs('complete', 'completed', 1000) where options is not null and options <> '{}'), 0, 'as long as their queue keeps them');

select * from finish();
