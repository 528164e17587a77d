-- Makes the schedules of a declared set what it says: a JSON array of objects with the arguments of put_schedule. All
-- or nothing. prune: deletes those that an earlier call with the same source and by the same login has put and that the
-- set has no more; never others. dry_run: changes nothing, and answers as if it did.
-- Returns a row per schedule, in the order of the array, and then of the deleted ones by name: outcome created,
-- updated, unchanged or deleted, and changes, what differs, each with from and to.
-- opts: source, the name of the set; default unless given.
-- Errors: those of put_schedule; the message names the position, counted from 1, and the name.
-- Locks: the schedules, in the order of their names. Wakes sleeping workers of the queues at commit.
-- Roles: producer, operator.
create or replace function awa.apply_schedules(
  schedules jsonb,
  prune boolean default false,
  dry_run boolean default false,
  opts jsonb default '{}'
)
returns table (
  ordinal int,
  schedule_name text,
  outcome text,
  changes jsonb,
  next_fires text[],
  sentence text,
  notes text[]
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_prune boolean := coalesce(apply_schedules.prune, false);
  v_dry_run boolean := coalesce(apply_schedules.dry_run, false);
  v_source text;
  v_entry record;
  v_kept record;
  v_answers jsonb[];
  v_names text[];
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('apply_options'));
  end if;
  v_source := awa_store.checked_source(opts);
  perform awa_store.check_set(apply_schedules.schedules);
  v_names := array(select e ->> 'name' from jsonb_array_elements(apply_schedules.schedules) e);
  -- Locked in one order, whatever that of the array is; answered in that of the array.
  for v_entry in
    select e.job, e.n
    from jsonb_array_elements(apply_schedules.schedules) with ordinality e (job, n)
    order by e.job ->> 'name'
  loop
    v_kept := awa_store.keep_schedule(
      v_entry.job ->> 'name', v_entry.job ->> 'spec', v_entry.job ->> 'zone', v_entry.job ->> 'kind',
      nullif(v_entry.job -> 'args', 'null'), v_entry.job -> 'opts', v_source, v_dry_run);
    if v_kept.fault is not null then
      raise exception using
        errcode = v_kept.fault[1],
        message = format(
          'schedule %s (%s): %s', v_entry.n, awa_store.quoted(v_entry.job ->> 'name'), v_kept.fault[2]),
        hint = v_kept.fault[3];
    end if;
    v_answers[v_entry.n] := to_jsonb(v_kept);
  end loop;
  for i in 1..cardinality(v_names) loop
    ordinal := i;
    schedule_name := v_names[i];
    outcome := v_answers[i] ->> 'outcome';
    changes := coalesce(nullif(v_answers[i] -> 'changes', 'null'), '{}');
    next_fires := array(select jsonb_array_elements_text(v_answers[i] -> 'next_fires'));
    sentence := v_answers[i] ->> 'sentence';
    notes := array(select jsonb_array_elements_text(v_answers[i] -> 'notes'));
    return next;
  end loop;
  if v_prune then
    ordinal := null;
    outcome := 'deleted';
    changes := '{}';
    next_fires := '{}';
    notes := '{}';
    for schedule_name, sentence in
      select s.name, s.sentence
      from awa_store.schedule s
      where s.source = v_source and s.owner = session_user and s.name <> all (v_names)
      order by s.name
    loop
      if not v_dry_run then
        perform awa_store.drop_schedule(apply_schedules.schedule_name);
      end if;
      return next;
    end loop;
  end if;
end
$$;

call awa_store.publish('awa.apply_schedules', 'awa_producer', 'awa_operator');
comment on function awa.apply_schedules is
  'Makes the schedules of a declared set what it says, and deletes those that it has no more.';
