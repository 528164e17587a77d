-- Hands the next jobs of a queue to a worker. Returns the claimed attempts, of the kinds that the worker takes, most
-- urgent lane first, but for one job in four that may be of a lane that has waited long; none if nothing is due or the
-- queue is paused or has a limit that is full. Rows of one call may belong to several claims. A job that cannot be
-- handed out, whatever the reason, ends as failed, and the others are handed out.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 queue name too long, AW006 worker unknown, AW008 isolation
-- level, AW013 a job that it ends, since nobody may start it any more, has children or a place, and triggers are turned
-- off. Locks: schedules of the queue that are due tried; promotion(queue) tried; lane(queue, partition) for the rest of
-- the transaction, waited for only while none is held, nothing was promoted, and something waits in the queue; the
-- limits of the queue and of its kind, see may_start; the first concurrency key that is met, others tried. Producers
-- take none of them.
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
  v_base text;
  v_kinds text[];
  v_partitions int;
  v_aging interval;
  v_paused boolean;
  v_limits int[] := '{}';
  v_gates int[];
  v_gate record;
  v_counts int[];
  v_frees int[];
  v_most int;
  v_own_kind text;
  v_apart text[];
  v_due_at timestamptz;
  v_is_due boolean;
  v_has_schedules boolean;
  v_is_async boolean := false;
  v_promoted boolean := false;
  v_busy int[] := '{}';
  v_todo int[] := '{0}';
  v_first int := 0;
  v_place int := 1;
  v_partition int;
  v_lock int;
  v_holding boolean := false;
  v_someone_withdraws boolean;
  v_current smallint;
  v_older smallint;
  v_seen pg_snapshot;
  v_open xid8[];
  v_prefix text;
  v_look record;
  v_lane record;
  v_lanes int;
  v_is_plain boolean;
  v_xid xid8;
  v_seq bigint;
  v_has_key boolean;
  v_pos_xid xid8;
  v_pos_seq bigint;
  v_job_ids bigint[];
  v_has_keys boolean;
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
    v_is_async := awa_store.option_boolean(opts, 'async');
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
  -- Small statements, here and below: each table that one of them might read is set up anew in every call.
  select w.kinds into v_kinds from awa_store.worker w where w.worker_id = claim_jobs.worker_id and w.lost_at is null;
  if not found then
    raise exception using
      errcode = 'AW006',
      message = format('worker %s is not registered', awa_store.checked_worker(claim_jobs.worker_id)),
      hint = 'Call awa.register_worker; a worker without heartbeats is declared lost and must register again.';
  end if;
  select q.partitions_ever, q.aging, q.paused, q.limits into v_partitions, v_aging, v_paused, v_limits
  from awa_store.queue q
  where q.name = v_queue;
  if not found then
    v_partitions := 1;
    v_aging := interval '60 s';
    v_limits := '{}';
  elsif v_paused then
    return;
  end if;
  if v_is_async then
    perform set_config('synchronous_commit', 'off', true);
  end if;

  if pg_current_xact_id_if_assigned() is not null then
    -- What this transaction withdrew must be confirmed before the cursor passes it.
    set constraints awa_store.withdrawn_confirm immediate;
  end if;
  -- Free partitions first, after what was set apart: four of them from a random one on, which costs less than a look
  -- for those with work, then the others with work; if all are busy, wait for the first of them, unless there is
  -- nothing to wait for.
  if v_partitions > 1 then
    v_first := floor(random() * v_partitions);
    v_place := least(v_partitions, 4);
    v_todo := array(select (v_first + n) % v_partitions from generate_series(0, v_place - 1) n);
  end if;
  perform from awa_store.kind_lane k where k.queue = v_queue limit 1;
  if found then
    -- Jobs of other kinds are set apart, where workers that take them look, too.
    v_todo := array(
      select k.partition::int
      from awa_store.kind_lane k
      where k.queue = v_queue and (v_kinds is null or k.kind = any (v_kinds))
      order by random()) || v_todo;
  end if;
  select (select d.run_at from awa_store.next_due(v_queue) d), g.has_schedules into v_due_at, v_has_schedules
  from awa_store.ring g;
  v_is_due := coalesce(v_due_at <= v_now, false);
  v_base := awa_store.lane_base(v_queue);
  if v_has_schedules then
    perform from awa_store.next_fire(v_queue, v_now - interval '1 minute') f where f.due_at <= v_now;
    if found and awa_store.fire_due(v_queue, 100, clock_timestamp() + interval '100 ms') > 0 then
      -- Under the lock of no partition, and then waiting for none: somebody may have one, and wait for the schedule.
      v_holding := true;
      v_promoted := true;
      perform awa_store.wait_no_more();
    end if;
  end if;
  if v_is_due and v_partitions > 1 then
    -- Before the look for partitions with work, and so under the lock of none. Who confirms a withdrawal has such a
    -- lock while it waits for what was promoted: then wait for none.
    v_is_due := false;
    if awa_store.promote(v_queue, greatest(2 * v_left, 100)) > 0 then
      v_holding := true;
      perform awa_store.wait_no_more();
      v_promoted := true;
    end if;
  end if;
  while v_left > 0 loop
    if v_todo = '{}' then
      if v_place < v_partitions then
        select w.todo, w.next_place into v_todo, v_place
        from awa_store.partitions_with_work(v_base, v_partitions, v_first, v_place, least(v_left, 16)) w;
      end if;
      if v_todo = '{}' then
        exit when v_holding or v_busy = '{}' or awa_store.holds_limits();
        v_todo := v_busy[1:1];
      end if;
    end if;
    v_partition := v_todo[1];
    v_todo := v_todo[2:];
    v_lock := awa_store.partition_lock_id(v_base, v_partition);
    if pg_try_advisory_xact_lock(awa_store.lock_class('lane'), v_lock) then
      v_holding := true;
    elsif v_partition = any (v_busy) then
      -- Who finds nothing need not stand in line for it.
      perform
      from awa_store.queue_work(array[v_queue], v_kinds, pg_current_xact_id_if_assigned() is not null) w
      where w.has_work;
      exit when not found;
      perform pg_advisory_xact_lock(awa_store.lock_class('lane'), v_lock);
      v_holding := true;
    else
      v_busy := v_busy || v_partition::int;
      continue;
    end if;
    if v_is_due then
      -- Under the lock of a partition: who confirms a withdrawal has that lock while it waits for what was promoted.
      if awa_store.promote(v_queue, greatest(2 * v_left, 100)) > 0 and v_partition >= 1024 then
        perform awa_store.wait_no_more();
      end if;
      v_is_due := false;
    end if;

    v_most := v_left;
    v_gates := v_limits;
    v_own_kind := null;
    v_counts := null;
    v_frees := null;
    if v_partition >= 1024 then
      select k.name, awa_store.all_limits(v_limits, k.limits) into v_own_kind, v_gates
      from awa_store.kind_lane l
      join awa_store.kind k on k.name = l.kind
      where l.queue = v_queue and l.partition = v_partition;
      v_gates := coalesce(v_gates, v_limits);
    end if;
    if v_gates <> '{}' then
      -- Expressions, here and below, which cost less than statements.
      v_gate := awa_store.may_start(v_gates, v_left);
      v_most := v_gate.room;
      exit when v_most = 0 and v_gate.full_limit = any (v_limits);
      continue when v_most = 0;
      v_now := v_gate.started_at;
      v_counts := v_gate.counts;
      v_frees := v_gate.frees;
    end if;

    -- Before any look at entries: who begins to withdraw later waits for this claim.
    v_someone_withdraws := awa_store.someone_withdraws(v_lock);
    v_older := null;
    if pg_current_xact_id_if_assigned() is null then
      select g.current_segment, g.older_segment, pg_current_snapshot(), g.limited_kinds
      into v_current, v_older, v_seen, v_apart
      from awa_store.ring g;
      if v_own_kind is not null then
        v_apart := array_remove(v_apart, v_own_kind);
      end if;
    end if;
    if v_older is not null then
      v_open := null;
      if pg_snapshot_xmin(v_seen) < pg_snapshot_xmax(v_seen) then
        v_open := array(select pg_snapshot_xip(v_seen));
      end if;
      v_prefix := awa_store.lane_prefix(v_base, v_partition);
      v_lanes := 0;
      v_is_plain := not v_someone_withdraws;
      for v_look in
        select l.* from awa_store.lanes_with_work(v_prefix, v_current, v_older, v_seen, v_open) l
      loop
        v_lane := v_look;
        v_lanes := v_lanes + 1;
        v_is_plain := v_is_plain and v_lanes = 1 and v_lane.is_plain;
        exit when not v_is_plain;
      end loop;
      continue when v_lanes = 0;
      if v_is_plain then
        perform from awa_store.withdrawn t where t.lane = v_lane.lane limit 1;
        v_is_plain := not found;
      end if;
      if v_is_plain then
        claim_id := nextval('awa_store.claim_seq');
        priority := v_lane.priority;
        partition := v_partition;
        details := '{}';
        v_job_ids := '{}';
        v_has_keys := false;
        for
          v_xid, v_seq, id, kind, args, attempt, max_attempts, run_at, created_at, ordering_key, v_has_key, tags,
          metadata, progress, failures, v_is_plain
        in
          select
            e.xid, e.seq, e.job_id, e.kind, e.payload, e.attempt, e.max_attempts, e.run_at, e.created_at,
            e.ordering_key, e.has_key, e.tags, e.metadata, e.progress, e.errors,
            e.has_no_options and not awa_store.needs_admission(null, e.payload)
            and (e.kind <> all (v_kinds)) is not true and e.kind <> all (v_apart)
          from awa_store.ended_ranges(v_lane.pos_xid, v_lane.pos_seq, v_open, pg_snapshot_xmax(v_seen)) w
          cross join lateral (
            select
              r.xid, r.seq, r.job_id, r.kind, coalesce(r.args, awa_store.payload_of(r.job_id)) as payload,
              r.attempt::int as attempt, r.max_attempts::int as max_attempts, r.run_at, r.created_at, r.ordering_key,
              r.unique_key is not null as has_key, coalesce(r.tags, '{}') as tags,
              coalesce(r.metadata, '{}') as metadata, r.progress, coalesce(r.errors, '[]') as errors,
              r.options is null as has_no_options
            from awa_store.ready r
            where r.lane = v_lane.lane and (r.segment = v_current or r.segment = v_older)
              and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
            order by r.xid, r.seq
            limit v_most
          ) e
          limit v_most
        loop
          exit when not v_is_plain;
          if v_partition >= 1024 then
            partition := awa_store.routed_partition(v_queue, ordering_key, id);
          end if;
          v_job_ids := v_job_ids || id;
          if v_has_key then
            v_has_keys := true;
          end if;
          v_pos_xid := v_xid;
          v_pos_seq := v_seq;
          return next;
        end loop;
        if v_job_ids <> '{}' then
          insert into awa_store.claim (
            claim_id, claim_no, lane, claimed_at, worker_id, prev_xmax, pos_xid, pos_seq, taken, segment, has_keys,
            needs_admission, queue, cur, late, job_ids, limits)
          values (
            claim_jobs.claim_id, v_lane.claim_no + 1, v_lane.lane, v_now, claim_jobs.worker_id, v_lane.pos_xid,
            v_pos_xid, v_pos_seq, v_lane.taken + cardinality(v_job_ids), v_current, v_has_keys, not v_is_plain, v_queue,
            v_seen, '{}', v_job_ids, v_counts);
          v_left := v_left - cardinality(v_job_ids);
          v_most := v_most - cardinality(v_job_ids);
          if v_gates <> '{}' then
            v_count := awa_store.note_starts(v_gates, cardinality(v_job_ids), v_now, v_frees);
            v_frees := null;
          end if;
          continue when v_is_plain or v_most = 0;
        end if;
      end if;
    end if;
    -- Whatever else there is.
    return query
    select c.*
    from awa_store.claim_lanes(
      claim_jobs.worker_id, v_queue, v_base, v_partition, v_most, greatest(1000 / v_partitions, 10), v_kinds, v_aging,
      v_now, v_someone_withdraws, v_own_kind, v_gates, v_counts, v_frees) c;
    get diagnostics v_count = row_count;
    v_left := v_left - v_count;
  end loop;
  if v_promoted and v_left = coalesce(claim_jobs.max_jobs, 1) then
    -- The partitions that the jobs are in were all busy.
    perform awa_store.wake(v_queue);
  end if;
end
$$;

call awa_store.plan('awa.claim_jobs', 'probe');
call awa_store.publish('awa.claim_jobs', 'awa_worker');
comment on function awa.claim_jobs is 'Hands up to max_jobs next jobs of a queue to a worker, most urgent first.';
