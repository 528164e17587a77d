-- Places: a job takes one in each of its lines when it first starts and keeps it until it has ended, through retries
-- and snoozes, so that jobs of a concurrency key with one place run strictly in their order. A line is what jobs wait
-- in for a place: that of a concurrency key is named by k and the key, that of a key of a limit by l, the id of the
-- limit and the key.

-- The lines that a job with these options needs a place in, how much of each it takes, and how much there is.
create or replace function awa_store.lines_of(options jsonb)
returns table (line text, weight int, places int, lasts boolean)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
  if options ? 'concurrency_key' then
    line := 'k' || (options ->> 'concurrency_key');
    weight := 1;
    places := (
      select k.concurrency from awa_store.limit_key k where k.limit_id = 0 and k.key = options ->> 'concurrency_key');
    places := coalesce(places, awa_store.option_count(options, 'concurrency_limit', 10000), 1);
    lasts := true;
    return next;
  end if;
  if options ? 'limits' then
    return query
    select
      awa_store.limit_line(l.limit_id, j.key), least(j.weight, coalesce(k.concurrency, l.concurrency)),
      coalesce(k.concurrency, l.concurrency), l.lasts
    from awa_store.job_limits(options) j
    join awa_store.limit_rule l on l.name = j.name
    left join awa_store.limit_key k on k.limit_id = l.limit_id and k.key = j.key
    where coalesce(k.concurrency, l.concurrency) is not null
    order by l.limit_id, j.key;
  end if;
end
$$;

-- Whether jobs with these options need the same places.
create or replace function awa_store.same_lines(options jsonb, others jsonb)
returns boolean
language sql
immutable
as $$
  select options -> 'concurrency_key' is not distinct from others -> 'concurrency_key'
    and options -> 'limits' is not distinct from others -> 'limits';
$$;

-- Takes the places that a job needs which is to start, and counts it in the rates of its limits, all or none. Jobs come
-- in one order in all lines, by run_at and job_id: nobody waits for one that comes later, and a place that such a one
-- was given, and has not started with, is taken from it. So of jobs that need several lines the first always gets on.
-- line: the one in which the job has to wait, for a place or behind others; opens_at: when a rate allows it to start;
-- both null: it may. Where it could not look, since a line is busy, it leaves a mark for tick. A place in another line
-- that it was given before, and has not started with, is given up. at: when it is counted to start; is_back: it was put
-- off before.
-- Locks: the lines, until commit; waited for only by a transaction that holds none, and for the first alone.
create or replace function awa_store.take_places(
  job_id bigint,
  run_at timestamptz,
  options jsonb,
  at timestamptz,
  is_back boolean,
  out line text,
  out opens_at timestamptz
)
language plpgsql
volatile
as $$
declare
  v_has text[] := '{}';
  v_waits boolean := false;
  v_place record;
  v_line record;
  v_is_full boolean;
  v_new text[] := '{}';
  v_weights int[] := '{}';
  v_most int[] := '{}';
  v_lasts boolean[] := '{}';
begin
  -- One that is just being taken from it counts as gone.
  for v_place in
    select p.line, true as has_started
    from awa_store.place p
    where p.job_id = take_places.job_id and p.has_started
    union all
    select o.line, false
    from (
      select p.line
      from awa_store.place p
      where p.job_id = take_places.job_id and not p.has_started
      for update skip locked
    ) o
  loop
    v_has := v_has || v_place.line;
    v_waits := v_waits or not v_place.has_started;
  end loop;
  for v_line in select l.line, l.weight, l.places, l.lasts from awa_store.lines_of(take_places.options) l loop
    continue when v_line.line = any (v_has);
    if not awa_store.lock_line(v_line.line) then
      perform awa_store.mark_wait('place', v_line.line);
      line := v_line.line;
      exit;
    end if;
    v_is_full := v_line.weight + (
      select coalesce(sum(p.weight), 0)
      from awa_store.place p
      where p.line = v_line.line
        and (p.has_started or (p.run_at, p.job_id) < (take_places.run_at, take_places.job_id))
    ) > v_line.places;
    if v_is_full or exists (
      select
      from awa_store.wait w
      where w.on_kind = 'place' and w.on_id = v_line.line and w.job_id > 0
        and (w.due_at, w.job_id) < (take_places.run_at, take_places.job_id))
    then
      if not v_is_full then
        -- Who is in front may have been overlooked.
        perform awa_store.mark_wait('place', v_line.line);
      end if;
      line := v_line.line;
      exit;
    end if;
    v_new := v_new || v_line.line;
    v_weights := v_weights || v_line.weight;
    v_most := v_most || v_line.places;
    v_lasts := v_lasts || v_line.lasts;
  end loop;
  if line is null and v_new <> '{}' then
    -- But for one that is just starting with it.
    delete from awa_store.place p
    where p.ctid = any (array(
      select o.ctid
      from awa_store.place o
      where o.line = any (v_new) and not o.has_started
        and (o.run_at, o.job_id) > (take_places.run_at, take_places.job_id)
      for update skip locked));
    if found then
      perform awa_store.note_commit_locks('concurrency', array(select awa_store.line_lock_id(n) from unnest(v_new) n));
    end if;
    select n.line into line
    from unnest(v_new, v_weights, v_most) n (line, weight, places)
    where awa_store.taken(n.line) + n.weight > n.places
    limit 1;
  end if;
  if line is null and take_places.options ? 'limits' then
    opens_at := awa_store.count_start(take_places.options, take_places.at, take_places.is_back);
  end if;
  if line is not null or opens_at is not null then
    if v_waits then
      perform awa_store.free_places(array[take_places.job_id], only_unstarted => true);
    end if;
    return;
  end if;
  if v_waits then
    update awa_store.place p set has_started = true where p.job_id = take_places.job_id and not p.has_started;
  end if;
  if v_new <> '{}' then
    insert into awa_store.place (job_id, run_at, weight, has_started, lasts, line)
    select take_places.job_id, take_places.run_at, n.weight, true, n.lasts, n.line
    from unnest(v_new, v_weights, v_lasts) n (line, weight, lasts);
  end if;
end
$$;

-- Takes the lock of a line for a claim: false if somebody has it, and this transaction may not wait for it.
create or replace function awa_store.lock_line(line text)
returns boolean
language plpgsql
volatile
as $$
begin
  if not awa_store.waits_no_more() then
    perform pg_advisory_xact_lock(awa_store.lock_class('concurrency'), awa_store.line_lock_id(lock_line.line));
    perform awa_store.wait_no_more();
    return true;
  end if;
  return pg_try_advisory_xact_lock(awa_store.lock_class('concurrency'), awa_store.line_lock_id(lock_line.line));
end
$$;

-- How much of a line is taken.
create or replace function awa_store.taken(line text)
returns bigint
language plpgsql
volatile
as $$
begin
  return (select coalesce(sum(p.weight), 0) from awa_store.place p where p.line = taken.line);
end
$$;

-- Takes a job that does not wait for a place any more out of its line, where others may have a place now. waiting: as
-- it was when it was blocked. Returns the line.
create or replace function awa_store.leave_line(waiting awa_store.deferred)
returns text
language plpgsql
volatile
as $$
declare
  v_line text;
begin
  delete from awa_store.wait w
  where w.on_kind = 'place' and w.on_id = any (array(select l.line from awa_store.lines_of(waiting.options) l))
    and w.due_at = waiting.run_at and w.job_id = waiting.job_id
  returning w.on_id into v_line;
  if v_line is null then
    -- The limit was changed or deleted since.
    delete from awa_store.wait w
    where w.on_kind = 'place' and w.due_at = waiting.run_at and w.job_id = waiting.job_id
    returning w.on_id into v_line;
  end if;
  if v_line is not null then
    perform awa_store.mark_wait('place', v_line);
  end if;
  return v_line;
end
$$;

-- Lets blocked jobs of a line in, in their order, as far as there are places: they have one from here on. Ends those
-- whose start_by is over. Leaves off, with a mark for tick, at a job that another transaction is just changing; returns
-- how many are in. Only for who holds the line's lock.
create or replace function awa_store.let_in(line text)
returns int
language plpgsql
volatile
as $$
declare
  v_next record;
  v_place record;
  v_job awa_store.deferred;
  v_count int := 0;
begin
  loop
    select w.job_id, w.due_at into v_next
    from awa_store.wait w
    where w.on_kind = 'place' and w.on_id = let_in.line and w.job_id > 0
    order by w.due_at, w.job_id
    limit 1;
    exit when not found;
    select d.* into v_job from awa_store.deferred d where d.job_id = v_next.job_id and d.state = 'blocked';
    if found then
      select l.weight, l.places, l.lasts into v_place
      from awa_store.lines_of(v_job.options) l
      where l.line = let_in.line;
      exit when awa_store.taken(let_in.line) + v_place.weight > v_place.places;
      select d.* into v_job
      from (select d.* from awa_store.deferred d where d.job_id = v_next.job_id offset 0 for update skip locked) d
      where d.state = 'blocked';
      if not found then
        perform awa_store.mark_wait('place', let_in.line);
        exit;
      end if;
    end if;
    delete from awa_store.wait w
    where w.on_kind = 'place' and w.on_id = let_in.line and w.due_at = v_next.due_at and w.job_id = v_next.job_id;
    continue when v_job.job_id is null;
    if awa_store.option_time(v_job.options, 'start_by') <= awa_store.clock() then
      perform awa_store.end_waiting(v_job.job_id, 'cancelled', awa_store.expiry_reason(v_job.options));
    else
      if v_place.weight is not null then
        insert into awa_store.place (job_id, run_at, weight, has_started, lasts, line)
        values (v_job.job_id, v_job.run_at, v_place.weight, false, v_place.lasts, let_in.line);
      end if;
      perform awa_store.make_ready(array[v_job.job_id]);
      perform awa_store.wake(v_job.queue);
      v_count := v_count + 1;
    end if;
  end loop;
  return v_count;
end
$$;

-- Lets jobs in that wait for a place in a line, as tick does; the marks of the line go. Null if the line is busy.
-- Locks: the line, see commit_lock.
create or replace function awa_store.let_in_next(line text)
returns int
language plpgsql
volatile
as $$
begin
  if not awa_store.commit_lock('concurrency', awa_store.line_lock_id(let_in_next.line)) then
    return null;
  end if;
  delete from awa_store.wait w
  where w.ctid = any (array(
    select o.ctid
    from awa_store.wait o
    where o.on_kind = 'place' and o.on_id = let_in_next.line and o.job_id < 0
    for update skip locked));
  return awa_store.let_in(let_in_next.line);
end
$$;

-- Gives up the places of jobs that have ended, or will not start soon; others are let in at commit. only_unstarted:
-- those that they have not started with; only_passing: those in lines that count only what runs, since the attempt is
-- over.
-- Errors: AW013.
create or replace function awa_store.free_places(
  job_ids bigint[],
  only_unstarted boolean default false,
  only_passing boolean default false
)
returns void
language plpgsql
volatile
as $$
declare
  v_keys int[];
  v_fault text[];
begin
  with gone as (
    delete from awa_store.place p
    where p.job_id = any (free_places.job_ids) and (not p.has_started or not only_unstarted)
      and (not p.lasts or not only_passing)
    returning p.line
  )
  select array_agg(distinct awa_store.line_lock_id(g.line)) into v_keys from gone g;
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
create or replace function awa_store.keeps_place(job_id bigint, has_started boolean, line text)
returns boolean
language sql
stable
as $$
  select coalesce(
    (
      select
        (j.is_due or keeps_place.has_started)
        and exists (select from awa_store.lines_of(j.options) l where l.line = keeps_place.line)
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

-- Runs at the commit that gives up a place, so that a long transaction does not hold up the line. Who does not see the
-- present cannot count places: then, and if the line is busy, a mark has tick let others in.
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
    and awa_store.commit_lock('concurrency', awa_store.line_lock_id(old.line))
  then
    perform awa_store.let_in(old.line);
  else
    perform awa_store.mark_wait('place', old.line);
  end if;
  return null;
end
$$;

call awa_store.publish('awa_store.lines_of');
call awa_store.publish('awa_store.same_lines');
call awa_store.publish('awa_store.lock_line');
call awa_store.plan('awa_store.taken', 'probe');
call awa_store.publish('awa_store.taken');
call awa_store.plan('awa_store.take_places', 'probe');
call awa_store.publish('awa_store.take_places');
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
