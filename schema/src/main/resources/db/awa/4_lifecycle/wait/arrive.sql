-- Notes that things have come which jobs may wait for; wait_arrived sees to 1000 of these at commit: returns how many.
-- Jobs beyond that, such as this transaction cannot see and such whose rows tick is looking at are left for tick, by a
-- mark.
-- Errors: AW013.
create or replace function awa_store.arrive(on_kind text, on_ids text[], outcome text)
returns int
language plpgsql
volatile
as $$
declare
  v_is_blind boolean := current_setting('transaction_isolation') <> 'read committed';
  v_keys int[];
  v_count int := 0;
  v_fault text[];
begin
  if not v_is_blind then
    if not exists (
      select
      from awa_store.wait w
      where w.on_kind = arrive.on_kind and w.on_id = any (arrive.on_ids) and w.on_kind <> 'place')
    then
      return 0;
    end if;
    v_fault := awa_store.triggers_fault('the end of a job that others wait for');
    if v_fault is not null then
      raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
    end if;
    with met as (
      update awa_store.wait w
      set outcome = arrive.outcome
      where w.ctid = any (array(
        select o.ctid
        from awa_store.wait o
        where o.on_kind = arrive.on_kind and o.on_id = any (arrive.on_ids) and o.on_kind <> 'place' and o.job_id > 0
        limit 1000
        for update skip locked))
      returning w.job_id
    )
    select array_agg(distinct awa_store.wait_lock_id(m.job_id)), count(*) into v_keys, v_count from met m;
    perform awa_store.note_commit_locks('wait', v_keys);
  end if;
  perform awa_store.mark_wait(arrive.on_kind, e, arrive.outcome)
  from unnest(arrive.on_ids) e
  where v_is_blind
    or exists (
      select
      from awa_store.wait w
      where w.on_kind = arrive.on_kind and w.on_id = e and w.on_kind <> 'place' and w.job_id > 0
        and w.outcome is null);
  return v_count;
end
$$;

-- Whether a thing has come, and how: its outcome, or '' if it has not. seen: as it was when a row was entered.
create or replace function awa_store.outcome_of(on_kind text, on_id text, seen text default null)
returns text
language plpgsql
volatile
as $$
begin
  if on_kind = 'job' then
    return awa_store.end_of(on_id::bigint, seen);
  end if;
  return coalesce(seen, '');
end
$$;

-- Runs at the commit in which something comes, so that a long transaction does not hold up who waits for it. A job ends
-- if that is what the outcome means for it, or when too few of the others are left; it goes on when all have come, or
-- as many as it needs. If the job is busy, tick tries again.
-- Locks: the job, see commit_lock.
create or replace function awa_store.wait_arrived()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_job awa_store.deferred;
  v_bad record;
  v_end text[];
  v_needs int;
begin
  if awa_store.outcome_of(new.on_kind, new.on_id, case when new.on_kind <> 'job' then new.outcome end) = '' then
    -- A parent that has been retried since.
    update awa_store.wait w
    set outcome = null, safe_after = '0'
    where w.on_kind = new.on_kind and w.on_id = new.on_id and w.job_id = new.job_id and w.on_kind <> 'place';
    return null;
  end if;
  if awa_store.commit_lock('wait', awa_store.wait_lock_id(new.job_id)) then
    select d.* into v_job
    from (select d.* from awa_store.deferred d where d.job_id = new.job_id offset 0 for update skip locked) d
    where d.state = 'pending';
  end if;
  if v_job.job_id is null then
    if not exists (
      select
      from (select d.state from awa_store.deferred d where d.job_id = new.job_id offset 0) d
      where d.state = 'pending')
    then
      delete from awa_store.wait w
      where w.on_kind = new.on_kind and w.on_id = new.on_id and w.job_id = new.job_id and w.on_kind <> 'place';
    else
      update awa_store.wait w
      set safe_after = '0'
      where w.on_kind = new.on_kind and w.on_id = new.on_id and w.job_id = new.job_id and w.on_kind <> 'place'
        and w.safe_after is null;
    end if;
    return null;
  end if;

  v_needs := v_job.needs;
  if v_needs is null then
    -- Of several that have come in one transaction the first sees all.
    for v_bad in
      select w.on_kind, w.on_id, w.outcome, w.due_at
      from awa_store.wait w
      where w.job_id = new.job_id and w.outcome <> 'completed' and w.on_kind <> 'place'
      order by w.on_kind, w.on_id
    loop
      v_end := awa_store.end_by(v_job, v_bad.on_kind, v_bad.on_id, v_bad.outcome, v_bad.due_at);
      exit when v_end is not null;
    end loop;
    if v_end is null and (
        new.on_kind = 'time'
        or not exists (
          select
          from awa_store.wait w
          where w.job_id = new.job_id and w.outcome is null and w.on_kind <> 'time' and w.on_kind <> 'place'))
    then
      v_needs := 0;
    end if;
  else
    v_end := awa_store.end_by(v_job, new.on_kind, new.on_id, new.outcome, new.due_at);
    if new.on_kind = 'time' then
      v_needs := 0;
    elsif v_end is null then
      v_needs := v_needs - 1;
    elsif v_needs <= (
      select count(*)
      from awa_store.wait w
      where w.job_id = new.job_id and w.on_id <> new.on_id and w.on_kind <> 'time' and w.on_kind <> 'place'
        and (
          w.outcome is null
          or awa_store.end_by(v_job, w.on_kind, w.on_id, w.outcome, w.due_at) is null))
    then
      -- The others are still enough.
      v_end := null;
    end if;
  end if;
  if v_end is not null then
    perform awa_store.end_waiting(v_job.job_id, v_end[1], v_end[2]);
  elsif v_needs = 0 then
    perform awa_store.end_wait(v_job);
  elsif v_needs is distinct from v_job.needs then
    update awa_store.deferred d set needs = v_needs where d.job_id = v_job.job_id;
  end if;
  delete from awa_store.wait w
  where w.ctid = any (array(
    select o.ctid
    from awa_store.wait o
    where o.job_id = new.job_id and o.on_kind <> 'place'
      and (o.on_kind = new.on_kind and o.on_id = new.on_id or v_end is not null or v_needs = 0)
    for update skip locked));
  return null;
end
$$;

-- Runs at the commit in which a job begins to wait: what it waits for may have come since.
create or replace function awa_store.wait_begun()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_outcome text;
begin
  if current_setting('transaction_isolation') = 'read committed' then
    v_outcome := awa_store.outcome_of(new.on_kind, new.on_id, new.outcome);
    if v_outcome <> '' then
      perform awa_store.arrive(new.on_kind, array[new.on_id], v_outcome);
    elsif new.outcome is not null then
      -- A parent that has been retried since.
      update awa_store.wait w
      set outcome = null
      where w.on_kind = new.on_kind and w.on_id = new.on_id and w.job_id = new.job_id and w.on_kind <> 'place';
    end if;
  end if;
  return null;
end
$$;

call awa_store.plan('awa_store.arrive', 'walk');
call awa_store.publish('awa_store.arrive');
call awa_store.publish('awa_store.outcome_of');
call awa_store.plan('awa_store.wait_arrived', 'probe');
call awa_store.publish('awa_store.wait_arrived');
call awa_store.publish('awa_store.wait_begun');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa_store.wait'::regclass and tgname = 'wait_arrived')
  then
    create constraint trigger wait_arrived
      after update of outcome on awa_store.wait
      deferrable initially deferred
      for each row when (new.outcome is not null and new.job_id > 0) execute function awa_store.wait_arrived();
    create constraint trigger wait_begun
      after insert on awa_store.wait
      deferrable initially deferred
      for each row when (new.job_id > 0 and new.on_kind not in ('place', 'time'))
      execute function awa_store.wait_begun();
  end if;
end
$$;
