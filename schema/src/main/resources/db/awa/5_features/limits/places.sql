-- Places of concurrency keys: a job takes one when it first starts and keeps it until it has ended, through retries and
-- snoozes, so that jobs of a key with one place run strictly in their order.

-- Takes a place for a job that is to start; true if it has one, or had. Jobs that are blocked come first. One that
-- could not look, since the key is busy, leaves a mark for tick.
-- Locks: the key, until commit; waited for only by a transaction that holds no other.
create or replace function awa_store.take_place(job_id bigint, concurrency_key text, places int)
returns boolean
language plpgsql
volatile
as $$
declare
  v_has_started boolean;
begin
  select p.has_started into v_has_started from awa_store.place p where p.job_id = take_place.job_id;
  if found then
    if not v_has_started then
      update awa_store.place p set has_started = true where p.job_id = take_place.job_id;
    end if;
    return true;
  end if;
  if not awa_store.waits_no_more() then
    perform pg_advisory_xact_lock(
      awa_store.lock_class('concurrency'), awa_store.place_lock_id(take_place.concurrency_key));
    perform awa_store.wait_no_more();
  elsif not pg_try_advisory_xact_lock(
    awa_store.lock_class('concurrency'), awa_store.place_lock_id(take_place.concurrency_key))
  then
    perform awa_store.mark_wait('place', take_place.concurrency_key);
    return false;
  end if;
  if exists (
      select
      from awa_store.wait w
      where w.on_kind = 'place' and w.on_id = take_place.concurrency_key and w.job_id > 0)
    or (
      select count(*) from awa_store.place p where p.concurrency_key = take_place.concurrency_key
    ) >= take_place.places
  then
    return false;
  end if;
  insert into awa_store.place (job_id, has_started, concurrency_key)
  values (take_place.job_id, true, take_place.concurrency_key);
  return true;
end
$$;

-- Takes a job that does not wait for a place any more out of the line of its key, where others may have a place now.
-- waiting: as it was when it was blocked.
create or replace function awa_store.leave_line(waiting awa_store.deferred)
returns void
language plpgsql
volatile
as $$
begin
  delete from awa_store.wait w
  where w.on_kind = 'place' and w.on_id = waiting.options ->> 'concurrency_key' and w.due_at = waiting.run_at
    and w.job_id = waiting.job_id;
  perform awa_store.mark_wait('place', waiting.options ->> 'concurrency_key');
end
$$;

-- Lets blocked jobs of a key in, in their order, as far as there are places: they have one from here on. Ends those
-- whose start_by is over. Leaves off, with a mark for tick, at a job that another transaction is just changing; returns
-- how many are in. Only for who holds the key's lock.
create or replace function awa_store.let_in(concurrency_key text)
returns int
language plpgsql
volatile
as $$
declare
  v_next record;
  v_job awa_store.deferred;
  v_count int := 0;
begin
  loop
    select w.job_id, w.due_at into v_next
    from awa_store.wait w
    where w.on_kind = 'place' and w.on_id = let_in.concurrency_key and w.job_id > 0
    order by w.due_at, w.job_id
    limit 1;
    exit when not found;
    select d.* into v_job from awa_store.deferred d where d.job_id = v_next.job_id and d.state = 'blocked';
    if found then
      exit when coalesce(awa_store.option_count(v_job.options, 'concurrency_limit', 10000), 1)
        <= (select count(*) from awa_store.place p where p.concurrency_key = let_in.concurrency_key);
      select d.* into v_job
      from (select d.* from awa_store.deferred d where d.job_id = v_next.job_id offset 0 for update skip locked) d
      where d.state = 'blocked';
      if not found then
        perform awa_store.mark_wait('place', let_in.concurrency_key);
        exit;
      end if;
    end if;
    delete from awa_store.wait w
    where w.on_kind = 'place' and w.on_id = let_in.concurrency_key and w.due_at = v_next.due_at
      and w.job_id = v_next.job_id;
    continue when v_job.job_id is null;
    if awa_store.option_time(v_job.options, 'start_by') <= awa_store.clock() then
      perform awa_store.end_waiting(v_job.job_id, 'cancelled', awa_store.expiry_reason(v_job.options));
    else
      insert into awa_store.place (job_id, has_started, concurrency_key)
      values (v_job.job_id, false, let_in.concurrency_key);
      perform awa_store.make_ready(array[v_job.job_id]);
      perform awa_store.wake(v_job.queue);
      v_count := v_count + 1;
    end if;
  end loop;
  return v_count;
end
$$;

-- Lets jobs in that wait for a place of a key, as tick does; the marks of the key go. Null if the key is busy.
-- Locks: the key, see commit_lock.
create or replace function awa_store.let_in_next(concurrency_key text)
returns int
language plpgsql
volatile
as $$
begin
  if not awa_store.commit_lock('concurrency', awa_store.place_lock_id(let_in_next.concurrency_key)) then
    return null;
  end if;
  delete from awa_store.wait w
  where w.ctid = any (array(
    select o.ctid
    from awa_store.wait o
    where o.on_kind = 'place' and o.on_id = let_in_next.concurrency_key and o.job_id < 0
    for update skip locked));
  return awa_store.let_in(let_in_next.concurrency_key);
end
$$;

-- Gives up the places of jobs that have ended, or will not start soon; others are let in at commit.
-- Errors: AW013.
create or replace function awa_store.free_places(job_ids bigint[])
returns void
language plpgsql
volatile
as $$
declare
  v_keys int[];
  v_fault text[];
begin
  with gone as (
    delete from awa_store.place p where p.job_id = any (free_places.job_ids) returning p.concurrency_key
  )
  select array_agg(distinct awa_store.place_lock_id(g.concurrency_key)) into v_keys from gone g;
  if v_keys is not null then
    v_fault := awa_store.triggers_fault('giving up the place of a concurrency key');
    if v_fault is not null then
      raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
    end if;
    perform awa_store.note_commit_locks('concurrency', v_keys);
  end if;
end
$$;

-- Whether a job that waits needs the place that it has: it has started before, or will as soon as a worker is free.
create or replace function awa_store.keeps_place(job_id bigint, has_started boolean, concurrency_key text)
returns boolean
language sql
stable
as $$
  select coalesce(
    (
      select j.options ->> 'concurrency_key' = keeps_place.concurrency_key and (j.is_due or keeps_place.has_started)
      from (
        select d.options, false as is_due from awa_store.deferred d where d.job_id = keeps_place.job_id
        union all
        (
          select r.options, true
          from awa_store.ready r
          where r.job_id = keeps_place.job_id
          order by r.seq desc
          limit 1
        )
        limit 1
      ) j
    ),
    false);
$$;

-- Runs at the commit that gives up a place, so that a long transaction does not hold up the key. Who does not see the
-- present cannot count places: then, and if the key is busy, a mark has tick let others in.
-- Locks: see commit_lock.
create or replace function awa_store.place_freed()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_isolation') = 'read committed'
    and awa_store.commit_lock('concurrency', awa_store.place_lock_id(old.concurrency_key))
  then
    perform awa_store.let_in(old.concurrency_key);
  else
    perform awa_store.mark_wait('place', old.concurrency_key);
  end if;
  return null;
end
$$;

call awa_store.plan('awa_store.take_place', 'probe');
call awa_store.publish('awa_store.take_place');
call awa_store.plan('awa_store.leave_line', 'probe');
call awa_store.publish('awa_store.leave_line');
call awa_store.plan('awa_store.let_in', 'probe');
call awa_store.publish('awa_store.let_in');
call awa_store.plan('awa_store.let_in_next', 'probe');
call awa_store.publish('awa_store.let_in_next');
call awa_store.plan('awa_store.free_places', 'probe');
call awa_store.publish('awa_store.free_places');
call awa_store.publish('awa_store.keeps_place');
call awa_store.publish('awa_store.place_freed');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa_store.place'::regclass and tgname = 'place_freed')
  then
    create constraint trigger place_freed
      after delete on awa_store.place
      deferrable initially deferred
      for each row execute function awa_store.place_freed();
  end if;
end
$$;
