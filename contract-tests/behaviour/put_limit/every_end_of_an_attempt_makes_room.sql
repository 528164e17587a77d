-- Whatever ends an attempt, its place in the limit is free at once.
set search_path = tap;
select plan(16);
select stop_clock();

select from awa.put_limit('one', '{"concurrency": 1}');
select from awa.configure_queue('q', '{"create": true, "limits": ["one"]}');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[20]), 'q');
create temp table claimed as select * from awa.claim_jobs(worker(), 'q', 9);
create function pg_temp.after(p_call text) returns setof text language plpgsql as $$
begin
  execute format(p_call, (select claim_id from claimed), (select id from claimed));
  delete from claimed;
  insert into claimed select * from awa.claim_jobs(worker(), 'q', 9);
  return next is((select count(*) from claimed), 1::bigint, 'one starts after ' || p_call);
  return next is_empty($q$select * from awa.claim_jobs(worker(), 'q', 9)$q$, 'and one only');
end $$;
select pg_temp.after('select from awa.complete_jobs(worker(), %s, array[%s])');
select pg_temp.after('select from awa.fail_jobs(worker(), %s, array[%s], array[''no''])');
select pg_temp.after('select from awa.snooze_job(worker(), %s, %s, ''1 h'')');
select pg_temp.after('select from awa.release_jobs(worker(), %s, array[%s])');
select pg_temp.after('select from awa.cancel_running(worker(), %s, array[%s])');
select pg_temp.after('select from awa.cancel_job(%2$s)');
select is((select open from awa.limits), 1::bigint, 'one is open');

-- A worker that is lost.
select from awa.deregister_worker(worker());
delete from workers;
select is((select open from awa.limits), 0::bigint, 'none, since its worker has gone');
select is((select count(*) from awa.claim_jobs(worker(), 'q', 9)), 1::bigint, 'another one starts');
select is((select started from awa.limits), 8::bigint, 'each of them has counted as a start');

select * from finish();
