-- The numbers are those of counting over the view, in every state, with partitions, priorities and withdrawn entries, before
-- and after long lanes and histories were counted, and from several segments of the ring.
set search_path = tap;
select plan(13);

select stop_clock();
select from awa.configure_queue('parts', '{"create": true, "partitions": 5, "keep_completed": "40 h"}');
create function pg_temp.claim(p_queue text, p_jobs int) returns table (claim_id bigint, ids bigint[]) language sql as $$
  select claim_id, array_agg(id) from awa.claim_jobs(worker(), p_queue, p_jobs) group by claim_id
$$;
create procedure pg_temp.some_of_everything() language plpgsql as $$
declare
  v record;
  v_queue text;
begin
  foreach v_queue in array array['default', 'parts'] loop
    for i in 1..12 loop
      perform advance_clock('1 s');
      perform from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'queue', v_queue, 'priority', 1 + n % 4,
        'ordering_key', 'key ' || n, 'max_attempts', 2)) from generate_series(1, 20) n));
      perform from awa.insert_job('y', queue => v_queue, run_at => clock() + '3 days');
      perform from awa.insert_job('u', queue => v_queue, unique_by => '{"key": "k", "on_conflict": "replace"}');
      commit;
      for v in select * from pg_temp.claim(v_queue, 12) loop
        case i % 6
          when 0 then perform from awa.fail_jobs(worker(), v.claim_id, v.ids, array_fill('oops'::text, array[cardinality(v.ids)]), '3 days');
          when 1 then
            perform from awa.fail_jobs(worker(), v.claim_id, v.ids, array_fill('oops'::text, array[cardinality(v.ids)]), final => true);
          when 2 then perform from awa.cancel_running(worker(), v.claim_id, v.ids);
          when 3 then perform from awa.complete_jobs(worker(), v.claim_id, v.ids[1:1]);
          when 4 then perform from awa.release_jobs(worker(), v.claim_id, v.ids[1:2]);
          else perform from awa.complete_jobs(worker(), v.claim_id, v.ids);
        end case;
      end loop;
      perform awa.cancel_job(j.id) from (
        select id from awa.jobs where state = 'available' and queue = v_queue order by id % 7, id limit 2) j;
      commit;
    end loop;
  end loop;
  update awa_store.deferred set state = 'waiting_external' where job_id in (select max(job_id) from awa_store.deferred);
end $$;
create procedure pg_temp.count_all() language plpgsql as $$
declare
  v_own xid8;
begin
  perform awa_store.count_long_lanes(5, 'infinity');
  commit;
  -- Later by more than it takes a clock to be set, and twice, as tick would.
  perform advance_clock('3 s');
  for i in 1..9 loop
    perform awa_store.count_histories(3, 'infinity');
    v_own := pg_current_xact_id();
    commit;
    -- Transactions of other databases of the server hold it up, too.
    while pg_snapshot_xmin(pg_current_snapshot()) <= v_own loop
      perform pg_sleep(0.005);
      commit;
    end loop;
  end loop;
end $$;

call pg_temp.some_of_everything();
select set_eq('select distinct state from awa.jobs',
  '{available,running,scheduled,retryable,waiting_external,completed,failed,cancelled}'::text[], 'there are jobs in every state');
select is_empty('select * from wrong_stats()', 'before anything was counted');
call pg_temp.count_all();
select cmp_ok((select count(*)::int from awa_store.lane_count), '>', 0, 'lanes were counted');
select set_eq('select distinct state from awa_store.ended_count', '{completed,failed,cancelled}'::text[], 'and histories');
select is_empty('select * from wrong_stats()', 'right after it');
call pg_temp.some_of_everything();
select is_empty('select * from wrong_stats()', 'some time after it');
call pg_temp.count_all();
select is_empty('select * from wrong_stats()', 'after another count');
select is((select available from awa.queue_stats('parts')), (select available from awa.queue_stats() where queue_name = 'parts'),
  'one queue has the numbers that it has among all');

-- Days with a tick every hour: the ring turns, carries forward, copies and truncates.
create temp table seen (hours int, segment int, wrong int);
create procedure pg_temp.days() language plpgsql as $$
begin
  for i in 1..72 loop
    perform advance_clock('1 h');
    perform from awa.heartbeat(worker());
    for j in 1..3 loop
      perform from awa.tick();
      commit;
    end loop;
    perform from awa.insert_job('x');
    perform from pg_temp.claim('parts', 1) c, awa.complete_jobs(worker(), c.claim_id, c.ids);
    commit;
    if i % 24 = 5 then
      call pg_temp.count_all();
    end if;
    insert into seen select i, r.current_segment, (select count(*) from wrong_stats()) from awa_store.ring r;
    commit;
  end loop;
end $$;
call pg_temp.days();
select is((select count(distinct segment)::int from seen), 4, 'the ring has turned');
select is_empty('select * from seen where wrong > 0', 'the numbers are right at each moment of three days');
call pg_temp.some_of_everything();
call pg_temp.count_all();
select is_empty('select * from wrong_stats()', 'and after them');

-- A lane that is short again need not be counted.
create procedure pg_temp.work_off() language plpgsql as $$
begin
  loop
    perform from pg_temp.claim('default', 500) c, awa.complete_jobs(worker(), c.claim_id, c.ids);
    exit when not found;
    commit;
  end loop;
end $$;
call pg_temp.work_off();
select awa_store.count_long_lanes(5);
select is((select count(*)::int from awa_store.lane_count c where c.lane = any (
  select awa_store.lane('default', 0, p) from generate_series(1, 4) p)), 0, 'counts of lanes that are short again go');
select is_empty('select * from wrong_stats()', 'with the numbers right');

select * from finish();
