-- Whether claims of these queues would find something: a due job, or an entry beyond the cursor of one of their lanes,
-- or of those of the kinds, null for all; it may be of another kind: then the claim sets it apart; or a schedule that
-- is due, but not for long, since then somebody has it locked. Nothing that waits for a limit is found. And when the
-- next job or schedule of each is due, or may start as far as limits go, null if none or the queue is paused. n: the
-- place of the queue in the list. writes: this transaction may have entered jobs itself.
create or replace function awa_store.queue_work(queues text[], kinds text[], writes boolean)
returns table (n bigint, queue_name text, has_work boolean, next_due timestamptz)
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_seen pg_snapshot := pg_current_snapshot();
  v_open xid8[];
  v_current smallint;
  v_older smallint;
  v_has_schedules boolean;
  v_has_limits boolean;
begin
  if pg_snapshot_xmin(v_seen) < pg_snapshot_xmax(v_seen) then
    v_open := array(select pg_snapshot_xip(v_seen));
  end if;
  select
    g.current_segment, case when not writes then g.older_segment end, g.has_schedules, g.limited_kinds <> '{}'
  into v_current, v_older, v_has_schedules, v_has_limits
  from awa_store.ring g;
  -- One snapshot for all of it: the function is stable.
  return query
  select
    u.n, u.queue,
    case
      when q.paused then false
      when f.due_at <= v_now then true
      when o.opens_at is not null then false
      when d.run_at <= v_now then true
      when v_older is null or q.partitions_ever > 1 or l.is_plain = false
        or exists (select from awa_store.kind_lane k where k.queue = u.queue)
        then awa_store.has_entries(u.queue, coalesce(q.partitions_ever, 1), queue_work.kinds)
      else l.is_plain is not null
    end,
    case
      when q.paused is not true then least(
        f.due_at,
        case
          when o.opens_at is not null then nullif(o.opens_at, 'infinity')
          when v_has_limits then least(d.run_at, awa_store.kinds_open_at(u.queue, queue_work.kinds))
          else d.run_at
        end)
    end
  from unnest(queues) with ordinality u (queue, n)
  cross join lateral (select awa_store.lane_prefix(awa_store.lane_base(u.queue), 0) offset 0) p (prefix)
  left join awa_store.queue q on q.name = u.queue
  cross join lateral (
    select case when q.limits <> '{}' then awa_store.limits_open_at(q.limits) end offset 0
  ) o (opens_at)
  left join lateral awa_store.next_due(u.queue) d on true
  -- Of no queue the index is not looked into.
  left join lateral awa_store.next_fire(case when v_has_schedules then u.queue end, v_now - interval '2 s') f on true
  left join lateral (
    select l.is_plain
    from awa_store.lanes_with_work(p.prefix, v_current, v_older, v_seen, v_open) l
    limit 1
  ) l on v_older is not null;
end
$$;

-- Whether an entry lies beyond the cursor of a lane of the queue, or of one that was set apart for these kinds, unless
-- the kind has a limit that is full.
create or replace function awa_store.has_entries(queue text, partitions int, kinds text[])
returns boolean
language plpgsql
stable
as $$
begin
  return (
    select w.todo <> '{}'
    from awa_store.partitions_with_work(awa_store.lane_base(has_entries.queue), has_entries.partitions, 0, 0, 1) w
  ) or exists (
    select
    from awa_store.kind_lane k
    cross join lateral (
      select awa_store.lane(has_entries.queue, k.partition, i) from generate_series(1, 4) i offset 0
    ) l (lane)
    left join lateral awa_store.newest_claim(l.lane) c on true
    cross join lateral awa_store.lane_peek(
      l.lane, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor) p
    where k.queue = has_entries.queue and (has_entries.kinds is null or k.kind = any (has_entries.kinds))
      and not exists (
        select
        from awa_store.kind d
        where d.name = k.kind and d.limits <> '{}' and awa_store.limits_open_at(d.limits) is not null));
end
$$;

call awa_store.plan('awa_store.queue_work', 'walk');
call awa_store.publish('awa_store.queue_work');
call awa_store.plan('awa_store.has_entries', 'walk');
call awa_store.publish('awa_store.has_entries');
