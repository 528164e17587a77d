-- Queues without limits pay nothing for those of others; a limit that does not bite leaves a claim on its short way.
set search_path = tap;
select plan(14);

create function pg_temp.calls(p_function text) returns bigint language sql as $$
  select coalesce(pg_stat_get_xact_function_calls(('awa_store.' || p_function)::regproc), 0)
$$;
select from awa.put_limit('l', '{"concurrency": 100000, "rate": 1000000, "burst": 1000000}');
select from awa.configure_queue('limited', '{"create": true, "limits": ["l"]}');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[100]), 'plain');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[100]), 'limited');
-- The first claim of a lane goes the long way.
select count(*) from awa.claim_jobs(worker(), 'plain');
select count(*) from awa.claim_jobs(worker(), 'limited');

set track_functions = 'all';
begin;
select count(*) from awa.claim_jobs(worker(), 'plain', 10);
select is(pg_temp.calls('may_start') + pg_temp.calls('note_starts'), 0::bigint, 'a claim of a queue without limits looks at none');
select is(pg_temp.calls('claim_lanes'), 0::bigint, 'and takes the short way');
select from awa_store.claim c, awa.complete_jobs(worker(), c.claim_id, c.job_ids) where c.claim_id = (select max(claim_id) from awa_store.claim);
select is(pg_temp.calls('starts_freed'), 0::bigint, 'nor does a settle');
select from awa.sleep_until_work(worker(), '{plain}');
select is(pg_temp.calls('limits_open_at') + pg_temp.calls('kinds_open_at'), 0::bigint, 'nor who goes to sleep');
commit;

begin;
select count(*) from awa.claim_jobs(worker(), 'limited', 10);
select is(pg_temp.calls('may_start'), 1::bigint, 'a claim of one with limits looks once');
select is(pg_temp.calls('note_starts'), 1::bigint, 'and writes once');
select is(pg_temp.calls('claim_lanes'), 0::bigint, 'on the short way');
select is(pg_temp.calls('freed_units') + pg_temp.calls('take_back'), 0::bigint, 'and does not ask what was settled while there is room');
select from awa_store.claim c, awa.complete_jobs(worker(), c.claim_id, c.job_ids) where c.claim_id = (select max(claim_id) from awa_store.claim);
select is(pg_temp.calls('starts_freed'), 1::bigint, 'a settle leaves word');
commit;

-- However much has been started.
do $$ begin
  for i in 1..3000 loop
    perform from awa.insert_job('x', queue => 'limited');
    perform awa.complete_jobs(worker(), c.claim_id, array[c.id]) from awa.claim_jobs(worker(), 'limited') c;
    commit;
  end loop;
end $$;
select count_reads();
select count(*) from awa.claim_jobs(worker(), 'limited');
select cmp_ok(entries_read('awa_store.permit_pkey'), '<', 10::bigint, 'a claim reads the newest row of its limit');
select is(scanned_tables(), null, 'and no table from end to end');
select count_reads();
select count(*) from awa.limits;
select cmp_ok(entries_read('awa_store.permit_pkey'), '<', 10::bigint, 'so does the view');
select cmp_ok((select count(*) from awa_store.freed_start), '>', 1000::bigint, 'what was settled is left until it is needed, or there is much of it');
select from awa.tick();
select is((select count(*) < 100 and (select count(*) from awa_store.permit) < 10 from awa_store.freed_start), true, 'then tick takes it back');

select * from finish();
