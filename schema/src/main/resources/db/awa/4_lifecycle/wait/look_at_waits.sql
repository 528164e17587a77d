-- Looks at young rows of pending jobs: what they wait for may have come in transactions that did not see them. Goes on
-- after the thing where the last call stopped; returns how many have come. A row grows old in three looks: at the first
-- it is there to be seen, so who has missed it has a number already; the second, in a later transaction, has a greater
-- one; at the third all below that one are over.
create or replace function awa_store.look_at_waits(max_things int)
returns int
language plpgsql
volatile
as $$
declare
  v_is_fresh boolean := pg_current_xact_id_if_assigned() is null;
  v_id text := (select w.looked_job from awa_store.watch w);
  v_outcome text;
  v_count int := 0;
  v_met int := 0;
begin
  if current_setting('transaction_isolation') <> 'read committed' or not awa_store.has_waits() then
    return 0;
  end if;
  perform awa_store.lose_patience(1000);
  -- What has come in old snapshots and nobody waits for.
  delete from awa_store.wait w
  where w.ctid = any (array(
    select o.ctid
    from awa_store.wait o
    where o.on_kind = 'job' and o.job_id < 0
      and not exists (
        select from awa_store.wait c where c.on_kind = 'job' and c.on_id = o.on_id and c.job_id > 0)
    order by o.on_id
    limit 10000
    for update skip locked));
  for i in 1..look_at_waits.max_things loop
    select w.on_id into v_id
    from awa_store.wait w
    where w.on_kind = 'job' and w.on_id > v_id and w.safe_after is not null
    order by w.on_id
    limit 1;
    v_id := coalesce(v_id, '');
    exit when v_id = '';
    v_outcome := awa_store.outcome_of(
      'job', v_id,
      (
        select w.outcome
        from awa_store.wait w
        where w.on_kind = 'job' and w.on_id = v_id and w.outcome is not null
        order by w.job_id
        limit 1
      ));
    delete from awa_store.wait w
    where w.ctid = any (array(
      select o.ctid
      from awa_store.wait o
      where o.on_kind = 'job' and o.on_id = v_id and o.job_id < 0
      for update skip locked));
    if v_outcome <> '' then
      v_met := v_met + awa_store.arrive('job', array[v_id], v_outcome);
      v_count := v_count + 1;
      -- Each costs as much as a settle.
      exit when v_met >= 2000;
    else
      -- One that had ended when the child was inserted, or is busy since, has been retried.
      update awa_store.wait w
      set
        outcome = null,
        safe_after = case
          when w.outcome is not null then '0'
          when w.safe_after = '0' then '1'
          when w.safe_after = '1' then pg_current_xact_id()
        end
      where w.ctid = any (array(
        select o.ctid
        from awa_store.wait o
        where o.on_kind = 'job' and o.on_id = v_id
          and case
            when o.outcome is not null or o.safe_after = '0' then true
            when o.safe_after = '1' then v_is_fresh
            else o.safe_after < pg_snapshot_xmin(pg_current_snapshot())
          end
        for update skip locked));
    end if;
  end loop;
  -- All of them each time, unless there are too many.
  update awa_store.watch w set looked_job = v_id where w.looked_job <> v_id;
  return v_count;
end
$$;

-- Ends the patience of up to max_jobs jobs whose time is over: a thing that comes.
create or replace function awa_store.lose_patience(max_jobs int)
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
begin
  update awa_store.wait w
  set outcome = 'timed_out'
  where w.ctid = any (array(
    select o.ctid
    from awa_store.wait o
    where o.on_kind = 'time' and o.due_at <= v_now
    order by o.due_at
    limit lose_patience.max_jobs
    for update skip locked));
end
$$;

-- Lets jobs in that wait for places which may be free: those of marked keys, up to max_keys of them. What cannot be had
-- stays marked. Waits first for what this transaction will lock at commit, and for nothing then.
create or replace function awa_store.look_at_places(max_keys int, until timestamptz default 'infinity')
returns int
language plpgsql
volatile
as $$
declare
  v_key text := (select w.looked_place from awa_store.watch w);
  v_count int := 0;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    return 0;
  end if;
  for i in 1..look_at_places.max_keys loop
    select w.on_id into v_key
    from awa_store.wait w
    where w.on_kind = 'place' and w.on_id > v_key and w.job_id < 0
    order by w.on_id
    limit 1;
    v_key := coalesce(v_key, '');
    exit when v_key = '';
    v_count := v_count + coalesce(awa_store.let_in_next(v_key), 0);
    exit when clock_timestamp() > look_at_places.until;
  end loop;
  -- All of them each time, unless there are too many.
  update awa_store.watch w set looked_place = v_key where w.looked_place <> v_key;
  return v_count;
end
$$;

call awa_store.plan('awa_store.look_at_waits', 'walk');
call awa_store.publish('awa_store.look_at_waits');
call awa_store.plan('awa_store.lose_patience', 'probe');
call awa_store.publish('awa_store.lose_patience');
call awa_store.plan('awa_store.look_at_places', 'probe');
call awa_store.publish('awa_store.look_at_places');
