-- Saves what a running job reports; parts that are null stay as they are. It is kept across retries and given to the
-- next attempt, and dropped when the job completes. Called in the transaction that writes the rows a checkpoint speaks
-- of, both are saved or neither.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 too large, AW005 lease lost.
-- Locks: the job, and its claim shared, until commit: settles of the other jobs go on.
-- Roles: worker.
create or replace function awa.set_progress(
  worker_id uuid,
  claim_id bigint,
  job_id bigint,
  percent int default null,
  message text default null,
  checkpoint jsonb default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_progress jsonb;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  perform awa_store.checked_worker(set_progress.worker_id);
  if set_progress.claim_id is null or set_progress.job_id is null then
    raise exception using
      errcode = 'AW001',
      message = format(
        '%s must not be null', case when set_progress.claim_id is null then 'claim_id' else 'job_id' end),
      hint = 'Pass what claim_jobs returned.';
  end if;
  if set_progress.percent not between 0 and 100 then
    raise exception using
      errcode = 'AW001',
      message = format('percent must be 0 to 100, not %s', set_progress.percent),
      hint = 'Leave it out if it is not known.';
  end if;
  if length(set_progress.message) > 1000 then
    raise exception using
      errcode = 'AW003',
      message = format('message of %s characters, more than 1000', length(set_progress.message)),
      hint = 'Shorten the message.';
  end if;
  if set_progress.checkpoint is not null then
    perform awa_store.check_bytes(
      'checkpoint', set_progress.checkpoint, 65536, 'Keep large state elsewhere and save a reference.');
  end if;
  perform pg_advisory_xact_lock_shared(awa_store.lock_class('claim'), awa_store.claim_lock_id(set_progress.claim_id));
  perform pg_advisory_xact_lock(
    awa_store.lock_class('attempt'), awa_store.attempt_lock_id(set_progress.claim_id, set_progress.job_id));
  perform
  from (
    select c.*
    from awa_store.claim c
    where c.claim_id = set_progress.claim_id
    order by c.lane is not null, c.xid desc
    limit 1
  ) c
  where c.worker_id = set_progress.worker_id
    and set_progress.job_id = any (c.job_ids)
    and not exists (
      select
      from awa_store.outcome o
      where o.claim_id = c.claim_id and o.segment = c.segment and set_progress.job_id = any (o.job_ids));
  if not found then
    perform awa_store.refuse_old_snapshot();
    raise exception using
      errcode = 'AW005',
      message = format(
        'job %s is not open under claim %s of worker %s',
        set_progress.job_id, set_progress.claim_id, set_progress.worker_id),
      hint = 'It was settled, cancelled or rescued before: stop working on it.';
  end if;
  v_progress := jsonb_strip_nulls(jsonb_build_object('percent', set_progress.percent, 'message', set_progress.message))
    || case
      when set_progress.checkpoint is null then '{}'
      else jsonb_build_object('checkpoint', set_progress.checkpoint)
    end;
  insert into awa_store.progress as p (claim_id, job_id, progress)
  select set_progress.claim_id, r.job_id, coalesce(r.progress, '{}') || v_progress
  from awa_store.ready r
  where r.job_id = set_progress.job_id
  order by r.seq desc
  limit 1
  on conflict on constraint progress_pkey do update set progress = p.progress || v_progress;
  id := set_progress.job_id;
  outcome := 'saved';
  return next;
end
$$;

call awa_store.plan('awa.set_progress', 'fixed');
call awa_store.publish('awa.set_progress', 'awa_worker');
comment on function awa.set_progress is 'Saves percent, message and checkpoint of a running job; kept across retries.';
