-- Looks at the next entries of a lane's window before they are handed out, up to max_jobs jobs, and moves aside what
-- may not start: a job that somebody is withdrawing is put off for a moment; one that no worker could handle ends as
-- failed, with the reason; one that should have started before now ends as cancelled; one of a kind that the worker
-- does not take, or that has limits of its own, is set apart; one that has no place left in a line of its own, or where
-- others wait for one, is blocked; one that a rate does not let start now is put off until it does. A job that may
-- start takes its places. Returns what it moved, by seq, for the caller to pass; how many entries it looked at,
-- withdrawn and moved ones among them; whether it left off before an entry: at most max_moves are moved; and the time
-- that the claim is to have, null for any. Only under the partition's lock. Locks: see take_places.
create or replace function awa_store.admit(
  lane uuid,
  cursor awa_store.cursor,
  max_jobs int,
  max_moves int,
  someone_withdraws boolean,
  kinds text[],
  apart text[]
)
returns table (moved bigint[], entries int, left_off boolean, started_at timestamptz)
rows 1
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_entry record;
  v_refused record;
  v_line text;
  v_opens_at timestamptz;
  v_takes boolean := false;
  v_counted jsonb[] := '{}';
  v_start_by timestamptz;
  v_is_withdrawn boolean;
  v_is_foreign boolean;
  v_may_start boolean;
  v_apart text;
  v_left int := admit.max_jobs;
begin
  moved := '{}';
  entries := 0;
  left_off := false;
  for v_entry in
    select
      e.seq, e.job_id, e.run_at, e.created_at, e.queue, e.kind, e.options,
      awa_store.entry_fault(e.options, coalesce(e.args, awa_store.payload_of(e.job_id))) as fault,
      exists (
        select from awa_store.withdrawn w where w.lane = e.lane and w.xid = e.xid and w.seq = e.seq) as is_gone
    from awa_store.next_entries(admit.lane, admit.cursor, admit.max_jobs + 1000) e
  loop
    if not v_entry.is_gone then
      exit when v_left = 0;
      v_start_by := awa_store.option_time(v_entry.options, 'start_by');
      v_is_withdrawn := admit.someone_withdraws and awa_store.is_being_withdrawn(v_entry.job_id);
      v_is_foreign := coalesce(v_entry.kind <> all (admit.kinds), false) or v_entry.kind = any (admit.apart);
      v_may_start := not v_is_withdrawn and not v_is_foreign and v_entry.fault is null
        and (v_start_by <= v_now) is not true;
      v_line := null;
      v_opens_at := null;
      if v_may_start and v_entry.options ?| '{concurrency_key,limits}' then
        v_refused := awa_store.take_places(
          v_entry.job_id, v_entry.run_at, v_entry.options, v_now, v_entry.run_at > v_entry.created_at);
        v_line := v_refused.line;
        v_opens_at := v_refused.opens_at;
        v_may_start := v_line is null and v_opens_at is null;
        v_takes := v_takes or v_may_start;
        if v_may_start and v_entry.options ? 'limits' then
          v_counted := v_counted || v_entry.options;
        end if;
      end if;
      if v_may_start then
        v_left := v_left - 1;
      else
        left_off := cardinality(moved) >= admit.max_moves;
        exit when left_off;
        if v_is_withdrawn then
          -- Under the number -1: it counts as available still.
          perform awa_store.defer_entry(v_entry.job_id, 'scheduled', v_now + interval '200 ms', v_entry.seq, -1);
        elsif v_entry.fault is not null then
          perform awa_store.set_aside(v_entry.job_id, v_entry.fault);
        elsif v_start_by <= v_now then
          perform awa_store.end_cancelled(v_entry.job_id, awa_store.expiry_reason(v_entry.options), false);
        elsif v_is_foreign then
          if awa_store.set_apart(v_entry.job_id, v_entry.seq) then
            v_apart := v_entry.queue;
          else
            perform awa_store.defer_entry(v_entry.job_id, 'scheduled', v_now + interval '200 ms', v_entry.seq, -1);
          end if;
        elsif v_opens_at is not null then
          perform awa_store.defer_entry(v_entry.job_id, 'scheduled', v_opens_at, v_entry.seq, -1);
        else
          perform awa_store.begin_wait(
            v_entry.job_id, 'place', v_line,
            (awa_store.defer_entry(v_entry.job_id, 'blocked', null, v_entry.seq)).run_at);
        end if;
        moved := moved || v_entry.seq;
      end if;
    end if;
    entries := entries + 1;
  end loop;
  if v_takes then
    -- Later than the end of all whose places they have taken.
    started_at := awa_store.clock();
    if v_counted <> '{}' and started_at > v_now then
      perform awa_store.count_later(v_counted, started_at - v_now);
    end if;
  end if;
  if v_apart is not null then
    perform awa_store.wake(v_apart);
  end if;
  return next;
end
$$;

call awa_store.plan('awa_store.admit', 'probe');
call awa_store.publish('awa_store.admit');
