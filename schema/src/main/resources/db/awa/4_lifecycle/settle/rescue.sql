-- Takes jobs away from a worker that is lost, or whose time for them is over; each counts as a failed attempt. Waits
-- for nobody: jobs that are just being settled are left for the next call.
-- error: what the jobs' error lists will say. Returns how many it took.
create or replace function awa_store.rescue(claim_id bigint, job_ids bigint[], error text)
returns int
language plpgsql
volatile
as $$
declare
  v_closed record;
begin
  select * into v_closed from awa_store.close_attempts(null, rescue.claim_id, rescue.job_ids, 'lost', null, true, true);
  if v_closed.closed_ids = '{}' then
    return 0;
  end if;
  perform awa_store.fail_attempts(
    rescue.claim_id, v_closed.closed_ids,
    array_fill(rescue.error, array[cardinality(v_closed.closed_ids)]),
    null, false, v_closed.holder, v_closed.attempted_at);
  return cardinality(v_closed.closed_ids);
end
$$;

call awa_store.publish('awa_store.rescue');
