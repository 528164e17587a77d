-- Partitions that were many for a moment cost nothing once they are empty, and none of their jobs is stranded: not one that comes
-- late, nor one that was put off.
set search_path = tap;
select plan(9);

create function pg_temp.looked_at() returns int language sql as $$
  select partitions_ever::int from awa_store.queue where name = 'q'
$$;
create procedure pg_temp.keep_house() language plpgsql as $$
begin
  perform tap.advance_clock('11 s');
  commit;
  perform from awa.tick();
  commit;
end $$;

select stop_clock();
select from awa.configure_queue('q', '{"create": true, "partitions": 1024}');
select from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'queue', 'q', 'ordering_key', 'key ' || n))
  from generate_series(1, 20) n));
select from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'late', 'queue', 'q', 'ordering_key', 'key ' || n,
  'run_at', clock() + interval '1 hour')) from generate_series(1, 20) n));
select from awa.configure_queue('q', '{"partitions": 2}');
call pg_temp.keep_house();
select is(pg_temp.looked_at(), 1024, 'as long as jobs wait in them they are looked at');

create temp table claimed as select claim_id, id from awa.claim_jobs(worker(), 'q', 100) c;
select is((select count(*)::int from claimed), 20, 'all are claimed');
select from awa.complete_jobs(worker(), (select max(claim_id) from claimed),
  (select array_agg(id) from claimed where claim_id = (select max(claim_id) from claimed)));
call pg_temp.keep_house();
select is(pg_temp.looked_at(), 2, 'then they are given up');
select from awa.fail_jobs(worker(), (select min(claim_id) from claimed), array[(select id from claimed order by claim_id limit 1)], '{oops}', '0 s');
select from (select claim_id, array_agg(id) as ids from claimed group by claim_id order by claim_id offset 1 limit 3) c
cross join lateral awa.release_jobs(worker(), c.claim_id, c.ids);
select is((select count(*)::int from awa.claim_jobs(worker(), 'q', 100)), 4, 'what was claimed there and is handed back is claimed again');

select advance_clock('2 hours');
select from awa.heartbeat(worker());
select is((select count(*)::int from awa.claim_jobs(worker(), 'q', 100)), 20, 'what had been put off there is claimed');
select is(pg_temp.looked_at(), 2, 'in the partitions that are left');

-- An enqueue from before the change.
insert into awa_store.ready (seq, job_id, lane, run_at, created_at, segment, attempt, max_attempts, queue, kind, args)
select s, s, awa_store.lane('q', 700, 2), now(), now(), (select current_segment from awa_store.ring), 1, 25, 'q', 'x', '{}'
from nextval('awa_store.entry_seq') s;
select is_empty($$select from awa.claim_jobs(worker(), 'q', 100)$$, 'a late one is not seen at first');
call pg_temp.keep_house();
select from awa.heartbeat(worker());
select is((select count(*)::int from awa.claim_jobs(worker(), 'q', 100)), 1, 'but soon');
call pg_temp.keep_house();
select is(pg_temp.looked_at(), 2, 'and then they are given up again');

select * from finish();
