-- Jobs that wait for others to end: pending in deferred, with a row in wait for each job that had not ended.

-- Enters what a new job waits for: parents that have completed are left out. waits: whether any is left that it needs.
-- How one has ended otherwise is noted at once, since it may be known no more at commit. needed: how many have to end
-- well; null: all. needs: how many of those that are left. until: when it waits no longer.
-- fault: the code, message and hint of an error: AW001 bad list, AW003 too many, AW010 no such job, AW013.
create or replace function awa_store.add_parents(
  child_id bigint,
  parents jsonb,
  needed int,
  until timestamptz,
  out waits boolean,
  out needs int,
  out fault text[]
)
language plpgsql
volatile
as $$
declare
  v_parent jsonb;
  v_state text;
  v_count int := 0;
begin
  waits := false;
  needs := needed;
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
  for v_parent in select distinct on (ltrim(p #>> '{}', '0')) p from jsonb_array_elements(parents) p loop
    v_count := v_count + 1;
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
    elsif v_state = 'completed' then
      needs := needs - 1;
    else
      fault := awa_store.triggers_fault('waiting for parents');
      if fault is not null then
        return;
      end if;
      perform awa_store.begin_wait(
        add_parents.child_id, 'job', (v_parent #>> '{}')::bigint::text,
        outcome => case when v_state in ('failed', 'cancelled') then v_state end);
      waits := true;
    end if;
  end loop;
  if needed > v_count then
    fault := array[
      'AW001', format('parents_needed is %s, and there are %s parents', needed, v_count),
      'Leave it out to wait for all of them.'];
    return;
  end if;
  if needs <= 0 then
    waits := false;
    delete from awa_store.wait w where w.job_id = add_parents.child_id and w.on_kind <> 'place';
  elsif waits and until is not null then
    perform awa_store.begin_wait(add_parents.child_id, 'time', '', until);
  end if;
end
$$;

-- Notes that parents have ended: see arrive.
-- Errors: AW013.
create or replace function awa_store.free_children(parent_ids bigint[], state text)
returns int
language plpgsql
volatile
as $$
begin
  return awa_store.arrive('job', free_children.parent_ids::text[], free_children.state);
end
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

-- What becomes of a pending job when something that it waits for has come to this: null if it may go on, else the state
-- in which it ends, and the reason.
create or replace function awa_store.end_by(
  waiting awa_store.deferred,
  on_kind text,
  on_id text,
  outcome text,
  due_at timestamptz
)
returns text[]
language sql
stable
as $$
  select array[
    case waiting.options ->> 'on_parent_failure' when 'fail' then 'failed' else 'cancelled' end,
    case end_by.on_kind
      when 'time' then format('its parents had not ended by %s', awa_store.utc(end_by.due_at))
      else format('parent %s is %s', end_by.on_id, end_by.outcome)
    end]
  where end_by.outcome <> 'completed' and waiting.options ->> 'on_parent_failure' is distinct from 'run';
$$;

call awa_store.publish('awa_store.add_parents');
call awa_store.publish('awa_store.free_children');
call awa_store.publish('awa_store.end_of');
call awa_store.publish('awa_store.end_by');
