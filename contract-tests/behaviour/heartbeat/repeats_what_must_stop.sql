-- Attempts to stop are named again and again, for a minute.
set search_path = tap;
select plan(7);

select stop_clock();
select count(*) from awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "opts": {"timeout": "5 s"}}, {"kind": "x"}]');
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker(), max_jobs => 3) c;
select results_eq('select * from awa.heartbeat(worker())',
  $$values ('alive'::text, '{}'::bigint[], '{}'::bigint[], '{}'::text[], '{}'::text[], '{}'::jsonb)$$, 'nothing to stop at first');
select outcome from claimed c, awa.cancel_job(c.id) where n = 1;
select advance_clock('6 s');
select is((select jobs_expired from awa.tick()), 1, 'a deadline passes');
create function pg_temp.stops() returns table (claim_id bigint, id bigint, reason text) language sql as
  $$select s.* from awa.heartbeat(worker()) h, unnest(h.stop_claim_ids, h.stop_job_ids, h.stop_reasons) s$$;
select bag_eq('select * from pg_temp.stops()',
  $$select claim_id, id, case n when 1 then 'cancelled' else 'deadline' end from claimed where n <= 2$$, 'both are named');
select bag_eq('select * from pg_temp.stops()',
  $$select claim_id, id, case n when 1 then 'cancelled' else 'deadline' end from claimed where n <= 2$$, 'and again');
select settled from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) where n = 3;
select advance_clock('50 s');
select is((select count(*)::int from pg_temp.stops()), 2, 'for a minute');
select advance_clock('11 s');
select is((select count(*)::int from pg_temp.stops()), 0, 'and then no more');
select is((select count(*)::int from awa.jobs where state = 'completed'), 1, 'the third is completed');

select * from finish();
