-- Takes a unique key for a new job, or tells who holds it: null if the new job has it now, else the holder's id. A key
-- whose holder does not hold it any more is taken over. Waits for a transaction that is just taking or giving up the
-- same key, for nothing else; a holder is read, not locked, so that its worker never waits for us.
create or replace function awa_store.hold_key(unique_key bytea, job_id bigint, states text[], window_end timestamptz)
returns bigint
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_holder record;
begin
  loop
    insert into awa_store.unique_claim (unique_key, job_id, states, window_end)
    values (hold_key.unique_key, hold_key.job_id, hold_key.states, hold_key.window_end)
    on conflict do nothing;
    if found then
      return null;
    end if;
    select h.* into v_holder from awa_store.key_holder(hold_key.unique_key) h;
    continue when not found;
    if v_holder.holds then
      return v_holder.job_id;
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
