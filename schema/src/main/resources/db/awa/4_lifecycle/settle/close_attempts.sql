-- Ends attempts of one claim in the same state: the one place where an attempt gets its outcome. A settle holds up only
-- settles of the same job. One of a whole claim takes it for itself, if nobody else is settling in it; any other shares
-- the claim and takes its jobs one by one. Then it looks which of the jobs are still open and appends the outcome.
-- Outcomes of one job are numbered by its place in the claim, others by -1, -2 ... without a gap, since only one
-- transaction at a time may write such a one. So a settle from an older snapshot, which does not see an outcome,
-- collides with its number: a serialization failure. worker_id null: the caller acts for the system (rescue, cancel).
-- passes_over: jobs that others are settling are left out of closed_ids instead of waited for. results, aligned with
-- job_ids, are kept for those that it closes. Returns one row: the jobs that this call closed, in the order given, and
-- those that were not open, with what the claim said.
-- Errors: AW001 bad ids, AW003 parts of too many claims, AW005 lease lost (unless report_lost); 40001.
-- Locks: the claim, alone or shared; each job in the order of the ids, unless the claim is taken alone.
create or replace function awa_store.close_attempts(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  state text,
  results jsonb default null,
  report_lost boolean default false,
  passes_over boolean default false
)
returns table (
  closed_ids bigint[],
  lost_ids bigint[],
  holder uuid,
  attempted_at timestamptz,
  has_keys boolean,
  has_progress boolean
)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_segment smallint;
  v_older smallint;
  v_is_current boolean := current_setting('transaction_isolation') = 'read committed';
  v_claim record;
  v_asked bigint[];
  v_locked bigint[];
  v_is_locked boolean := false;
  v_is_open boolean;
  v_is_alone boolean := false;
  v_is_last boolean;
  v_may_number boolean := false;
  v_step int;
begin
  -- The usual case, in small statements: all jobs of a claim in their order, none of which was settled before, nor is
  -- now. A claim that is not in one of the two segments goes the long way; one that was carried out of the older one
  -- lies in the current one, too.
  select g.current_segment, g.older_segment into v_segment, v_older from awa_store.ring g;
  loop
    select
      c.segment, c.worker_id, c.claimed_at, c.queue, c.has_keys, c.limits, cardinality(c.job_ids) as jobs,
      c.job_ids = close_attempts.job_ids as is_whole
    into v_claim
    from awa_store.claim c
    where c.claim_id = close_attempts.claim_id and c.segment = v_segment;
    exit when found or v_older is null or v_older = v_segment;
    v_segment := v_older;
  end loop;
  if v_claim.is_whole and v_claim.worker_id = close_attempts.worker_id and v_is_current
    and pg_try_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_lock_id(close_attempts.claim_id))
  then
    -- An only job has one number, which collides.
    v_is_open := v_claim.jobs = 1;
    if not v_is_open then
      perform
      from awa_store.outcome o
      where o.claim_id = close_attempts.claim_id and o.segment = v_claim.segment
      limit 1;
      v_is_open := not found;
    end if;
    if v_is_open then
      insert into awa_store.outcome (claim_id, settled_at, step, jobs, segment, is_last, state, queue, job_ids, results)
      values (
        close_attempts.claim_id, awa_store.clock(), case v_claim.jobs when 1 then 1 else -1 end, v_claim.jobs,
        v_claim.segment, true, close_attempts.state, v_claim.queue, close_attempts.job_ids, close_attempts.results)
      on conflict do nothing;
      v_is_open := found;
    end if;
    if v_is_open then
      perform from awa_store.open_claim w where w.claim_id = close_attempts.claim_id limit 1;
      if found then
        delete from awa_store.open_claim w where w.claim_id = close_attempts.claim_id;
      end if;
      perform from awa_store.progress p where p.claim_id = close_attempts.claim_id limit 1;
      has_progress := found;
      has_keys := v_claim.has_keys;
      holder := v_claim.worker_id;
      attempted_at := v_claim.claimed_at;
      closed_ids := close_attempts.job_ids;
      lost_ids := '{}';
      if v_claim.limits is not null then
        perform awa_store.starts_freed(v_claim.limits, v_claim.jobs);
      end if;
      return next;
      return;
    end if;
  end if;

  if close_attempts.job_ids is null or array_ndims(close_attempts.job_ids) is distinct from 1
    or array_position(close_attempts.job_ids, null) is not null
  then
    raise exception using
      errcode = 'AW001',
      message = format(
        'job_ids must name jobs, at least one, not %s', left(coalesce(close_attempts.job_ids::text, 'null'), 100)),
      hint = 'Pass the ids that claim_jobs returned with this claim_id.';
  end if;
  if close_attempts.claim_id is null then
    raise exception using
      errcode = 'AW001', message = 'claim_id must not be null', hint = 'Pass what claim_jobs returned.';
  end if;

  if cardinality(close_attempts.job_ids) <= 100 and v_claim.worker_id = close_attempts.worker_id then
    -- A few of his own: locks them and looks once.
    perform pg_advisory_xact_lock_shared(
      awa_store.lock_class('claim'), awa_store.claim_lock_id(close_attempts.claim_id));
    v_locked := awa_store.lock_attempts(close_attempts.claim_id, close_attempts.job_ids, false);
    v_may_number := (cardinality(close_attempts.job_ids) > 1 or not v_is_current)
      and pg_try_advisory_xact_lock(
        awa_store.lock_class('numbering'), awa_store.claim_lock_id(close_attempts.claim_id));
    v_is_locked := true;
  end if;
  -- Many: looks, locks what is to be settled, and looks again.
  loop
    select
      c.segment, c.worker_id, c.claimed_at, c.queue, c.job_ids, c.has_keys, c.limits, o.steps, o.lowest,
      cardinality(c.job_ids) - o.jobs as open_count,
      exists (select from awa_store.open_claim w where w.claim_id = c.claim_id) as is_watched,
      exists (select from awa_store.progress p where p.claim_id = c.claim_id) as has_progress
    into v_claim
    from awa_store.claim c
    cross join lateral (
      select count(*)::int as steps, least(min(o.step), 0) as lowest, coalesce(sum(o.jobs), 0)::int as jobs
      from awa_store.outcome o
      where o.claim_id = c.claim_id and o.segment = c.segment
    ) o
    where c.claim_id = close_attempts.claim_id
    order by c.lane is not null, c.xid desc
    limit 1;
    if not found then
      perform awa_store.refuse_old_snapshot();
      closed_ids := '{}';
    elsif v_claim.worker_id <> close_attempts.worker_id then
      closed_ids := '{}';
    else
      closed_ids := awa_store.open_among(
        coalesce(v_asked, close_attempts.job_ids), close_attempts.claim_id, v_claim.segment, v_claim.job_ids,
        v_claim.steps);
    end if;
    v_is_last := cardinality(closed_ids) = v_claim.open_count;
    if v_is_locked and not v_may_number and v_is_current and v_is_last and cardinality(v_claim.job_ids) > 1 then
      -- They turn out to be the last.
      v_may_number := pg_try_advisory_xact_lock(
        awa_store.lock_class('numbering'), awa_store.claim_lock_id(close_attempts.claim_id));
    end if;
    exit when v_is_locked or closed_ids = '{}';

    v_is_alone := v_is_last
      and pg_try_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_lock_id(close_attempts.claim_id));
    v_may_number := v_is_alone;
    if not v_is_alone then
      if not close_attempts.passes_over then
        perform pg_advisory_xact_lock_shared(
          awa_store.lock_class('claim'), awa_store.claim_lock_id(close_attempts.claim_id));
        v_locked := awa_store.lock_attempts(close_attempts.claim_id, closed_ids, false);
      elsif not pg_try_advisory_xact_lock_shared(
        awa_store.lock_class('claim'), awa_store.claim_lock_id(close_attempts.claim_id))
      then
        closed_ids := '{}';
        exit;
      else
        -- Others are settling the rest.
        v_asked := awa_store.lock_attempts(close_attempts.claim_id, closed_ids, true);
      end if;
      v_may_number := cardinality(v_claim.job_ids) > 1 and (cardinality(closed_ids) > 1 or not v_is_current)
        and pg_try_advisory_xact_lock(
        awa_store.lock_class('numbering'), awa_store.claim_lock_id(close_attempts.claim_id));
    end if;
    v_is_locked := true;
  end loop;

  if v_claim.is_watched and not v_is_current then
    -- Fails with 40001 if the claim was moved to another segment since the snapshot.
    perform from awa_store.open_claim w where w.claim_id = close_attempts.claim_id for update;
  end if;
  if (select count(distinct u) <> count(*) from unnest(closed_ids) u) then
    raise exception using
      errcode = 'AW001',
      message = format(
        'job_ids names job %s twice',
        (select u from unnest(close_attempts.job_ids) u group by u having count(*) > 1 limit 1)),
      hint = 'Name each job once.';
  end if;

  if cardinality(closed_ids) < cardinality(close_attempts.job_ids) then
    lost_ids := array(
      select u from unnest(close_attempts.job_ids) u left join unnest(closed_ids) c on c = u where c is null);
    if not close_attempts.report_lost then
      raise exception using
        errcode = 'AW005',
        message = format(
          'job %s is not open under claim %s of worker %s',
          lost_ids[1], close_attempts.claim_id, coalesce(close_attempts.worker_id::text, 'null')),
        detail = format(
          '%s of %s jobs are not open; nothing was changed.',
          cardinality(lost_ids), cardinality(close_attempts.job_ids)),
        hint = 'It was settled, cancelled or rescued before. Discard the result; get_job shows what happened.';
    end if;
  else
    lost_ids := '{}';
  end if;

  if closed_ids <> '{}' then
    if cardinality(v_claim.job_ids) = 1 then
      v_step := 1;
    elsif v_may_number then
      v_step := v_claim.lowest - 1;
    end if;
    if v_step is not null then
      insert into awa_store.outcome (claim_id, settled_at, step, jobs, segment, is_last, state, queue, job_ids, results)
      values (
        close_attempts.claim_id, awa_store.clock(), v_step, cardinality(closed_ids), v_claim.segment,
        v_is_last, close_attempts.state, v_claim.queue, closed_ids,
        case
          when close_attempts.results is null or closed_ids = close_attempts.job_ids then close_attempts.results
          else (
            select jsonb_agg(close_attempts.results -> (g.n - 1)::int order by g.n)
            from unnest(close_attempts.job_ids) with ordinality g (id, n)
            where g.id = any (closed_ids))
        end)
      on conflict do nothing;
      if not found then
        raise exception using
          errcode = '40001',
          message = format(
            'claim %s was settled by another transaction that this snapshot cannot see', close_attempts.claim_id),
          hint = 'Run the transaction again.';
      end if;
    end if;
    if v_step is null or not v_is_current and v_step < 0 then
      -- One by one, or only their numbers.
      perform awa_store.number_outcomes(
        close_attempts.claim_id, v_claim.segment, v_claim.queue, v_claim.job_ids, closed_ids, close_attempts.state,
        close_attempts.job_ids, close_attempts.results, v_step is null);
    end if;
    if v_step is null and not v_is_current then
      perform awa_store.refuse_unseen_outcome(close_attempts.claim_id, v_claim.segment, v_claim.lowest - 1);
    end if;
    if v_claim.is_watched and v_step is not null and v_is_last then
      delete from awa_store.open_claim w where w.claim_id = close_attempts.claim_id;
    end if;
    if v_claim.limits is not null then
      perform awa_store.starts_freed(v_claim.limits, cardinality(closed_ids));
    end if;
  end if;
  holder := v_claim.worker_id;
  attempted_at := v_claim.claimed_at;
  has_keys := coalesce(v_claim.has_keys, false);
  has_progress := coalesce(v_claim.has_progress, false);
  return next;
end
$$;

-- Those of the jobs, in the order given, that a claim has and none of its outcomes, of which there are so many steps.
create or replace function awa_store.open_among(
  job_ids bigint[],
  claim_id bigint,
  segment smallint,
  claim_ids bigint[],
  steps int
)
returns bigint[]
language plpgsql
volatile
as $$
begin
  if job_ids = claim_ids and steps = 0 then
    return job_ids;
  elsif cardinality(job_ids) <= 5 then
    return array(
      select g.id
      from unnest(job_ids) with ordinality g (id, n)
      where g.id = any (claim_ids)
        and not exists (
          select
          from awa_store.outcome o
          where o.claim_id = open_among.claim_id and o.segment = open_among.segment and g.id = any (o.job_ids))
      order by g.n);
  end if;
  return array(
    select g.id
    from unnest(job_ids) with ordinality g (id, n)
    where g.id in (select c from unnest(claim_ids) c)
      and (
        steps = 0
        or g.id not in (
          select unnest(o.job_ids)
          from awa_store.outcome o
          where o.claim_id = open_among.claim_id and o.segment = open_among.segment))
    order by g.n);
end
$$;

-- Takes attempts for a settle of a part of their claim, in the order of the ids; passes_over: those that can be had at
-- once. Returns those that it has. A transaction gets no more than 3000 of them, for the lock table is everybody's.
-- Errors: AW003 too many (unless passes_over).
create or replace function awa_store.lock_attempts(claim_id bigint, job_ids bigint[], passes_over boolean)
returns bigint[]
language plpgsql
volatile
as $$
declare
  c_most constant int := 3000;
  v_noted text := current_setting('awa.attempts_locked', true);
  v_room int := c_most;
begin
  if cardinality(job_ids) > 1 then
    if split_part(v_noted, ':', 1) = pg_current_xact_id()::text and v_noted ~ '^[0-9]+:[0-9]{1,4}$' then
      v_room := c_most - split_part(v_noted, ':', 2)::int;
    end if;
    if passes_over then
      job_ids := job_ids[1:greatest(v_room, 0)];
    elsif cardinality(job_ids) > v_room then
      raise exception using
        errcode = 'AW003',
        message = format('this transaction settles parts of claims, of more than %s jobs', c_most),
        hint = 'Settle whole claims, or commit in between.';
    end if;
    perform set_config(
      'awa.attempts_locked', format('%s:%s', pg_current_xact_id(), c_most - v_room + cardinality(job_ids)), true);
  end if;
  if passes_over then
    return array(
      select u from unnest(job_ids) u
      where pg_try_advisory_xact_lock(awa_store.lock_class('attempt'), awa_store.attempt_lock_id(claim_id, u)));
  end if;
  perform pg_advisory_xact_lock(awa_store.lock_class('attempt'), awa_store.attempt_lock_id(claim_id, s.u))
  from (select u from unnest(job_ids) u order by u) s;
  return job_ids;
end
$$;

-- Writes an outcome for each of the jobs under its place in the claim; with_state false: an empty one, which keeps the
-- number.
-- Errors: 40001 if there is one that this snapshot does not see.
create or replace function awa_store.number_outcomes(
  claim_id bigint,
  segment smallint,
  queue text,
  claim_ids bigint[],
  closed_ids bigint[],
  state text,
  job_ids bigint[],
  results jsonb,
  with_state boolean
)
returns void
language plpgsql
volatile
as $$
declare
  v_count int;
begin
  insert into awa_store.outcome (claim_id, settled_at, step, jobs, segment, is_last, state, queue, job_ids, results)
  select
    number_outcomes.claim_id, awa_store.clock(), c.n, with_state::int, number_outcomes.segment, false,
    case when with_state then number_outcomes.state else 'released' end, number_outcomes.queue,
    case when with_state then array[c.id] else '{}' end,
    case
      when with_state and results is not null then
        jsonb_build_array(results -> (array_position(number_outcomes.job_ids, c.id) - 1))
    end
  from unnest(claim_ids) with ordinality c (id, n)
  where c.id = any (closed_ids)
  on conflict do nothing;
  get diagnostics v_count = row_count;
  if v_count < cardinality(closed_ids) then
    raise exception using
      errcode = '40001',
      message = format(
        'claim %s was settled by another transaction that this snapshot cannot see', number_outcomes.claim_id),
      hint = 'Run the transaction again.';
  end if;
end
$$;

-- For an older snapshot, while another transaction may be writing the next numbered outcome of a claim: whether there
-- is a committed one already. Looks without waiting.
-- Errors: 40001.
create or replace function awa_store.refuse_unseen_outcome(claim_id bigint, segment smallint, step int)
returns void
language plpgsql
volatile
set lock_timeout = '10 ms'
as $$
begin
  insert into awa_store.outcome (claim_id, settled_at, step, jobs, segment, is_last, state, queue, job_ids)
  values (
    refuse_unseen_outcome.claim_id, awa_store.clock(), refuse_unseen_outcome.step, 0, refuse_unseen_outcome.segment,
    false, 'released', '', '{}');
  raise exception 'nothing is to stay of it';
exception
  when lock_not_available or raise_exception then
    null;
  when unique_violation then
    raise exception using
      errcode = '40001',
      message = format(
        'claim %s was settled by another transaction that this snapshot cannot see', refuse_unseen_outcome.claim_id),
      hint = 'Run the transaction again.';
end
$$;

call awa_store.plan('awa_store.close_attempts', 'probe');
call awa_store.publish('awa_store.close_attempts');
call awa_store.plan('awa_store.open_among', 'probe');
call awa_store.publish('awa_store.open_among');
call awa_store.publish('awa_store.lock_attempts');
call awa_store.publish('awa_store.number_outcomes');
call awa_store.publish('awa_store.refuse_unseen_outcome');
