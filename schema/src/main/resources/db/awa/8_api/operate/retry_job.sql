-- Runs a job again that failed for good or was cancelled: under its id, with its failures and progress, its attempts
-- counted on and at least one of them left. run_at: when; now unless told. Returns one row; outcome retried, not_ended
-- (it waits or runs), completed (insert it again instead) or not_found; with opts.on_conflict = report also key_held,
-- where it would raise AW004.
-- Errors: AW001 bad argument, AW002 unknown option, AW004 another job holds its unique key by now.
-- Locks: the job; none that an enqueue or a claim waits for, except on its unique key.
-- Wakes sleeping workers of the queue at commit.
-- Roles: operator.
create or replace function awa.retry_job(
  job_id bigint,
  run_at timestamptz default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text, due_at timestamptz)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_job awa_store.ended;
  v_holder bigint;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('retry_options'));
    perform awa_store.heed_notify(opts);
    if nullif(opts -> 'on_conflict', 'null') not in ('"raise"', '"report"') then
      raise exception using
        errcode = 'AW001',
        message = format('on_conflict must be "raise" or "report", not %s', awa_store.excerpt(opts -> 'on_conflict')),
        hint = 'report answers key_held for a job whose unique key is held, and leaves it as it is.';
    end if;
    if opts -> 'on_conflict' = '"report"' then
      begin
        return query select r.* from awa.retry_job(retry_job.job_id, retry_job.run_at) r;
      exception when sqlstate 'AW004' then
        return query
        select retry_job.job_id, 'key_held', l.state, null::timestamptz from awa_store.locate(retry_job.job_id) l;
      end;
      return;
    end if;
  end if;
  if retry_job.job_id is null then
    raise exception using errcode = 'AW001', message = 'job_id must not be null', hint = 'Pass the id of a job.';
  end if;
  if not awa_store.is_time(retry_job.run_at) then
    raise exception using
      errcode = 'AW001',
      message = format('run_at must be a time in the years 1 to 9999, not %s', awa_store.utc(retry_job.run_at)),
      hint = 'Leave it out for now.';
  end if;
  id := retry_job.job_id;
  if pg_current_xact_id_if_assigned() is not null then
    -- A job that this transaction has cancelled while it waited has ended only now.
    set constraints awa_store.withdrawn_confirm immediate;
    set constraints awa_store.withdrawn_confirm deferred;
  end if;
  -- Another session may retry or forget it between the look and the act: then look again.
  loop
    state := null;
    select l.state into state from awa_store.locate(retry_job.job_id) l;
    exit when state is null or state not in ('failed', 'cancelled');
    delete from awa_store.ended e where e.job_id = retry_job.job_id returning e.* into v_job;
    exit when found;
  end loop;
  perform awa_store.uncount(v_job.queue, v_job.state, v_job.finalized_at);
  if v_job.job_id is null then
    outcome := case when state is null then 'not_found' when state = 'completed' then 'completed' else 'not_ended' end;
    return next;
    return;
  end if;

  if v_job.unique_key is not null then
    update awa_store.unique_claim u
    set ended_state = null, held_until = null
    where u.unique_key = v_job.unique_key and u.job_id = v_job.job_id;
    if not found then
      select h.job_id into v_holder from awa_store.hold_key(v_job.unique_key, v_job.job_id, null, null) h;
      if v_holder is not null then
        raise exception using
          errcode = 'AW004',
          message = format(
            'job %s holds the unique key %s of job %s', v_holder, encode(v_job.unique_key, 'hex'), v_job.job_id),
          hint = 'It may be doing the same work; cancel it first if it is not.';
      end if;
    end if;
  end if;
  due_at := coalesce(retry_job.run_at, v_now);
  state := awa_store.defer_ended(v_job, due_at);
  if due_at <= v_now then
    perform awa_store.make_ready(array[v_job.job_id]);
    state := 'available';
  end if;
  perform awa_store.wake(v_job.queue);
  outcome := 'retried';
  return next;
end
$$;

call awa_store.publish('awa.retry_job', 'awa_operator');
comment on function awa.retry_job is
  'Runs a failed or cancelled job again, under its id and with one attempt more if it has none left.';
