-- Where a job is, from one snapshot: place is deferred, ended, ready (waits in its lane), claim (running or completed),
-- withdrawn (cancelled by this transaction while it waited) or null (unknown, or kept long enough). state is the job's
-- state. For ready and claim, the entry's lane and position; for claim, the claim that holds it and what it came to.
-- For deferred, seq is negative if a claim has put it off while somebody withdrew it.
-- Errors: 40001 for a snapshot that the ring has turned away from.
create or replace function awa_store.locate(job_id bigint)
returns table (
  place text,
  state text,
  lane uuid,
  xid xid8,
  seq bigint,
  segment smallint,
  claim_id bigint,
  worker_id uuid,
  claimed_at timestamptz,
  settled_at timestamptz,
  result jsonb
)
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_taken boolean;
  v_queue text;
  v_options jsonb;
  v_is_own boolean;
begin
  select d.state, d.seq into state, seq from awa_store.deferred d where d.job_id = locate.job_id;
  if found then
    place := 'deferred';
    return next;
    return;
  end if;
  select d.state, d.queue, d.finalized_at, d.options into state, v_queue, settled_at, v_options
  from awa_store.ended d
  where d.job_id = locate.job_id;
  if found then
    if settled_at + awa_store.keep(v_queue, state, v_options) > awa_store.clock() then
      place := 'ended';
    else
      state := null;
    end if;
    return next;
    return;
  end if;
  select r.lane, r.xid, r.seq, r.queue, r.options into lane, xid, seq, v_queue, v_options
  from awa_store.ready r
  where r.job_id = locate.job_id
  -- What this transaction has made of the job, whatever has come back since; else the newest.
  order by coalesce(r.xid = pg_current_xact_id_if_assigned(), false) desc, r.seq desc
  limit 1;
  perform awa_store.refuse_old_snapshot();
  if lane is null then
    return next;
    return;
  end if;

  place := 'ready';
  state := 'available';
  select
    awa_store.consumed(
      locate.xid, locate.seq, row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor)
  into v_taken
  from awa_store.claim c
  where c.lane = locate.lane
  order by c.claim_no desc
  limit 1;
  if not coalesce(v_taken, false) then
    select w.withdrawn_at, w.withdrawn_by = pg_current_xact_id_if_assigned() and w.purpose = 'cancel'
    into settled_at, v_is_own
    from awa_store.withdrawn w
    where w.lane = locate.lane and w.xid = locate.xid and w.seq = locate.seq;
    if found then
      -- Cancelled by another transaction, or replaced: it would have been found before, were it not forgotten.
      place := case when v_is_own then 'withdrawn' end;
      state := case when v_is_own then 'cancelled' end;
    end if;
    return next;
    return;
  end if;

  place := 'claim';
  select c.claim_id, c.segment, c.worker_id, c.claimed_at into claim_id, segment, worker_id, claimed_at
  from awa_store.claim_of(locate.lane, locate.xid, locate.seq, locate.job_id) c;
  if not found then
    -- Its claim went with its segment: the history of the job is over.
    place := null;
    state := null;
    return next;
    return;
  end if;
  select o.state, o.settled_at, o.results -> (array_position(o.job_ids, locate.job_id) - 1)
  into state, settled_at, result
  from awa_store.outcome o
  where o.claim_id = locate.claim_id and locate.job_id = any (o.job_ids);
  if not found then
    state := 'running';
  elsif state <> 'completed' or settled_at + awa_store.keep(v_queue, state, v_options) <= awa_store.clock() then
    -- Whatever else it came to would have been found before, were it not forgotten.
    place := null;
    state := null;
  end if;
  return next;
end
$$;

call awa_store.plan('awa_store.locate', 'probe');
call awa_store.publish('awa_store.locate');
