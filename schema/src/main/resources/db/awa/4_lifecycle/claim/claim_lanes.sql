-- What claim_jobs takes from one partition, whatever there is in it: lanes by their priority, but for one job in four
-- that may be of a lane that has waited long, jobs that have to be admitted, windows that have not been passed. At most
-- max_moves entries are moved aside. own_kind: that of the lanes, if they are those of one. limits: those that the
-- jobs start under; counts and frees: what may_start has told of them, which has allowed max_jobs. Only under the
-- partition's lock.
-- Errors, locks: see claim_jobs, admit.
create or replace function awa_store.claim_lanes(
  worker_id uuid,
  queue text,
  base text,
  partition_no int,
  max_jobs int,
  max_moves int,
  kinds text[],
  aging interval,
  now timestamptz,
  someone_withdraws boolean,
  own_kind text default null,
  limits int[] default '{}',
  counts int[] default null,
  frees int[] default null
)
returns table (
  claim_id bigint,
  id bigint,
  kind text,
  args jsonb,
  priority int,
  attempt int,
  max_attempts int,
  run_at timestamptz,
  created_at timestamptz,
  deadline_at timestamptz,
  partition int,
  ordering_key text,
  tags text[],
  metadata jsonb,
  progress jsonb,
  failures jsonb,
  details jsonb
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_left int := max_jobs;
  v_lane record;
  v_cursor awa_store.cursor;
  v_next awa_store.cursor;
  v_ahead int;
  v_served uuid[] := '{}';
  v_room int;
  v_claim_no bigint;
  v_taken bigint;
  v_gone boolean;
  v_admits boolean;
  v_moved bigint[];
  v_moves int := 0;
  v_left_off boolean;
  v_used_up boolean;
  v_turned boolean;
  v_limit int;
  v_count int;
  v_apart text[] := (select array_remove(r.limited_kinds, own_kind) from awa_store.ring r);
begin
  -- One in four of the jobs that a partition hands out may be of a lane that is ahead of its priority.
  for v_lane in
    select l.* from awa_store.claimable_lanes(base, partition_no, claim_lanes.now, aging) l
  loop
    if v_lane.is_ahead then
      v_ahead := coalesce(v_ahead, (div(v_lane.handed_out + v_left, 4) - div(v_lane.handed_out, 4))::int);
      continue when v_ahead = 0;
      v_served := v_served || v_lane.lane;
    elsif v_lane.lane = any (v_served) then
      -- It has a newer cursor now.
      select
        v_lane.priority, v_lane.lane, c.claim_no, c.taken, c.needs_admission,
        row(c.prev_xmax, c.late, c.cur, c.pos_xid, c.pos_seq)::awa_store.cursor as cursor, true as in_window,
        false as is_ahead
      into v_lane
      from (select) l
      left join awa_store.newest_claim(v_lane.lane) c on true;
    end if;
    v_room := case when v_lane.is_ahead then least(v_ahead, v_left) else v_left end;
    v_left := v_left - v_room;
    v_ahead := case when v_lane.is_ahead then v_ahead - v_room else v_ahead end;
    v_cursor := v_lane.cursor;
    v_claim_no := coalesce(v_lane.claim_no, 0);
    v_taken := coalesce(v_lane.taken, 0);
    v_gone := exists (select from awa_store.withdrawn w where w.lane = v_lane.lane);
    -- As the last claim of the lane found it; if it was wrong, no row comes back from the first attempt.
    v_admits := someone_withdraws or coalesce(v_lane.needs_admission, false);
    v_left_off := false;
    v_used_up := not v_lane.in_window;
    v_turned := false;
    -- First the rest of the present window, then the next one.
    while v_room > 0 loop
      if v_used_up then
        exit when v_turned;
        v_next := awa_store.next_window(v_cursor);
        exit when v_next.cur is null;
        v_cursor := v_next;
        v_turned := true;
      end if;
      v_moved := '{}';
      v_limit := v_room;
      if v_admits then
        -- No more than so many payloads are moved in one call.
        select a.moved, a.entries, a.left_off, coalesce(a.started_at, claim_lanes.now)
        into v_moved, v_limit, v_left_off, now
        from awa_store.admit(
          v_lane.lane, v_cursor, v_room, max_moves - v_moves, someone_withdraws, kinds, v_apart) a;
        v_moves := v_moves + cardinality(v_moved);
      elsif v_gone then
        v_limit := awa_store.entries_to_take(v_lane.lane, v_cursor, v_room);
      end if;
      return query
      with picked as materialized (
        select
          e.*, coalesce(e.args, awa_store.payload_of(e.job_id)) as payload,
          e.seq = any (v_moved)
          or v_gone and exists (
            select from awa_store.withdrawn w where w.lane = v_lane.lane and w.xid = e.xid and w.seq = e.seq) as gone
        from awa_store.next_entries(v_lane.lane, v_cursor, v_limit) e
      ),
      batch as (
        select
          count(*)::int as n, array_agg(p.xid) as xids, array_agg(p.seq) as seqs,
          array_agg(p.job_id) filter (where not p.gone) as job_ids,
          min(awa_store.option_seconds(p.options, 'timeout')) filter (where not p.gone) as timeout,
          bool_or(awa_store.needs_admission(p.options, p.payload)) as needs_admission,
          bool_or(p.kind <> all (kinds) or p.kind = any (v_apart)) as has_foreign,
          bool_or(p.unique_key is not null or p.options ?| '{concurrency_key,limits}') as has_keys
        from picked p
      ),
      claimed as (
        insert into awa_store.claim (
          claim_id, claim_no, lane, claimed_at, deadline_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, segment,
          has_keys, needs_admission, queue, cur, late, job_ids, limits)
        select
          nextval('awa_store.claim_seq'), v_claim_no + 1, v_lane.lane, claim_lanes.now,
          claim_lanes.now + make_interval(secs => b.timeout),
          claim_lanes.worker_id, v_cursor.prev_xmax, b.xids[b.n], b.seqs[b.n], v_taken + b.n,
          (select r.current_segment from awa_store.ring r), coalesce(b.has_keys, false),
          coalesce(b.needs_admission, false), claim_lanes.queue, v_cursor.cur, v_cursor.late, coalesce(b.job_ids, '{}'),
          claim_lanes.counts
        from batch b
        where b.n > 0 and (v_admits or (b.needs_admission or b.has_foreign) is not true)
        returning claim_id, segment
      ),
      watched as (
        insert into awa_store.open_claim (claim_id, worker_id, claimed_at, deadline_at, segment)
        select
          c.claim_id, claim_lanes.worker_id, claim_lanes.now, claim_lanes.now + make_interval(secs => b.timeout),
          c.segment
        from claimed c
        cross join batch b
        where b.timeout is not null
      )
      select
        c.claim_id, p.job_id, p.kind, p.payload, v_lane.priority, p.attempt::int, p.max_attempts::int, p.run_at,
        p.created_at, claim_lanes.now + make_interval(secs => awa_store.option_seconds(p.options, 'timeout')),
        case
          when partition_no < 1024 then partition_no
          else awa_store.routed_partition(claim_lanes.queue, p.ordering_key, p.job_id)
        end,
        p.ordering_key, coalesce(p.tags, '{}'), coalesce(p.metadata, '{}'), p.progress, coalesce(p.errors, '[]'),
        '{}'::jsonb
      from claimed c
      cross join picked p
      where not p.gone;
      get diagnostics v_count = row_count;
      if v_count = 0 and not v_admits then
        v_admits := exists (
          select
          from awa_store.next_entries(v_lane.lane, v_cursor, v_limit) e
          where awa_store.needs_admission(e.options, coalesce(e.args, awa_store.payload_of(e.job_id)))
            or e.kind <> all (kinds) or e.kind = any (v_apart));
        v_used_up := false;
        continue when v_admits;
      end if;
      if v_count > 0 and claim_lanes.limits <> '{}' then
        perform awa_store.note_starts(claim_lanes.limits, v_count, claim_lanes.now, claim_lanes.frees);
        frees := null;
      end if;
      v_used_up := v_count < v_room;
      v_room := v_room - v_count;
      if v_gone or v_admits then
        -- Withdrawn and moved entries moved the cursor without being counted: read it back.
        select c.claim_no, c.taken, c.claim_no = v_claim_no, c.pos_xid, c.pos_seq
        into v_claim_no, v_taken, v_used_up, v_cursor.pos_xid, v_cursor.pos_seq
        from awa_store.newest_claim(v_lane.lane) c;
        v_claim_no := coalesce(v_claim_no, 0);
        v_taken := coalesce(v_taken, 0);
        v_used_up := coalesce(v_used_up, true);
      elsif v_count > 0 then
        v_claim_no := v_claim_no + 1;
        v_taken := v_taken + v_count;
      end if;
      exit when v_left_off;
    end loop;
    v_left := v_left + v_room;
    exit when v_left = 0;
  end loop;
end
$$;

call awa_store.plan('awa_store.claim_lanes', 'probe');
call awa_store.publish('awa_store.claim_lanes');
