-- Makes a schedule, or changes it to what it is given, see put_schedule; outcome created, updated or unchanged,
-- changes: what differs, each with from and to. source: of a declared set, which becomes its source; null leaves it.
-- dry_run: only says what it would do. fault: the code, message and hint of an error of put_schedule, which the caller
-- raises, so that it is not buried in the context of what lies below.
create or replace function awa_store.keep_schedule(
  name text,
  spec text,
  zone text,
  kind text,
  args jsonb,
  opts jsonb,
  source text,
  dry_run boolean,
  out outcome text,
  out changes jsonb,
  out next_fires text[],
  out sentence text,
  out notes text[],
  out fault text[]
)
language plpgsql
volatile
as $$
#variable_conflict use_variable
declare
  v_now timestamptz := awa_store.clock();
  v_new record;
  v_schedule awa_store.schedule;
  v_version awa_store.schedule_version;
  v_old awa_store.schedule;
  v_fires timestamptz[];
  v_message text;
  v_hint text;
begin
  -- It writes nothing, so the subtransaction costs no number.
  begin
    v_new := awa_store.read_schedule(name, spec, zone, kind, args, opts);
  exception
    when sqlstate 'AW001' or sqlstate 'AW002' or sqlstate 'AW003' or sqlstate 'AW010' or sqlstate 'AW011' then
    get stacked diagnostics v_message = message_text, v_hint = pg_exception_hint;
    fault := array[sqlstate, v_message, v_hint];
    return;
  end;
  v_schedule := v_new.schedule;
  v_version := v_new.version;
  v_fires := array(
    select f
    from awa_store.rule_fires(
      v_version.rule, v_version.zone, greatest(v_now, v_version.start_at - interval '1 microsecond'), 5) f
    where f <= v_version.end_at is not false);
  next_fires := array(select awa_store.time_text(f) from unnest(v_fires) f);
  sentence := v_schedule.sentence;
  notes := awa_store.rule_notes(v_version.rule);
  loop
    if dry_run then
      select s.* into v_old from awa_store.schedule s where s.name = v_schedule.name;
    else
      select s.* into v_old from awa_store.schedule s where s.name = v_schedule.name for update;
    end if;
    if found then
      fault := awa_store.owner_fault(v_old);
      if fault is not null then
        return;
      end if;
      changes := awa_store.schedule_changes(v_old, v_schedule, source);
    end if;
    outcome := case when v_old.name is null then 'created' when changes = '{}' then 'unchanged' else 'updated' end;
    if outcome <> 'unchanged' and v_fires = '{}' then
      fault := array[
        'AW001',
        format(
          'spec %s never fires from %s %s', awa_store.quoted(spec),
          awa_store.utc(greatest(v_now, v_version.start_at)),
          coalesce('to end_at, ' || awa_store.utc(v_version.end_at), 'on')),
        'A schedule that can never fire is refused.'];
      return;
    end if;
    if dry_run or outcome = 'unchanged' then
      exit;
    end if;
    perform awa_store.watch_zone(v_schedule.zone);
    if outcome = 'created' then
      insert into awa_store.schedule_version (schedule, valid_from, start_at, end_at, spec, zone, rule)
      values (
        v_schedule.name, '-infinity', v_version.start_at, v_version.end_at, v_version.spec, v_version.zone,
        v_version.rule)
      on conflict do nothing;
      if not found then
        continue; -- Somebody else has just made it.
      end if;
      v_schedule.cursor_at := v_now;
      v_schedule.next_fire := v_fires[1];
      v_schedule.due_at := v_fires[1] + awa_store.fire_delay(v_schedule.name, v_fires[1], v_schedule.jitter);
      insert into awa_store.schedule (
        name, queue, due_at, next_fire, cursor_at, by_tick, overlap, jitter, catch_up, catch_up_window, catch_up_max,
        created_at, updated_at, spec, zone, kind, sentence, owner, source, args, opts)
      values (
        v_schedule.name, v_schedule.queue, v_schedule.due_at, v_schedule.next_fire, v_schedule.cursor_at,
        v_schedule.by_tick, v_schedule.overlap, v_schedule.jitter, v_schedule.catch_up, v_schedule.catch_up_window,
        v_schedule.catch_up_max, v_now, v_now, v_schedule.spec, v_schedule.zone, v_schedule.kind, v_schedule.sentence,
        session_user, keep_schedule.source, v_schedule.args, v_schedule.opts);
    else
      if changes ?| '{spec,zone}' or changes -> 'opts' ?| '{days,start_at,end_at}' then
        insert into awa_store.schedule_version as v (schedule, valid_from, start_at, end_at, spec, zone, rule)
        values (
          v_schedule.name, v_now, v_version.start_at, v_version.end_at, v_version.spec, v_version.zone, v_version.rule)
        on conflict (schedule, valid_from) do update
        set start_at = excluded.start_at, end_at = excluded.end_at, spec = excluded.spec, zone = excluded.zone,
          rule = excluded.rule;
        delete from awa_store.schedule_version v
        where v.schedule = v_schedule.name and v.valid_from > '-infinity'
          and v.valid_from < (
            select o.valid_from
            from awa_store.schedule_version o
            where o.schedule = v_schedule.name
            order by o.valid_from desc
            offset 1000 limit 1);
      end if;
      select n.next_fire, n.due_at into v_schedule.next_fire, v_schedule.due_at
      from awa_store.next_due_fire(v_schedule.name, v_old.cursor_at, v_schedule.jitter) n;
      update awa_store.schedule s
      set queue = v_schedule.queue, next_fire = v_schedule.next_fire,
        due_at = case
          when s.paused_at is null then v_schedule.due_at + greatest(v_now - v_schedule.due_at, interval '0')
          else s.paused_until
        end,
        by_tick = v_schedule.by_tick, overlap = v_schedule.overlap, jitter = v_schedule.jitter,
        catch_up = v_schedule.catch_up, catch_up_window = v_schedule.catch_up_window,
        catch_up_max = v_schedule.catch_up_max, updated_at = v_now, spec = v_schedule.spec, zone = v_schedule.zone,
        kind = v_schedule.kind, sentence = v_schedule.sentence, source = coalesce(keep_schedule.source, s.source),
        args = v_schedule.args, opts = v_schedule.opts
      where s.name = v_schedule.name;
    end if;
    -- Sleepers know the next fire of their queues.
    perform awa_store.wake(v_schedule.queue);
    exit;
  end loop;
end
$$;

-- What differs between two schedules: of each field, and each option, what it was and is to be.
create or replace function awa_store.schedule_changes(old awa_store.schedule, new awa_store.schedule, source text)
returns jsonb
language sql
stable
as $$
  select jsonb_strip_nulls(
    jsonb_build_object(
      'spec', awa_store.change(to_jsonb((old).spec), to_jsonb((new).spec)),
      'zone', awa_store.change(to_jsonb((old).zone), to_jsonb((new).zone)),
      'kind', awa_store.change(to_jsonb((old).kind), to_jsonb((new).kind)),
      'source', awa_store.change(to_jsonb((old).source), to_jsonb(coalesce(source, (old).source)))))
  || case
    when (old).args <> (new).args then jsonb_build_object('args', awa_store.change((old).args, (new).args))
    else '{}'
  end
  || coalesce(
    (
      select jsonb_build_object(
        'opts', jsonb_object_agg(k, awa_store.change((old).opts -> k, (new).opts -> k)))
      from (select jsonb_object_keys((old).opts) union select jsonb_object_keys((new).opts)) o (k)
      where (old).opts -> k is distinct from (new).opts -> k
      having count(*) > 0),
    '{}');
$$;

create or replace function awa_store.change(was jsonb, is_to_be jsonb)
returns jsonb
language sql
immutable
as $$
  select case
    when was is distinct from is_to_be
      then jsonb_build_object('from', coalesce(was, 'null'), 'to', coalesce(is_to_be, 'null'))
  end;
$$;

call awa_store.publish('awa_store.keep_schedule');
call awa_store.publish('awa_store.schedule_changes');
call awa_store.publish('awa_store.change');
