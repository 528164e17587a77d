-- Whether a unique key of an open job holds in a state; the states are those of the key, null for all before the end.
-- put_off: a claim has put the job off. It still is available then, and one that waits for a place of its concurrency
-- key was available when it was inserted.
create or replace function awa_store.holds_in(states text[], state text, put_off boolean)
returns boolean
language sql
immutable
as $$
  select coalesce(
    case
      when states is null then state not in ('completed', 'failed', 'cancelled')
      else state = any (states) or 'available' = any (states) and (state = 'blocked' or state = 'scheduled' and put_off)
    end,
    false);
$$;

-- Who has these unique keys, from one snapshot: the job, the state that it ended in (null while it is open), whether it
-- holds the key: in a state that it does not hold in, or after its time beyond the end, it does not any more; and where
-- it stands, all null if its history is gone. No row for a key that nobody has. What waits is found for all keys at
-- once, what runs or has ended job by job.
-- Errors: 40001 for a snapshot that the ring has turned away from.
create or replace function awa_store.key_holders(unique_keys bytea[])
returns table (
  unique_key bytea,
  job_id bigint,
  ended_state text,
  holds boolean,
  state text,
  queue text,
  partition int,
  due_at timestamptz
)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
  return query
  with had as materialized (
    select
      u.unique_key, u.job_id, u.ended_state, u.held_until, u.states, d.state, d.queue, d.partition, d.run_at,
      coalesce(d.seq < 0, false) as put_off
    from (select distinct k from unnest(key_holders.unique_keys) k) g (unique_key)
    join awa_store.unique_claim u on u.unique_key = g.unique_key
    left join lateral (
      select d.state, d.queue, d.partition, d.run_at, d.seq
      from awa_store.deferred d
      where d.job_id = u.job_id and u.ended_state is null
      order by d.seq
      limit 1
    ) d on true
  ),
  entries as materialized (
    select h.job_id, r.lane, r.xid, r.seq, r.queue, r.ordering_key, r.run_at
    from had h
    cross join lateral (
      select r.lane, r.xid, r.seq, r.queue, r.ordering_key, r.run_at
      from awa_store.ready r
      where r.job_id = h.job_id
      -- As locate does.
      order by coalesce(r.xid = pg_current_xact_id_if_assigned(), false) desc, r.seq desc
      limit 1
    ) r
    where h.state is null and h.ended_state is null
  ),
  lanes as materialized (
    select l.lane, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor as cursor
    from (select distinct e.lane from entries e) l
    left join lateral awa_store.newest_claim(l.lane) c on true
  ),
  waiting as materialized (
    select
      e.job_id, e.queue, e.run_at, awa_store.entry_partition(e.lane, e.queue, e.ordering_key, e.job_id) as partition
    from entries e
    join lanes l on l.lane = e.lane
    where not coalesce(awa_store.consumed(e.xid, e.seq, l.cursor), false)
      and not exists (
        select from awa_store.withdrawn w where w.lane = e.lane and w.xid = e.xid and w.seq = e.seq)
  )
  select
    h.unique_key, h.job_id, h.ended_state,
    case
      when h.ended_state is not null then h.held_until > awa_store.clock()
      else awa_store.holds_in(h.states, s.state, h.put_off)
    end,
    s.state, s.queue, s.partition, s.run_at
  from had h
  left join waiting w on w.job_id = h.job_id
  left join lateral (
    select h.state, h.queue, h.partition::int, h.run_at where h.state is not null
    union all
    select 'available', w.queue, w.partition, w.run_at where w.job_id is not null
    union all
    select j.state, j.queue, j.partition, j.run_at
    from awa_store.job_summary(h.job_id) j
    where h.state is null and w.job_id is null
  ) s on true;
  perform awa_store.refuse_old_snapshot();
end
$$;

call awa_store.plan('awa_store.key_holders', 'probe');
call awa_store.publish('awa_store.holds_in');
call awa_store.publish('awa_store.key_holders');
