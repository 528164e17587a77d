-- A job is listed as the view shows it, in each state, from each partition and priority.
set search_path = tap;
set timezone = 'UTC';
select plan(8);

select stop_clock();
select from awa.configure_queue('default', '{"create": true, "partitions": 3}');
create function pg_temp.claim(p_jobs int) returns table (claim_id bigint, ids bigint[]) language sql as $$
  select claim_id, array_agg(id) from awa.claim_jobs(worker(), max_jobs => p_jobs) group by claim_id
$$;
-- At different times, so that the newest is one.
create procedure pg_temp.some_of_everything() language plpgsql as $$
declare
  v record;
begin
  for i in 1..12 loop
    perform advance_clock('1 s');
    perform from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'priority', 1 + n % 4, 'args', jsonb_build_object('n', n),
      'ordering_key', 'key ' || n, 'tags', jsonb_build_array('a', n::text), 'metadata', '{"trace": 7}'::jsonb, 'max_attempts', 2))
      from generate_series(1, 12) n));
    perform from awa.insert_job('y', run_at => clock() + i * interval '1 h', unique_by => jsonb_build_object('key', i::text));
    perform from awa.insert_job('y', queue => 'other');
    for v in select * from pg_temp.claim(6) loop
      case i % 6
        when 0 then perform from awa.fail_jobs(worker(), v.claim_id, v.ids, array_fill('oops'::text, array[cardinality(v.ids)]), '1 day');
        when 1 then
          perform from awa.fail_jobs(worker(), v.claim_id, v.ids, array_fill('oops'::text, array[cardinality(v.ids)]), final => true);
        when 2 then perform from awa.cancel_running(worker(), v.claim_id, v.ids, 'no customer');
        when 3 then perform from awa.set_progress(worker(), v.claim_id, v.ids[1], 10 * i, 'on its way');
        when 4 then
          perform from awa.set_progress(worker(), v.claim_id, v.ids[1], 50);
          perform from awa.release_jobs(worker(), v.claim_id, v.ids[1:2]);
        else
          perform from awa.complete_jobs(worker(), v.claim_id, v.ids,
            (select jsonb_agg(jsonb_build_object('rows', j)) from unnest(v.ids) j));
      end case;
    end loop;
    commit;
    perform from awa.cancel_job((select max(id) from awa.jobs where state = 'available' and queue = 'default'), 'not needed');
    commit;
  end loop;
end $$;
call pg_temp.some_of_everything();
select park((select min(id) from awa.jobs where state in ('scheduled', 'retryable')));

select set_eq('select distinct state from awa.jobs',
  '{available,running,scheduled,retryable,waiting_external,completed,failed,cancelled}'::text[], 'there are jobs in every state');
select is_empty('select * from wrong_lists()', 'all are listed as the view shows them, newest first');
select is_empty('select * from wrong_lists(1)', 'the newest one is');
select is_empty('select * from wrong_lists(5)', 'the newest five are');
select is((select count(*)::int from awa.list_jobs('default', 'available')), 50, '50 without a number');
select is((select count(*)::int from awa.list_jobs('other', 'available')), 12, 'or all that there are');
select is_empty($$select * from awa.list_jobs('default', 'available', 1000) where queue_name <> 'default'$$, 'of no other queue');

-- Everything once more in the next segment.
select advance_clock('13 h');
select from awa.heartbeat(worker());
select from awa.tick();
call pg_temp.some_of_everything();
select is_empty('select * from wrong_lists(30)', 'from several segments');

select * from finish();
