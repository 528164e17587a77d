-- Jobs that wait for others to end: pending in deferred, with a row in parent for each job that had not ended.

-- Enters what a new job waits for: parents that have completed are left out. waits: whether any is left. How one has
-- ended otherwise is noted at once, since it may be known no more at commit.
-- fault: the code, message and hint of an error: AW001 bad list, AW003 too many, AW010 no such job, AW013.
create or replace function awa_store.add_parents(child_id bigint, parents jsonb, out waits boolean, out fault text[])
language plpgsql
volatile
as $$
declare
  v_parent jsonb;
  v_state text;
begin
  waits := false;
  if jsonb_typeof(parents) <> 'array' or parents = '[]' then
    fault := array[
      'AW001', format('parents must be a list of 1 to 100 job ids, not %s', awa_store.excerpt(parents)),
      'Leave it out for a job that waits for no other.'];
    return;
  end if;
  if jsonb_array_length(parents) > 100 then
    fault := array[
      'AW003', format('%s parents, more than 100', jsonb_array_length(parents)),
      'Let a job in between wait for some of them.'];
    return;
  end if;
  -- Whoever looks has a number: forget_parents counts on it.
  perform pg_current_xact_id();
  for v_parent in select distinct p from jsonb_array_elements(parents) p loop
    -- Text, too: not every language has 64-bit numbers in JSON.
    if jsonb_typeof(v_parent) not in ('number', 'string') or v_parent #>> '{}' !~ '^[0-9]{1,18}$' then
      fault := array[
        'AW001', format('parents names %s, which is not a job id', awa_store.excerpt(v_parent)),
        'Pass ids that insert_job returned.'];
      return;
    end if;
    select l.state into v_state from awa_store.locate((v_parent #>> '{}')::bigint) l;
    if v_state is null then
      fault := array[
        'AW010', format('parent %s does not exist, or its history has expired', v_parent),
        'Insert the child while its parents are known; get_job tells.'];
      return;
    elsif v_state <> 'completed' then
      fault := awa_store.triggers_fault('waiting for parents');
      if fault is not null then
        return;
      end if;
      insert into awa_store.parent (parent_id, child_id, ended_state)
      values (
        (v_parent #>> '{}')::bigint, add_parents.child_id,
        case when v_state in ('failed', 'cancelled') then v_state end)
      on conflict do nothing;
      waits := true;
    end if;
  end loop;
end
$$;

-- Notes that parents have ended; parent_ended sees to their children at commit, to 1000 of them: returns how many.
-- Children beyond that, such as this transaction cannot see and such whose rows tick is looking at are left for tick: a
-- row of parent says so.
-- Errors: AW013.
create or replace function awa_store.free_children(parent_ids bigint[], state text)
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
    if not exists (select from awa_store.parent p where p.parent_id = any (free_children.parent_ids)) then
      return 0;
    end if;
    v_fault := awa_store.triggers_fault('the end of a job that others wait for');
    if v_fault is not null then
      raise exception using errcode = v_fault[1], message = v_fault[2], hint = v_fault[3];
    end if;
    with freed as (
      update awa_store.parent p
      set ended_state = free_children.state
      where p.ctid = any (array(
        select o.ctid
        from awa_store.parent o
        where o.parent_id = any (free_children.parent_ids) and o.child_id > 0
        limit 1000
        for update skip locked))
      returning p.child_id
    )
    select array_agg(distinct awa_store.child_lock_id(f.child_id)), count(*) into v_keys, v_count from freed f;
    perform awa_store.note_commit_locks('child', v_keys);
  end if;
  insert into awa_store.parent (parent_id, child_id, ended_state)
  select e, -pg_current_xact_id()::text::bigint, free_children.state
  from unnest(free_children.parent_ids) e
  where v_is_blind
    or exists (
      select from awa_store.parent p where p.parent_id = e and p.child_id > 0 and p.ended_state is null)
  on conflict do nothing;
  return v_count;
end
$$;

-- Whether any job has ever waited for another, as far as can be told from any snapshot: then the table has a page.
create or replace function awa_store.has_parents()
returns boolean
language sql
volatile
as $$
  select pg_relation_size('awa_store.parent') > 0;
$$;

-- How a job has ended, '' if it has not. One of which nothing is known any more has ended as it was last seen, and else
-- counts as completed. From one snapshot, in which a job is either kept or forgotten.
create or replace function awa_store.end_of(job_id bigint, seen text default null)
returns text
language sql
volatile
as $$
  select coalesce(
    (select e.state from awa_store.ended e where e.job_id = end_of.job_id),
    (
      select case when l.state in ('completed', 'failed', 'cancelled') then l.state else '' end
      from awa_store.locate(end_of.job_id) l
      where l.state is not null),
    (select f.ended_state from awa_store.forgotten f where f.job_id = end_of.job_id),
    end_of.seen,
    'completed');
$$;

-- Runs at the commit that ends a parent, so that a long transaction does not hold up the child: the child follows a
-- parent that failed or was cancelled, if it is to, and may run when it has no other parents. If the child is busy,
-- tick tries again.
-- Locks: the child, see commit_lock.
create or replace function awa_store.parent_ended()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_child awa_store.deferred;
  v_failed awa_store.parent;
  v_policy text;
begin
  if new.child_id < 0 then
    return null;
  end if;
  if awa_store.end_of(new.parent_id) = '' then
    -- It has been retried since.
    update awa_store.parent p
    set ended_state = null, safe_after = '0'
    where p.parent_id = new.parent_id and p.child_id = new.child_id;
    return null;
  end if;
  if awa_store.commit_lock('child', awa_store.child_lock_id(new.child_id)) then
    select d.* into v_child
    from (select d.* from awa_store.deferred d where d.job_id = new.child_id offset 0 for update skip locked) d
    where d.state = 'pending';
  end if;
  if v_child.job_id is null then
    if not exists (
      select
      from (select d.state from awa_store.deferred d where d.job_id = new.child_id offset 0) d
      where d.state = 'pending')
    then
      delete from awa_store.parent p where p.parent_id = new.parent_id and p.child_id = new.child_id;
    else
      update awa_store.parent p
      set safe_after = '0'
      where p.parent_id = new.parent_id and p.child_id = new.child_id and p.safe_after is null;
    end if;
    return null;
  end if;
  v_policy := coalesce(v_child.options ->> 'on_parent_failure', 'cancel');
  select p.* into v_failed
  from awa_store.parent p
  where p.child_id = new.child_id and p.ended_state in ('failed', 'cancelled') and v_policy <> 'run'
  limit 1;
  if found then
    perform awa_store.end_waiting(
      v_child.job_id, case v_policy when 'fail' then 'failed' else 'cancelled' end,
      format('parent %s is %s', v_failed.parent_id, v_failed.ended_state));
  elsif not exists (select from awa_store.parent p where p.child_id = new.child_id and p.ended_state is null) then
    if v_child.run_at > awa_store.clock() then
      update awa_store.deferred d set state = 'scheduled' where d.job_id = v_child.job_id;
    else
      perform awa_store.make_ready(array[v_child.job_id]);
    end if;
    perform awa_store.wake(v_child.queue);
  end if;
  delete from awa_store.parent p where p.parent_id = new.parent_id and p.child_id = new.child_id;
  return null;
end
$$;

-- Runs at the commit that inserts a child: a parent may have ended since.
create or replace function awa_store.parent_added()
returns trigger
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_state text;
begin
  if current_setting('transaction_isolation') = 'read committed' then
    v_state := awa_store.end_of(new.parent_id, new.ended_state);
    if v_state <> '' then
      perform awa_store.free_children(array[new.parent_id], v_state);
    elsif new.ended_state is not null then
      -- It has been retried since.
      update awa_store.parent p set ended_state = null where p.parent_id = new.parent_id and p.child_id = new.child_id;
    end if;
  end if;
  return null;
end
$$;

-- Looks at young rows: their parents may have ended in transactions that did not see them. Goes on after the parent
-- where the last call stopped; returns how many parents have ended. A row grows old in three looks: at the first it is
-- there to be seen, so who has missed it has a number already; the second, in a later transaction, has a greater one;
-- at the third all below that one are over.
create or replace function awa_store.look_at_parents(max_parents int)
returns int
language plpgsql
volatile
as $$
declare
  v_is_fresh boolean := pg_current_xact_id_if_assigned() is null;
  v_parent bigint := (select w.young_parent from awa_store.watch w);
  v_state text;
  v_count int := 0;
  v_freed int := 0;
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    return 0;
  end if;
  perform awa_store.forget_parents(10000);
  if not awa_store.has_parents() then
    return 0;
  end if;
  -- Ends in old snapshots of jobs without children.
  delete from awa_store.parent p
  where p.ctid = any (array(
    select o.ctid
    from awa_store.parent o
    where o.child_id < 0
      and not exists (select from awa_store.parent c where c.parent_id = o.parent_id and c.child_id > 0)
    order by o.parent_id
    limit 10000
    for update skip locked));
  for i in 1..look_at_parents.max_parents loop
    select p.parent_id into v_parent
    from awa_store.parent p
    where p.parent_id > v_parent and p.safe_after is not null
    order by p.parent_id
    limit 1;
    v_parent := coalesce(v_parent, 0);
    exit when v_parent = 0;
    v_state := awa_store.end_of(
      v_parent,
      (
        select p.ended_state
        from awa_store.parent p
        where p.parent_id = v_parent and p.ended_state is not null
        order by p.child_id
        limit 1
      ));
    delete from awa_store.parent p
    where p.ctid = any (array(
      select o.ctid from awa_store.parent o where o.parent_id = v_parent and o.child_id < 0 for update skip locked));
    if v_state <> '' then
      v_freed := v_freed + awa_store.free_children(array[v_parent], v_state);
      v_count := v_count + 1;
      -- Each costs as much as a settle.
      exit when v_freed >= 2000;
    else
      -- One that had ended when the child was inserted, or is busy since, has been retried.
      update awa_store.parent p
      set
        ended_state = null,
        safe_after = case
          when p.ended_state is not null then '0'
          when p.safe_after = '0' then '1'
          when p.safe_after = '1' then pg_current_xact_id()
        end
      where p.ctid = any (array(
        select o.ctid
        from awa_store.parent o
        where o.parent_id = v_parent
          and case
            when o.ended_state is not null or o.safe_after = '0' then true
            when o.safe_after = '1' then v_is_fresh
            else o.safe_after < pg_snapshot_xmin(pg_current_snapshot())
          end
        for update skip locked));
    end if;
  end loop;
  -- All of them each time, unless there are too many.
  update awa_store.watch w set young_parent = v_parent where w.young_parent <> v_parent;
  return v_count;
end
$$;

call awa_store.publish('awa_store.add_parents');
call awa_store.plan('awa_store.free_children', 'walk');
call awa_store.publish('awa_store.free_children');
call awa_store.publish('awa_store.has_parents');
call awa_store.publish('awa_store.end_of');
call awa_store.plan('awa_store.parent_ended', 'probe');
call awa_store.publish('awa_store.parent_ended');
call awa_store.publish('awa_store.parent_added');
call awa_store.plan('awa_store.look_at_parents', 'walk');
call awa_store.publish('awa_store.look_at_parents');

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger where tgrelid = 'awa_store.parent'::regclass and tgname = 'parent_ended')
  then
    create constraint trigger parent_ended
      after update of ended_state on awa_store.parent
      deferrable initially deferred
      for each row when (new.ended_state is not null) execute function awa_store.parent_ended();
    create constraint trigger parent_added
      after insert on awa_store.parent
      deferrable initially deferred
      for each row when (new.child_id > 0) execute function awa_store.parent_added();
  end if;
end
$$;
