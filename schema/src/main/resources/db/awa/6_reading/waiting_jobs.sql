-- How many jobs wait in a queue, or in each queue that has entries (null), and since when the first of them is due.
create or replace function awa_store.waiting_jobs(queue text)
returns table (queue_name text, jobs bigint, waits_since timestamptz)
language plpgsql
stable
as $$
declare
  v_segments smallint[] := awa_store.waiting_segments();
begin
  return query
  select l.queue_name, sum(w.waiting)::bigint, min(w.waits_since)
  from awa_store.lanes_of_queue(waiting_jobs.queue) l
  cross join lateral awa_store.lane_waiting(l.lane, v_segments) w
  group by l.queue_name;
end
$$;

call awa_store.plan('awa_store.waiting_jobs', 'walk');
call awa_store.publish('awa_store.waiting_jobs');
