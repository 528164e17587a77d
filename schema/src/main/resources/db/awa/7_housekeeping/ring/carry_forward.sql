-- Moves what still lives in a sealed segment to the current one, about max_entries of it, in lanes after one and until
-- a time: entries keep their place in their lane, since that is their transaction and number; withdrawn ones end here;
-- running claims leave their lane and keep their open jobs. The only place that deletes from ready; the segment is
-- truncated when its history is due. Returns how many entries and claims were moved.
-- Locks: the partition of each lane and each claim that it moves, tried only.
create or replace function awa_store.carry_forward(
  segment int,
  max_entries int,
  after uuid default null,
  until timestamptz default 'infinity'
)
returns int
language plpgsql
volatile
as $$
declare
  v_current smallint := (select r.current_segment from awa_store.ring r);
  v_lane uuid;
  v_claim record;
  v_open bigint[];
  v_moved int := 0;
  v_count int;
  v_forgotten int;
begin
  for v_lane in select l from awa_store.segment_lanes(carry_forward.segment, carry_forward.after, 1000) l loop
    exit when v_moved >= carry_forward.max_entries or v_moved > 0 and clock_timestamp() > carry_forward.until;
    continue when not exists (select from awa_store.waiting_entries(v_lane, carry_forward.segment, 1));
    continue when not pg_try_advisory_xact_lock(awa_store.lock_class('lane'), awa_store.lane_lock_id(v_lane));
    execute format(
      'with waiting as materialized (
        select w.xid, w.seq from awa_store.waiting_entries($1, $2, $3) w
      ),
      gone as (
        delete from awa_store.ready_%1$s r
        where r.ctid = any (array(
          select e.ctid
          from waiting w
          cross join lateral (
            select e.ctid from awa_store.ready_%1$s e where e.lane = $1 and e.xid = w.xid and e.seq = w.seq limit 1
          ) e))
        returning r::awa_store.ready as entry
      ),
      forgotten as (
        delete from awa_store.withdrawn t
        where t.ctid = any (array(
          select m.ctid
          from waiting w
          cross join lateral (
            select m.ctid from awa_store.withdrawn m where m.lane = $1 and m.xid = w.xid and m.seq = w.seq limit 1
          ) m))
        returning t.xid, t.seq
      ),
      moved as (
        insert into awa_store.ready
        select c.*
        from gone g
        cross join lateral awa_store.carried(g.entry, $4) c
        where not exists (select from forgotten f where f.xid = (g.entry).xid and f.seq = (g.entry).seq)
      )
      select count(*), (select count(*) from forgotten) from gone', carry_forward.segment)
    into v_count, v_forgotten using v_lane, carry_forward.segment, carry_forward.max_entries - v_moved, v_current;
    v_moved := v_moved + v_count;
    if v_forgotten > 0 then
      delete from awa_store.lane_count n where n.lane = v_lane;
    end if;
  end loop;

  for v_claim in
    select c.claim_id, c.claim_segment
    from awa_store.segment_claims(carry_forward.segment) c
    order by c.claim_id
    limit 100
  loop
    exit when v_moved >= carry_forward.max_entries or v_moved > 0 and clock_timestamp() > carry_forward.until;
    continue when not pg_try_advisory_xact_lock(
      awa_store.lock_class('claim'), awa_store.claim_lock_id(v_claim.claim_id));
    v_open := array(
      select u
      from awa_store.claim c
      cross join unnest(c.job_ids) u
      where c.claim_id = v_claim.claim_id and c.segment = v_claim.claim_segment
        and not exists (
          select
          from awa_store.outcome e
          where e.claim_id = c.claim_id and e.segment = c.segment and u = any (e.job_ids)));
    continue when v_open = '{}';
    execute format(
      'with gone as (
        delete from awa_store.ready_%s r
        where r.job_id = any ($1)
          and not exists (select from awa_store.ready n where n.job_id = r.job_id and n.seq > r.seq)
        returning r::awa_store.ready as entry
      ),
      moved as (
        insert into awa_store.ready
        select c.*
        from gone g
        cross join lateral awa_store.carried(g.entry, $2) c
      )
      select count(*) from gone', carry_forward.segment)
    into v_count using v_open, v_current;
    v_moved := v_moved + v_count;
    -- Also a claim of a later segment: an entry never lies in a later segment than its claim, which would be truncated
    -- first.
    if v_claim.claim_segment <> v_current then
      insert into awa_store.claim (
        claim_id, claimed_at, deadline_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, segment, has_keys, queue, cur,
        late, job_ids, limits)
      select
        c.claim_id, c.claimed_at, c.deadline_at, c.worker_id, c.prev_xmax, c.pos_xid, c.pos_seq, c.taken, v_current,
        c.has_keys, c.queue, c.cur, c.late, v_open, c.limits
      from awa_store.claim c
      where c.claim_id = v_claim.claim_id and c.segment = v_claim.claim_segment;
      -- What stays behind is closed. A settle from an older snapshot collides with this row.
      perform awa_store.close_claim(v_claim.claim_id, v_claim.claim_segment);
      insert into awa_store.open_claim as o (claim_id, worker_id, claimed_at, deadline_at, segment)
      select c.claim_id, c.worker_id, c.claimed_at, c.deadline_at, c.segment
      from awa_store.claim c
      where c.claim_id = v_claim.claim_id and c.segment = v_current
      on conflict on constraint open_claim_pkey do update set segment = excluded.segment;
      v_moved := v_moved + 1;
    end if;
  end loop;
  return v_moved;
end
$$;

call awa_store.plan('awa_store.carry_forward', 'walk');
call awa_store.publish('awa_store.carry_forward');
