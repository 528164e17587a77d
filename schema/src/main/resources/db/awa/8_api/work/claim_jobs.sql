-- Hands the next jobs of a queue to a worker. Returns the claimed attempts, of the kinds that the worker takes, most
-- urgent lane first, but for one job in four that may be of a lane that has waited long; none if nothing is due or the
-- queue is paused. Rows of one call may belong to several claims. A job that cannot be handed out, whatever the reason,
-- ends as failed, and the others are handed out.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 queue name too long, AW006 worker unknown, AW008 isolation
-- level, AW013 a job that it ends, since nobody may start it any more, has children or a place, and triggers are turned
-- off. Locks, in this order: promotion(queue) tried; lane(queue, partition) for the rest of the transaction, waited for
-- only while none is held; the first concurrency key that is met, others tried. Producers take none of them.
-- Roles: worker.
create or replace function awa.claim_jobs(
  worker_id uuid,
  queue text default 'default',
  max_jobs int default 1,
  opts jsonb default '{}'
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
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_queue text := coalesce(claim_jobs.queue, 'default');
  v_left int := coalesce(claim_jobs.max_jobs, 1);
  v_now timestamptz := awa_store.clock();
  v_partitions int;
  v_aging interval;
  v_paused boolean;
  v_kinds text[];
  v_has_apart boolean;
  v_is_due boolean;
  v_busy int[] := '{}';
  v_todo int[];
  v_partition int;
  v_lock int;
  v_holding boolean := false;
  v_current smallint;
  v_older smallint;
  v_seen pg_snapshot;
  v_open xid8[];
  v_lane record;
  v_cursor awa_store.cursor;
  v_next awa_store.cursor;
  v_base text := awa_store.lane_base(v_queue);
  v_ahead int;
  v_served uuid[];
  v_room int;
  v_someone_withdraws boolean;
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
begin
  if v_left < 1 or v_left > 10000 then
    raise exception using
      errcode = 'AW001',
      message = format('max_jobs must be 1 to 10000, not %s', v_left),
      hint = 'Claim again for more.';
  end if;
  if v_queue = '' or length(v_queue) > 200 then
    perform awa_store.check_queues(array[v_queue]);
  end if;
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('claim_options'));
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'claim_jobs runs at READ COMMITTED only, not at %s',
        upper(current_setting('transaction_isolation') collate "C")),
      hint =
        'A snapshot from before the call would miss jobs or claim them twice. Call it in a transaction of its own.';
  end if;
  -- All that it depends on, at one look.
  select
    w.kinds, coalesce(q.partitions_ever, 1), case when q.name is null then interval '60 s' else q.aging end,
    coalesce(q.paused, false), exists (select from awa_store.kind_lane k where k.queue = v_queue), d.run_at <= v_now
  into v_kinds, v_partitions, v_aging, v_paused, v_has_apart, v_is_due
  from awa_store.worker w
  left join awa_store.queue q on q.name = v_queue
  left join awa_store.next_due(v_queue) d on true
  where w.worker_id = claim_jobs.worker_id and w.lost_at is null;
  if not found then
    raise exception using
      errcode = 'AW006',
      message = format('worker %s is not registered', awa_store.checked_worker(claim_jobs.worker_id)),
      hint = 'Call awa.register_worker; a worker without heartbeats is declared lost and must register again.';
  end if;
  if v_paused then
    return;
  end if;
  if awa_store.option_boolean(opts, 'async') then
    perform set_config('synchronous_commit', 'off', true);
  end if;

  if pg_current_xact_id_if_assigned() is not null then
    -- What this transaction withdrew must be confirmed before the cursor passes it.
    set constraints awa_store.withdrawn_confirm immediate;
  end if;
  -- Free partitions first, from a random one on, after what was set apart; if all are busy, wait for the first of them.
  if v_partitions = 1 then
    v_todo := '{0}';
  else
    v_todo := array(
      select (p + s.first) % v_partitions
      from generate_series(0, v_partitions - 1) p, (select floor(random() * v_partitions)::int) s (first));
  end if;
  if v_has_apart then
    -- Jobs of other kinds are set apart, where workers that take them look, too.
    v_todo := array(
      select k.partition::int
      from awa_store.kind_lane k
      where k.queue = v_queue and (v_kinds is null or k.kind = any (v_kinds))
      order by random()) || v_todo;
  end if;
  while cardinality(v_todo) > 0 and v_left > 0 loop
    v_partition := v_todo[1];
    v_todo := v_todo[2:];
    v_lock := awa_store.partition_lock_id(v_base, v_partition);
    if pg_try_advisory_xact_lock(awa_store.lock_class('lane'), v_lock) then
      v_holding := true;
    elsif v_partition = any (v_busy) then
      perform pg_advisory_xact_lock(awa_store.lock_class('lane'), v_lock);
      v_holding := true;
    else
      v_busy := v_busy || v_partition::int;
      if cardinality(v_todo) = 0 and not v_holding then
        v_todo := v_busy[1:1];
      end if;
      continue;
    end if;
    if v_is_due then
      -- Not under the lock of a partition: who confirms a withdrawal has that lock while it waits for what is being
      -- promoted.
      perform awa_store.promote(v_queue, greatest(2 * v_left, 100));
      v_is_due := false;
    end if;

    -- Before any look at entries: who begins to withdraw later waits for this claim.
    v_someone_withdraws := awa_store.someone_withdraws(v_lock);
    v_older := null;
    if pg_current_xact_id_if_assigned() is null then
      select g.current_segment, g.older_segment, pg_current_snapshot() into v_current, v_older, v_seen
      from awa_store.ring g;
    end if;
    if v_older is not null then
      v_open := null;
      if pg_snapshot_xmin(v_seen) < pg_snapshot_xmax(v_seen) then
        v_open := array(select pg_snapshot_xip(v_seen));
      end if;
      select l.* into v_lane from awa_store.lanes_with_work(v_base, v_partition, v_current, v_older, v_seen, v_open) l;
      continue when not found;
      if v_lane.is_plain and v_lane.lanes = 1 and not v_someone_withdraws then
        return query
        with picked as materialized (
          select e.*
          from awa_store.ended_ranges(v_lane.pos_xid, v_lane.pos_seq, v_open, pg_snapshot_xmax(v_seen)) w
          cross join lateral (
            select r.*
            from awa_store.ready r
            where r.lane = v_lane.lane and (r.segment = v_current or r.segment = v_older)
              and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
            order by r.xid, r.seq
            limit v_left
          ) e
          limit v_left
        ),
        batch as (
          select
            count(*)::int as n, array_agg(p.xid) as xids, array_agg(p.seq) as seqs, array_agg(p.job_id) as job_ids,
            bool_or(p.unique_key is not null) as has_keys
          from picked p
          having bool_and(
            p.options is null and not awa_store.needs_admission(null, p.args) and (p.kind <> all (v_kinds)) is not true)
        ),
        claimed as (
          insert into awa_store.claim (
            claim_id, claim_no, lane, claimed_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, segment, has_keys,
            queue, cur, late, job_ids)
          select
            nextval('awa_store.claim_seq'), v_lane.claim_no + 1, v_lane.lane, v_now, claim_jobs.worker_id,
            v_lane.pos_xid, b.xids[b.n], b.seqs[b.n], v_lane.taken + b.n, v_current, b.has_keys, v_queue, v_seen, '{}',
            b.job_ids
          from batch b
          where not exists (select from awa_store.withdrawn t where t.lane = v_lane.lane)
          returning claim_id
        )
        select
          c.claim_id, p.job_id, p.kind, p.args, v_lane.priority, p.attempt::int, p.max_attempts::int, p.run_at,
          p.created_at, null::timestamptz,
          case
            when v_partition < 1024 then v_partition
            else awa_store.routed_partition(v_queue, p.ordering_key, p.job_id)
          end,
          p.ordering_key, coalesce(p.tags, '{}'), coalesce(p.metadata, '{}'), p.progress, coalesce(p.errors, '[]'),
          '{}'::jsonb
        from claimed c
        cross join picked p;
        get diagnostics v_count = row_count;
        v_left := v_left - v_count;
        continue when v_count > 0;
      end if;
    end if;

    v_ahead := null;
    v_served := '{}';
    -- One in four of the jobs that a partition hands out may be of a lane that is ahead of its priority.
    for v_lane in
      select l.* from awa_store.claimable_lanes(v_base, v_partition, v_now, v_aging) l
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
      v_admits := v_someone_withdraws or coalesce(v_lane.needs_admission, false);
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
          select a.moved, a.entries, a.left_off into v_moved, v_limit, v_left_off
          from awa_store.admit(v_lane.lane, v_cursor, v_room, 1000 - v_moves, v_someone_withdraws, v_kinds) a;
          v_moves := v_moves + cardinality(v_moved);
        elsif v_gone then
          v_limit := awa_store.entries_to_take(v_lane.lane, v_cursor, v_room);
        end if;
        return query
        with picked as materialized (
          select
            e.*,
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
            bool_or(awa_store.needs_admission(p.options, p.args)) as needs_admission,
            bool_or(p.kind <> all (v_kinds)) as has_foreign,
            bool_or(p.unique_key is not null or p.options ? 'concurrency_key') as has_keys
          from picked p
        ),
        claimed as (
          insert into awa_store.claim (
            claim_id, claim_no, lane, claimed_at, deadline_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, segment,
            has_keys, needs_admission, queue, cur, late, job_ids)
          select
            nextval('awa_store.claim_seq'), v_claim_no + 1, v_lane.lane, v_now,
            v_now + make_interval(secs => b.timeout),
            claim_jobs.worker_id, v_cursor.prev_xmax, b.xids[b.n], b.seqs[b.n], v_taken + b.n,
            (select r.current_segment from awa_store.ring r), coalesce(b.has_keys, false),
            coalesce(b.needs_admission, false), v_queue, v_cursor.cur, v_cursor.late, coalesce(b.job_ids, '{}')
          from batch b
          where b.n > 0 and (v_admits or (b.needs_admission or b.has_foreign) is not true)
          returning claim_id, segment
        ),
        watched as (
          insert into awa_store.open_claim (claim_id, worker_id, claimed_at, deadline_at, segment)
          select c.claim_id, claim_jobs.worker_id, v_now, v_now + make_interval(secs => b.timeout), c.segment
          from claimed c
          cross join batch b
          where b.timeout is not null
        )
        select
          c.claim_id, p.job_id, p.kind, p.args, v_lane.priority, p.attempt::int, p.max_attempts::int, p.run_at,
          p.created_at, v_now + make_interval(secs => awa_store.option_seconds(p.options, 'timeout')),
          case
            when v_partition < 1024 then v_partition
            else awa_store.routed_partition(v_queue, p.ordering_key, p.job_id)
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
            where awa_store.needs_admission(e.options, e.args) or e.kind <> all (v_kinds));
          v_used_up := false;
          continue when v_admits;
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
  end loop;
end
$$;

call awa_store.plan('awa.claim_jobs', 'probe');
call awa_store.publish('awa.claim_jobs', 'awa_worker');
comment on function awa.claim_jobs is 'Hands up to max_jobs next jobs of a queue to a worker, most urgent first.';
