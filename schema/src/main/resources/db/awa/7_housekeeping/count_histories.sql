-- Counts jobs that ended, for ended_jobs to add up, in stretches of so many outcomes or dead jobs. Every transaction
-- that ends jobs has its id before it looks at the clock. So once all are over that were open at some time, nothing
-- more can turn up from before it. That takes two calls; nothing is written while no history is long. Goes on after the
-- queue where the last call stopped, until none is left or its time is over.
create or replace function awa_store.count_histories(
  entries int,
  until timestamptz default clock_timestamp() + interval '100 ms'
)
returns void
language plpgsql
volatile
as $$
declare
  v_stop timestamptz := until;
  -- Before this transaction, whose id may be as old, by more than a clock is set back: who ended jobs before then has a
  -- lower id.
  v_now timestamptz := awa_store.clock() - (clock_timestamp() - transaction_timestamp()) - interval '1 s';
  v_watch awa_store.watch;
  v_queue text;
  v_after text;
  v_state text;
  v_from timestamptz;
  v_until timestamptz;
  v_is_done boolean := true;
begin
  delete from awa_store.ended_count c where c.from_at <= awa_store.clock() - awa_store.keep(c.queue, c.state);
  select w.* into strict v_watch from awa_store.watch w;
  if pg_snapshot_xmin(pg_current_snapshot()) <= v_watch.counted then
    return;
  end if;
  v_after := v_watch.stats_queue;
  <<queues>>
  loop
    v_queue := awa_store.next_ended_queue(v_after);
    exit when v_queue is null;
    foreach v_state in array '{completed,failed,cancelled}'::text[] loop
      v_from := coalesce(
        (select max(c.until_at) from awa_store.ended_count c where c.queue = v_queue and c.state = v_state),
        awa_store.first_ended(v_queue, v_state, awa_store.clock() - awa_store.keep(v_queue, v_state), 0));
      loop
        v_until := awa_store.first_ended(v_queue, v_state, v_from, count_histories.entries);
        exit when v_until is null or v_until >= coalesce(v_watch.counted_at, v_now);
        if v_watch.counted_at is null then
          -- The own id: the newest of others that are open may lie beyond every snapshot.
          update awa_store.watch w set counted_at = v_now, counted = pg_current_xact_id(), stats_queue = v_after;
          return;
        end if;
        -- More than so many may have ended at the very same time.
        v_until := greatest(v_until, v_from + interval '1 us');
        insert into awa_store.ended_count (from_at, until_at, jobs, queue, state)
        select v_from, v_until, e.jobs, v_queue, v_state
        from awa_store.ended_between(v_queue, v_state, v_from, v_until) e;
        v_from := v_until;
        v_is_done := clock_timestamp() <= v_stop;
        exit queues when not v_is_done;
      end loop;
    end loop;
    v_after := v_queue;
    v_is_done := clock_timestamp() <= v_stop;
    exit when not v_is_done;
  end loop;
  if v_is_done then
    v_after := '';
    v_watch.counted := null;
    v_watch.counted_at := null;
  end if;
  update awa_store.watch w
  set stats_queue = v_after, counted = v_watch.counted, counted_at = v_watch.counted_at
  where w.stats_queue <> v_after or w.counted_at is distinct from v_watch.counted_at;
end
$$;

-- The next queue after a name in which jobs have ended; null if there is none.
create or replace function awa_store.next_ended_queue(after text)
returns text
language plpgsql
stable
as $$
begin
  return least(
    (
      select o.queue
      from awa_store.outcome o
      where o.queue > next_ended_queue.after collate "C"
      order by o.queue
      limit 1
    ) collate "C",
    (
      select e.queue
      from awa_store.ended e
      where e.queue > next_ended_queue.after collate "C"
      order by e.queue
      limit 1
    ) collate "C");
end
$$;

-- When the first outcome of completed jobs, or the first dead job, of a queue was entered after so many others from
-- that time on.
create or replace function awa_store.first_ended(queue text, state text, from_at timestamptz, others int)
returns timestamptz
language plpgsql
stable
as $$
begin
  if first_ended.state = 'completed' then
    return (
      select o.settled_at
      from awa_store.outcome o
      where o.queue = first_ended.queue and o.state = 'completed' and o.settled_at >= first_ended.from_at
      order by o.settled_at
      offset first_ended.others
      limit 1);
  end if;
  return (
    select e.finalized_at
    from awa_store.ended e
    where e.queue = first_ended.queue and e.state = first_ended.state and e.finalized_at >= first_ended.from_at
    order by e.finalized_at
    offset first_ended.others
    limit 1);
end
$$;

call awa_store.plan('awa_store.first_ended', 'probe');
call awa_store.publish('awa_store.first_ended');
call awa_store.plan('awa_store.next_ended_queue', 'probe');
call awa_store.publish('awa_store.next_ended_queue');
call awa_store.plan('awa_store.count_histories', 'walk');
call awa_store.publish('awa_store.count_histories');
