-- Takes a unique key for a new job: no row if the new job has it now, else the row of key_holders of who holds it. A
-- key whose holder does not hold it any more is taken over. Waits for a transaction that is just taking or giving up
-- the same key, for nothing else; a holder is read, not locked, so that its worker never waits for us.
-- Errors: as key_holders.
create or replace function awa_store.hold_key(unique_key bytea, new_id bigint, states text[], window_end timestamptz)
returns table (job_id bigint, ended_state text, state text, queue text, partition int, due_at timestamptz)
rows 1
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_holds boolean;
begin
  loop
    insert into awa_store.unique_claim (unique_key, job_id, states, window_end)
    values (hold_key.unique_key, hold_key.new_id, hold_key.states, hold_key.window_end)
    on conflict do nothing;
    if found then
      return;
    end if;
    select h.holds, h.job_id, h.ended_state, h.state, h.queue, h.partition, h.due_at
    into v_holds, job_id, ended_state, state, queue, partition, due_at
    from awa_store.key_holders(array[hold_key.unique_key]) h;
    continue when not found;
    if v_holds then
      return next;
      return;
    end if;
    update awa_store.unique_claim u
    set job_id = hold_key.new_id, states = hold_key.states, window_end = hold_key.window_end, ended_state = null,
      held_until = null
    where u.unique_key = hold_key.unique_key and u.job_id = hold_key.job_id;
    if found then
      return;
    end if;
  end loop;
end
$$;

call awa_store.publish('awa_store.hold_key');
