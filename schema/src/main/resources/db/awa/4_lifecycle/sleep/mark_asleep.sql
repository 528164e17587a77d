-- The marks of a session that sleeps: a shared advisory lock of the session per queue, which producers probe, see wake.
-- Such locks outlive a rollback, settings do not. So whatever changes the locks first takes a number from sleep_seq,
-- which does not come back either, and notes it with what it left, in the setting awa.asleep:
-- number:{marks}:{marks that go at commit}:hash of the worker. A note whose number is not the session's last says
-- nothing about the locks, nor does anything else that somebody has set.

-- The parts of the session's note; null if it has none that can be trusted.
create or replace function awa_store.noted_marks()
returns text[]
language plpgsql
volatile
as $$
declare
  v_note text[] := string_to_array(current_setting('awa.asleep', true), ':');
begin
  return case
    when v_note[1]::bigint = currval('awa_store.sleep_seq') and cardinality(v_note) = 4
      and array_position(v_note[2]::int[] || v_note[3]::int[], null) is null
    then v_note
  end;
exception when data_exception or feature_not_supported or object_not_in_prerequisite_state then
  return null;
end
$$;

-- Notes the marks, under the session's last number.
create or replace function awa_store.note_marks(marks int[], leaving int[], owner text)
returns text
language sql
volatile
as $$
  select set_config('awa.asleep', concat_ws(':', currval('awa_store.sleep_seq'), marks, leaving, owner), false);
$$;

-- Runs at commit, under whatever role.
create or replace function awa_store.give_up_marks()
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_note text[] := awa_store.noted_marks();
begin
  if v_note[3] <> '{}' then
    perform nextval('awa_store.sleep_seq');
    perform pg_advisory_unlock_shared(awa_store.lock_class('sleep'), k) from unnest(v_note[3]::int[]) k;
    perform awa_store.note_marks(v_note[2]::int[], '{}', v_note[4]);
  end if;
end
$$;

-- A cursor with hold is run at commit, and only then: like a deferred trigger, without a row to be written for it.
create or replace function awa_store.give_up_marks_at_commit()
returns void
language sql
volatile
as $$
  declare awa_asleep no scroll cursor with hold for select awa_store.give_up_marks();
$$;

-- Marks the session asleep on exactly these queues, none: awake. New marks hold at once. What is given up goes at
-- commit, since after a rollback the session takes itself for asleep, and must be notified. Does not wait. Returns
-- kept: all marks were there before; changed; or refused: some could not be had, since a stranger holds the lock or the
-- server's lock table is full.
create or replace function awa_store.mark_asleep(queues text[], worker_id uuid)
returns text
language plpgsql
volatile
as $$
declare
  v_note text[] := awa_store.noted_marks();
  v_held int[] := v_note[2]::int[] || v_note[3]::int[];
  v_marks int[] := array(select distinct hashtext(q) as key from unnest(queues) q order by key);
  v_missing int[];
  v_leaving int[];
  v_new int[] := '{}';
  v_key int;
  v_owner text := awa_store.marked_by(worker_id);
  v_cursor refcursor := 'awa_asleep';
  v_answer text := 'kept';
begin
  if v_note is null then
    perform nextval('awa_store.sleep_seq');
    -- A mark may be younger than what its session was told last.
    v_answer := 'changed';
    v_held := array(select s.key from awa_store.sleepers() s where s.pid = pg_backend_pid());
  end if;
  v_missing := array(select k from unnest(v_marks) k where k <> all (v_held));
  v_leaving := array(select k from unnest(v_held) k where k <> all (v_marks));

  if v_missing <> '{}' then
    v_answer := 'changed';
    perform nextval('awa_store.sleep_seq');
    begin
      foreach v_key in array v_missing loop
        -- A producer holds it for the moment of its probe.
        for i in 1..20 loop
          if pg_try_advisory_lock_shared(awa_store.lock_class('sleep'), v_key) then
            v_new := v_new || v_key;
            exit;
          end if;
        end loop;
      end loop;
    exception when out_of_memory then
      foreach v_key in array v_new loop
        perform pg_advisory_unlock_shared(awa_store.lock_class('sleep'), v_key);
      end loop;
      v_new := '{}';
    end;
    v_missing := array(select k from unnest(v_missing) k where k <> all (v_new));
    if v_missing <> '{}' then
      v_answer := 'refused';
      v_marks := array(select k from unnest(v_marks) k where k <> all (v_missing));
    end if;
  elsif v_leaving = '{}' and v_note[3:4] = array['{}', v_owner] then
    return v_answer;
  end if;

  if v_leaving <> '{}' then
    begin
      close v_cursor;
    exception when invalid_cursor_name then
      null; -- the session's first
    end;
    perform awa_store.give_up_marks_at_commit();
  end if;
  perform awa_store.note_marks(v_marks, v_leaving, v_owner);
  return v_answer;
end
$$;

-- A session may be pooled, so its setting does not give the worker away.
create or replace function awa_store.marked_by(worker_id uuid)
returns text
language sql
immutable
as $$
  select coalesce(hashtextextended(worker_id::text, 0)::text, '');
$$;

-- Marks the session awake, unless it was another worker that marked it.
create or replace function awa_store.forget_sleeper(worker_id uuid)
returns void
language plpgsql
volatile
as $$
begin
  if coalesce(split_part(current_setting('awa.asleep', true), ':', 4), '') in ('', awa_store.marked_by(worker_id)) then
    perform awa_store.mark_asleep('{}', null);
  end if;
end
$$;

call awa_store.publish('awa_store.noted_marks');
call awa_store.publish('awa_store.note_marks');
call awa_store.publish('awa_store.give_up_marks');
call awa_store.publish('awa_store.give_up_marks_at_commit');
call awa_store.publish('awa_store.mark_asleep');
call awa_store.publish('awa_store.marked_by');
call awa_store.publish('awa_store.forget_sleeper');
