-- Ends attempts of one claim in the same state: the one place where an attempt gets its outcome.
-- Takes the claim's lease, an advisory lock, checks that the worker owns it and which of the jobs are still open, and appends the outcome.
-- Whoever comes second finds nothing open; from a stale snapshot he meets a serialization failure or the outcome's key.
-- worker_id null: the caller acts for the system (rescue, cancel).
-- results, aligned with job_ids, are kept for those that it closes.
-- Returns one row: the jobs that this call closed, in the order given, and those that were not open, with what the claim
-- said.
-- Errors: AW001 bad ids, AW005 lease lost (unless report_lost).
create or replace function awa_store.close_attempts(
  worker_id uuid,
  claim_id bigint,
  job_ids bigint[],
  state text,
  results jsonb default null,
  report_lost boolean default false
)
returns table (closed_ids bigint[], lost_ids bigint[], holder uuid, attempted_at timestamptz, has_keys boolean, has_progress boolean)
language plpgsql
volatile
set enable_seqscan = off
set enable_bitmapscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
#variable_conflict use_column
declare
  v_claim record;
  v_open bigint[];
begin
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
    raise exception using errcode = 'AW001', message = 'claim_id must not be null', hint = 'Pass what claim_jobs returned.';
  end if;

  perform pg_advisory_xact_lock(awa_store.lock_class('claim'), awa_store.claim_key(close_attempts.claim_id));
  select
    c.slot, c.worker_id, c.claimed_at, c.queue, c.job_ids, c.has_keys,
    (select count(*)::int from awa_store.outcome o where o.claim_id = c.claim_id and o.slot = c.slot) as steps,
    exists (select from awa_store.open_claim w where w.claim_id = c.claim_id) as is_watched,
    exists (select from awa_store.progress p where p.claim_id = c.claim_id) as has_progress
  into v_claim
  from awa_store.claim c
  where c.claim_id = close_attempts.claim_id
  order by c.lane is not null, c.xid desc
  limit 1;
  if not found then
    perform awa_store.refuse_old_snapshot();
    v_open := '{}';
  elsif v_claim.worker_id <> close_attempts.worker_id then
    v_open := '{}';
  elsif v_claim.steps = 0 then
    v_open := v_claim.job_ids;
  else
    v_open := array(
      select u from unnest(v_claim.job_ids) u
      except
      select unnest(o.job_ids)
      from awa_store.outcome o
      where o.claim_id = close_attempts.claim_id and o.slot = v_claim.slot);
  end if;
  if v_claim.is_watched and current_setting('transaction_isolation') <> 'read committed' then
    -- Fails with 40001 if the claim was moved to another slot since the snapshot.
    perform from awa_store.open_claim w where w.claim_id = close_attempts.claim_id for update;
  end if;
  if close_attempts.job_ids = v_open then
    closed_ids := v_open;
  else
    closed_ids := array(
      select g.id
      from unnest(close_attempts.job_ids) with ordinality g (id, n)
      where g.id = any (v_open)
      order by g.n);
    if (select count(distinct u) <> count(*) from unnest(closed_ids) u) then
      raise exception using
        errcode = 'AW001',
        message = format(
          'job_ids names job %s twice',
          (select u from unnest(close_attempts.job_ids) u group by u having count(*) > 1 limit 1)),
        hint = 'Name each job once.';
    end if;
  end if;

  if cardinality(closed_ids) < cardinality(close_attempts.job_ids) then
    lost_ids := array(select u from unnest(close_attempts.job_ids) u where u <> all (closed_ids));
    if not close_attempts.report_lost then
      raise exception using
        errcode = 'AW005',
        message = format(
          'job %s is not open under claim %s of worker %s',
          lost_ids[1], close_attempts.claim_id, coalesce(close_attempts.worker_id::text, 'null')),
        detail = format('%s of %s jobs are not open; nothing was changed.', cardinality(lost_ids), cardinality(close_attempts.job_ids)),
        hint = 'It was settled, cancelled or rescued before. Drop the result; get_job tells what became of it.';
    end if;
  else
    lost_ids := '{}';
  end if;

  if closed_ids <> '{}' then
    insert into awa_store.outcome (claim_id, settled_at, step, jobs, slot, is_last, state, queue, job_ids, results)
    values (
      close_attempts.claim_id, awa_store.clock(), v_claim.steps + 1, cardinality(closed_ids), v_claim.slot,
      cardinality(closed_ids) = cardinality(v_open), close_attempts.state, v_claim.queue, closed_ids,
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
        message = format('claim %s was settled by another transaction that this snapshot cannot see', close_attempts.claim_id),
        hint = 'Run the transaction again.';
    end if;
    if v_claim.is_watched and cardinality(closed_ids) = cardinality(v_open) then
      delete from awa_store.open_claim w where w.claim_id = close_attempts.claim_id;
    end if;
  end if;
  holder := v_claim.worker_id;
  attempted_at := v_claim.claimed_at;
  has_keys := coalesce(v_claim.has_keys, false);
  has_progress := coalesce(v_claim.has_progress, false);
  return next;
end
$$;

call awa_store.publish('awa_store.close_attempts');
