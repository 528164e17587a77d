-- Asked for by its name, a queue has the same row as among all, whatever its jobs are doing; and the view counts the same.
set search_path = tap;
select plan(10);

select stop_clock();
select from awa.configure_queue('parts', '{"create": true, "partitions": 64, "paused": true}');
select from awa.configure_queue('bare', '{"create": true, "keep_failed": "1 minute"}');
insert into tap.workers
select 'mails', (awa.register_worker('mails', '{kinds}', jsonb_build_object('kinds', '["mail"]'::jsonb))).worker_id;
create function pg_temp.claim(p_worker text, p_queue text, p_jobs int) returns table (claim_id bigint, ids bigint[])
language sql as $$
  select claim_id, array_agg(id order by id) from awa.claim_jobs(worker(p_worker), p_queue, p_jobs) group by claim_id
$$;
create procedure pg_temp.some_of_everything(p_queue text) language plpgsql as $$
declare
  v record;
  v_name text := case p_queue when 'kinds' then 'mails' else 'a' end;
begin
  perform from awa.insert_jobs((
    select jsonb_agg(jsonb_build_object('kind', case n % 3 when 0 then 'mail' else 'pack' end, 'queue', p_queue,
      'priority', 1 + n % 4, 'ordering_key', 'key ' || n, 'max_attempts', 2))
    from generate_series(1, 40) n));
  perform from awa.insert_job('mail', queue => p_queue, run_at => clock() + interval '3 days');
  perform awa.insert_job('mail', queue => p_queue, opts => '{"concurrency_key": "c"}') from generate_series(1, 3);
  perform awa.insert_job('mail', queue => p_queue, opts => jsonb_build_object('parents', jsonb_build_array(p.id)))
  from (select id from awa.insert_job('mail', queue => p_queue)) p;
  commit;
  for i in 1..6 loop
    perform advance_clock('1 s');
    for v in select * from pg_temp.claim(v_name, p_queue, 5) loop
      case i
        when 1 then
          perform from awa.fail_jobs(worker(v_name), v.claim_id, v.ids, array_fill('oops'::text, array[cardinality(v.ids)]), '3 days');
        when 2 then
          perform from awa.fail_jobs(worker(v_name), v.claim_id, v.ids, array_fill('oops'::text, array[cardinality(v.ids)]), final => true);
        when 3 then perform from awa.cancel_running(worker(v_name), v.claim_id, v.ids);
        when 4 then perform from awa.release_jobs(worker(v_name), v.claim_id, v.ids[1:2]);
        when 5 then null;
        else perform from awa.complete_jobs(worker(v_name), v.claim_id, v.ids);
      end case;
    end loop;
    commit;
  end loop;
end $$;
create function pg_temp.differences() returns setof text language sql as $$
  select a::text || ' / ' || o::text from awa.queue_stats() a cross join lateral awa.queue_stats(a.queue_name) o where a <> o
$$;

do $$ begin perform awa.insert_job('lone', queue => 'q' || n) from generate_series(1, 40) n; end $$;
select from awa.configure_queue('parts', '{"paused": false}');
call pg_temp.some_of_everything('default');
call pg_temp.some_of_everything('parts');
call pg_temp.some_of_everything('kinds');
call pg_temp.some_of_everything('Käse "1"');
select from awa.configure_queue('parts', '{"paused": true}');
select set_eq('select distinct state from awa.jobs',
  '{pending,scheduled,available,blocked,running,retryable,completed,failed,cancelled}'::text[], 'there are jobs in every state');
select is((select count(*)::int from awa.queue_stats()), 45, 'and queues');
select is_empty('select pg_temp.differences()', 'each alone as among all');
select is_empty('select * from wrong_stats() where jobs is not null', 'as the view says');
select results_eq($$select queue_name from awa.queue_stats() where queue_name !~ '^q'$$,
  $$values ('Käse "1"'), ('bare'), ('default'), ('kinds'), ('parts')$$, 'by name');
select is((select paused and partitions = 64 from awa.queue_stats('parts')), true, 'with its configuration');

begin;
select from awa.jobs j, awa.cancel_job(j.id) where j.state = 'available' and j.id % 2 = 0;
select from awa.insert_job('x', queue => 'new');
select is_empty('select pg_temp.differences()', 'also in a transaction that cancels and inserts');
select is_empty('select * from wrong_stats() where jobs is not null', 'as the view says');
commit;
select count_lanes(3);
select is_empty('select pg_temp.differences()', 'after it, and with lanes counted');
select is_empty('select * from wrong_stats() where jobs is not null', 'as the view says');

select * from finish();
