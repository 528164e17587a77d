-- The claim that took an entry which the cursor of its lane has passed. The claims of a lane are numbered consecutively
-- and the cursor only moves on, so the first claim with the entry behind its cursor is found by bisection. No row if
-- that claim is gone.
create or replace function awa_store.claim_of(lane uuid, xid xid8, seq bigint, job_id bigint)
returns table (claim_id bigint, segment smallint, worker_id uuid, claimed_at timestamptz)
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_low bigint;
  v_high bigint;
  v_mid bigint;
  v_claim_no bigint;
  v_taken boolean;
begin
  select c.claim_no into v_low
  from awa_store.claim c
  where c.lane = claim_of.lane
  order by c.claim_no
  limit 1;
  select c.claim_no into v_high
  from awa_store.claim c
  where c.lane = claim_of.lane
  order by c.claim_no desc
  limit 1;
  while v_low < v_high loop
    v_mid := (v_low + v_high) / 2;
    select
      c.claim_no,
      awa_store.consumed(
        claim_of.xid, claim_of.seq, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor)
    into strict v_claim_no, v_taken
    from awa_store.claim c
    where c.lane = claim_of.lane and c.claim_no >= v_mid
    order by c.claim_no
    limit 1;
    if v_taken then
      v_high := v_mid;
    else
      v_low := v_claim_no + 1;
    end if;
  end loop;
  -- A claim that outlived its segment is no longer part of the lane, and one that only keeps its cursor holds nothing.
  -- The carried claim of an earlier attempt has not passed this entry; the newest is meant.
  return query
  select c.claim_id, c.segment, c.worker_id, c.claimed_at
  from (
    (
      select c.*
      from awa_store.claim c
      where c.lane = claim_of.lane and c.claim_no >= v_low
      order by c.claim_no
      fetch first row with ties
    )
    union all
    select c.*
    from awa_store.claim c
    where c.lane is null
      and awa_store.consumed(
        claim_of.xid, claim_of.seq, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor)
  ) c
  where claim_of.job_id = any (c.job_ids)
  order by c.claim_id desc, c.lane is not null, c.xid desc
  limit 1;
end
$$;

call awa_store.plan('awa_store.claim_of', 'probe');
call awa_store.publish('awa_store.claim_of');
