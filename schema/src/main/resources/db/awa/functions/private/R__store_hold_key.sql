-- Takes a unique key for a new job, or tells who holds it: null if the new job has it now, else the holder's id.
-- A key whose holder is in a state that it does not hold in is taken over, and one whose time after the end is over. Waits for a transaction that is just taking
-- or giving up the same key, for nothing else; a holder is read, not locked, so that its worker never waits for us.
create or replace function awa_store.hold_key(unique_key bytea, job_id bigint, states text[], window_end timestamptz)
returns bigint
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_holder awa_store.unique_claim;
  v_state text;
begin
  loop
    insert into awa_store.unique_claim (unique_key, job_id, states, window_end)
    values (hold_key.unique_key, hold_key.job_id, hold_key.states, hold_key.window_end)
    on conflict do nothing;
    if found then
      return null;
    end if;
    select u.* into v_holder from awa_store.unique_claim u where u.unique_key = hold_key.unique_key;
    continue when not found;
    if v_holder.ended_state is not null then
      if v_holder.held_until > awa_store.clock() then
        return v_holder.job_id;
      end if;
    else
      select l.state into v_state from awa_store.locate(v_holder.job_id) l;
      -- One that waits for a place of its concurrency key was available when it was inserted.
      if v_state = any (v_holder.states) or v_state = 'blocked' and 'available' = any (v_holder.states) then
        return v_holder.job_id;
      end if;
    end if;
    update awa_store.unique_claim u
    set job_id = hold_key.job_id, states = hold_key.states, window_end = hold_key.window_end, ended_state = null,
      held_until = null
    where u.unique_key = hold_key.unique_key and u.job_id = v_holder.job_id;
    if found then
      return null;
    end if;
  end loop;
end
$$;

call awa_store.publish('awa_store.hold_key');
