-- The queues that have jobs in any state, or a configuration, in the order of their code points; by one index probe
-- each.
create or replace function awa_store.queue_names()
returns setof text
language plpgsql
stable
as $$
declare
  v_names text[] := array(select q.name from awa_store.queue q);
  v_lane uuid := '00000000-0000-0000-0000-000000000000';
  v_queue text;
begin
  loop
    select r.lane, r.queue into v_lane, v_queue from awa_store.ready r where r.lane > v_lane order by r.lane limit 1;
    exit when not found;
    v_names := v_names || v_queue;
    -- On to the next queue: the other lanes of this one have the same hash.
    v_lane := awa_store.last_lane(v_queue);
  end loop;
  v_queue := '';
  loop
    select d.queue into v_queue from awa_store.deferred d where d.queue > v_queue order by d.queue limit 1;
    exit when not found;
    v_names := v_names || v_queue;
  end loop;
  v_queue := '';
  loop
    select e.queue into v_queue from awa_store.ended e where e.queue > v_queue order by e.queue limit 1;
    exit when not found;
    v_names := v_names || v_queue;
  end loop;
  v_queue := '';
  loop
    select o.queue into v_queue from awa_store.outcome o where o.queue > v_queue order by o.queue limit 1;
    exit when not found;
    v_names := v_names || v_queue;
  end loop;
  return query select distinct n collate "C" from unnest(v_names) n order by n collate "C";
end
$$;

call awa_store.plan('awa_store.queue_names', 'probe');
call awa_store.publish('awa_store.queue_names');
