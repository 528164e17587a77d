-- Each reason for which a job waits, and what would end it.
set search_path = tap;
select plan(12);
select stop_clock();
select worker();

create function pg_temp.why(p_job bigint) returns table (reason text, name text, until_at timestamptz, other_ids bigint[]) language sql as $$
  select reason, name, until_at, other_ids from awa.why_waiting(p_job) where details ->> 'jobs' is distinct from '0'
$$;
create temp table job as select null::text as what, null::bigint as id;
insert into job select 'first', id from awa.insert_job('x');
insert into job select 'second', id from awa.insert_job('x');
select results_eq($$select reason, details from job, awa.why_waiting(id) where what = 'first'$$,
  $$select 'behind', '{"jobs": 0}'::jsonb$$, 'it is next');
select results_eq($$select reason, details from job, awa.why_waiting(id) where what = 'second'$$,
  $$select 'behind', '{"jobs": 1}'::jsonb$$, 'it is behind another one');
insert into job select 'later', id from awa.insert_job('x', run_at => clock() + interval '1 h');
select results_eq($$select w.* from job, pg_temp.why(id) w where what = 'later'$$,
  $$select 'scheduled', null, clock() + interval '1 h', null::bigint[]$$, 'its time has not come');
insert into job select 'child', id from awa.insert_job('x', opts => (select jsonb_build_object('parents', jsonb_build_array(id)) from job where what = 'later'));
select results_eq($$select w.* from job, pg_temp.why(id) w where what = 'child'$$,
  $$select 'parents', null, null::timestamptz, array[id] from job where what = 'later'$$, 'a parent has not ended');

insert into job select 'holder', id from awa.insert_job('x', queue => 'k', opts => '{"concurrency_key": "key"}');
insert into job select 'blocked', id from awa.insert_job('x', queue => 'k', opts => '{"concurrency_key": "key"}');
select count(*) from awa.claim_jobs(worker(), 'k', 9);
select results_eq($$select reason, name, since_at, other_ids from job, awa.why_waiting(id) w where what = 'blocked' and reason = 'concurrency_key'$$,
  $$select 'concurrency_key', 'key', clock(), array[id] from job where what = 'holder'$$, 'another job has the place of its key');

select from awa.configure_queue('default', '{"paused": true}');
select results_eq($$select w.* from job, pg_temp.why(id) w where what = 'first'$$,
  $$select 'paused', 'default', null::timestamptz, null::bigint[]$$, 'its queue is paused');
select from awa.configure_queue('default', '{"paused": false}');

select from awa.put_limit('slow', '{"rate": 1, "per": "1 h"}');
select from awa.put_limit('one', '{"concurrency": 1}');
select from awa.configure_queue('default', '{"limits": ["slow"]}');
select from awa.describe_kind('x', opts => '{"limits": ["one"]}');
select count(*) from generate_series(1, 2) n cross join lateral (select * from awa.claim_jobs(worker(), max_jobs => 9 + 0 * n)) c;
select results_eq($$select w.reason, w.name, w.until_at, w.details from job, awa.why_waiting(id) w where what = 'second' and reason = 'limit'$$,
  $$values ('limit', 'slow', clock() + interval '1 h', '{"rate": 1, "per": 3600, "burst": 1}'::jsonb),
    ('limit', 'one', null, '{"open": 1, "concurrency": 1}')$$, 'limits are full');
select is_empty($$select from job, awa.why_waiting(id) where what = 'first'$$, 'what runs does not wait');

insert into job select 'nobody', id from awa.insert_job('x', queue => 'nobody');
select results_eq($$select w.* from job, pg_temp.why(id) w where what = 'nobody' and reason <> 'limit'$$,
  $$select 'no_worker', 'nobody', null::timestamptz, null::bigint[]$$, 'no worker claims from its queue');
select from awa.register_worker(queues => '{nobody}', opts => '{"kinds": ["y"]}');
select results_eq($$select w.* from job, pg_temp.why(id) w where what = 'nobody' and reason <> 'limit'$$,
  $$select 'no_kind', 'x', null::timestamptz, null::bigint[]$$, 'or none that takes its kind');
select from job, awa.cancel_job(id) where what = 'nobody';
select is_empty($$select from job, awa.why_waiting(id) where what = 'nobody'$$, 'what has ended does not wait');
select is_empty($$select from awa.why_waiting(987654)$$, 'nor does what is not there');

select * from finish();
