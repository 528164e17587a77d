-- Why a job cannot replace its key's holder, which is of another kind, since a key made elsewhere may stand for any:
-- null, or the code, message and hint of an error, AW004.
create or replace function awa_store.other_kind_fault(holder bigint, old_kind text, new_kind text)
returns text[]
language sql
immutable
as $$
  select case
    when old_kind <> new_kind then array[
      'AW004',
      format(
        'job %s, which holds the unique key, is of kind %s: one of kind %s cannot replace it',
        holder, old_kind, new_kind),
      'Make keys of different kinds differ, as unique_by.key does, or use on_conflict = existing.']
  end;
$$;

-- Gives the holder of a unique key the args and the other fields of a new request, if it still waits (scheduled,
-- available, blocked, retryable, or pending, which goes on to wait for its parents): outcome replaced. earliest: keep
-- the earlier of both run_at. A holder that runs or is parked is left alone: outcome existing. No row: it moved
-- meanwhile, look again. The job keeps its id, and its attempts where it is retryable.
-- fault: AW004 for a holder of another kind, in whatever state, AW008 or AW013 for one that cannot be taken out of its
-- lane; see insert_any.
create or replace function awa_store.replace_waiting(
  holder bigint,
  new_run_at timestamptz,
  earliest boolean,
  new_priority int,
  new_max_attempts int,
  new_queue text,
  new_kind text,
  new_args jsonb,
  new_ordering_key text,
  new_tags text[],
  new_metadata jsonb,
  new_options jsonb
)
returns table (id bigint, outcome text, state text, queue_name text, partition int, due_at timestamptz, fault text[])
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_at record;
  v_row awa_store.deferred;
  v_old record;
begin
  select * into v_at from awa_store.locate(replace_waiting.holder);
  if v_at.place = 'deferred' and v_at.state <> 'waiting_external' then
    -- Before the row, as where it is taken out of a lane: a commit that withdraws the job will take this row.
    perform pg_advisory_xact_lock(
      awa_store.lock_class('withdrawal'), awa_store.withdrawal_lock_id(replace_waiting.holder));
    delete from awa_store.deferred d
    where d.job_id = replace_waiting.holder and d.state <> 'waiting_external'
    returning d.* into v_row;
    if not found then
      return;
    end if;
    v_old := v_row;
    if v_row.state = 'blocked' then
      perform awa_store.leave_line(v_row);
    end if;
    fault := awa_store.other_kind_fault(replace_waiting.holder, v_old.kind, replace_waiting.new_kind);
    if fault is not null then
      return next;
      return;
    end if;
  elsif v_at.place = 'ready' then
    -- An entry never changes.
    select
      'available' as state, r.kind, r.run_at, r.created_at, r.attempt, r.unique_key, r.options, r.progress, r.errors,
      null::text as stack
    into v_old
    from awa_store.ready r
    where r.job_id = replace_waiting.holder and r.seq = v_at.seq;
    if not found then
      return;
    end if;
    fault := coalesce(
      awa_store.other_kind_fault(replace_waiting.holder, v_old.kind, replace_waiting.new_kind),
      awa_store.withdrawal_fault(replace_waiting.holder, 'replace'));
    if fault is not null then
      return next;
      return;
    end if;
    if not awa_store.try_withdraw(
      replace_waiting.holder, v_at.lane, v_at.xid, v_at.seq, 'replace')
    then
      return;
    end if;
  else
    select h.* into v_old from awa_store.job_summary(replace_waiting.holder) h;
    if found then
      return query
      select
        v_old.id, 'existing', v_old.state, v_old.queue, v_old.partition, v_old.run_at,
        awa_store.other_kind_fault(replace_waiting.holder, v_old.kind, replace_waiting.new_kind);
    end if;
    return;
  end if;
  id := replace_waiting.holder;
  outcome := 'replaced';
  queue_name := replace_waiting.new_queue;
  due_at := case
    when replace_waiting.earliest then least(v_old.run_at, replace_waiting.new_run_at)
    else replace_waiting.new_run_at
  end;
  state := case
    when v_old.state = 'pending' then 'pending'
    when due_at <= awa_store.clock() then 'available'
    else 'scheduled'
  end;
  if v_old.state <> 'available' and not awa_store.same_lines(v_old.options, replace_waiting.new_options) then
    perform awa_store.free_places(array[id]);
  end if;
  -- Numbered only now: while this call waited for the key, the holder may have got newer entries.
  partition := awa_store.enter(
    state, id, nextval('awa_store.entry_seq'), due_at, v_old.created_at, replace_waiting.new_priority, v_old.attempt,
    greatest(replace_waiting.new_max_attempts, v_old.attempt), queue_name, v_old.kind, replace_waiting.new_args,
    replace_waiting.new_ordering_key, v_old.unique_key, nullif(replace_waiting.new_tags, '{}'),
    nullif(replace_waiting.new_metadata, '{}'),
    case
      when v_old.state = 'pending' then
        coalesce(replace_waiting.new_options, '{}')
        || jsonb_strip_nulls(jsonb_build_object('on_parent_failure', v_old.options -> 'on_parent_failure'))
      else replace_waiting.new_options
    end,
    v_old.progress, v_old.errors, v_old.stack, v_row.needs);
  return next;
end
$$;

call awa_store.publish('awa_store.other_kind_fault');
call awa_store.publish('awa_store.replace_waiting');
