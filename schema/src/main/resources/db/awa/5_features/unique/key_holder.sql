-- Who has a unique key: the job, the state that it ended in (null while it is open), and whether it holds the key: in a
-- state that it does not hold in, or after its time beyond the end, it does not any more. No row if nobody has it.
create or replace function awa_store.key_holder(unique_key bytea)
returns table (job_id bigint, ended_state text, holds boolean)
rows 1
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_claim awa_store.unique_claim;
  v_state text;
begin
  select u.* into v_claim from awa_store.unique_claim u where u.unique_key = key_holder.unique_key;
  if not found then
    return;
  end if;
  job_id := v_claim.job_id;
  ended_state := v_claim.ended_state;
  if ended_state is not null then
    holds := v_claim.held_until > awa_store.clock();
  else
    select l.state into v_state from awa_store.locate(job_id) l;
    -- One that waits for a place of its concurrency key was available when it was inserted, and one that a claim puts
    -- off still is.
    holds := coalesce(
      v_state = any (v_claim.states)
      or 'available' = any (v_claim.states) and (
        v_state = 'blocked'
        or v_state = 'scheduled' and exists (
          select from awa_store.deferred d where d.job_id = v_claim.job_id and d.seq < 0)),
      false);
  end if;
  return next;
end
$$;

call awa_store.publish('awa_store.key_holder');
