-- Kinds that a worker of a queue has met and does not take: their jobs are moved, once, to lanes of their own, where
-- workers that take them claim from. So a cursor never has to skip an entry.

-- Moves an entry that a claim passes to the lane of its kind. False, and nothing done, if that cannot be had now: put
-- it off.
create or replace function awa_store.set_apart(job_id bigint, seq bigint)
returns boolean
language plpgsql
volatile
as $$
declare
  v_lane uuid;
begin
  select awa_store.lane(e.queue, e.apart, awa_store.lane_priority(e.lane)) into v_lane
  from (
    select r.queue, r.lane, awa_store.apart(r.queue, r.kind) as apart
    from awa_store.ready r
    where r.job_id = set_apart.job_id and r.seq = set_apart.seq
    offset 0
  ) e
  where e.apart is not null;
  return found and awa_store.enter_again(array[set_apart.job_id], array[set_apart.seq], v_lane) = 1;
end
$$;

-- The number that a kind has in its queue in the place of a partition; the row is locked, so that it is not given up
-- meanwhile. A new one if there is none. Null if another transaction is giving it one or giving it up, or all numbers
-- are in use. Does not wait.
create or replace function awa_store.apart(queue text, kind text)
returns int
language plpgsql
volatile
as $$
declare
  v_partition int;
begin
  select k.partition into v_partition
  from awa_store.kind_lane k
  where k.queue = apart.queue and k.kind = apart.kind
  for key share skip locked;
  if found then
    return v_partition;
  end if;
  if not pg_try_advisory_xact_lock(awa_store.lock_class('kind_lane'), hashtext(apart.queue)) then
    return null;
  end if;
  -- By a snapshot of its own: whoever had the lock before may have given it a number.
  if exists (select from awa_store.kind_lane k where k.queue = apart.queue and k.kind = apart.kind) then
    return null;
  end if;
  insert into awa_store.kind_lane (queue, kind, partition, set_apart_at)
  select apart.queue, apart.kind, n, awa_store.clock()
  from generate_series(1024, 2047) n
  where not exists (select from awa_store.kind_lane k where k.queue = apart.queue and k.partition = n)
  limit 1
  returning partition into v_partition;
  return v_partition;
end
$$;

-- Gives up the lanes of kinds in which nothing has waited for a while.
create or replace function awa_store.close_kind_lanes(until timestamptz)
returns void
language plpgsql
volatile
as $$
declare
  v_lane record;
begin
  for v_lane in
    select k.queue, k.kind, k.partition
    from awa_store.kind_lane k
    where k.set_apart_at < awa_store.clock() - interval '1 minute'
    order by random()
    limit 100
  loop
    -- Whoever moves a job there has the row: what he moved is committed by now, or the row is passed over.
    perform from awa_store.kind_lane k
    where k.queue = v_lane.queue and k.kind = v_lane.kind and k.partition = v_lane.partition
    for update skip locked;
    if found and awa_store.waiting_apart(v_lane.queue, v_lane.partition) = 0 then
      delete from awa_store.kind_lane k where k.queue = v_lane.queue and k.kind = v_lane.kind;
    end if;
    exit when clock_timestamp() > until;
  end loop;
end
$$;

-- How many jobs wait in the lanes of a kind.
create or replace function awa_store.waiting_apart(queue text, partition int)
returns bigint
language plpgsql
volatile
as $$
begin
  return (
    select coalesce(sum(w.waiting), 0)
    from (
      select awa_store.lane(waiting_apart.queue, waiting_apart.partition, p) from generate_series(1, 4) p offset 0
    ) l (lane)
    cross join lateral awa_store.lane_waiting(l.lane) w);
end
$$;

call awa_store.plan('awa_store.set_apart', 'fixed');
call awa_store.publish('awa_store.set_apart');
call awa_store.plan('awa_store.apart', 'probe');
call awa_store.publish('awa_store.apart');
call awa_store.plan('awa_store.close_kind_lanes', 'probe');
call awa_store.publish('awa_store.close_kind_lanes');
call awa_store.plan('awa_store.waiting_apart', 'walk');
call awa_store.publish('awa_store.waiting_apart');
