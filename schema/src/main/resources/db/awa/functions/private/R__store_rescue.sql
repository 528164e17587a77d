-- Takes jobs away from a worker that is lost, or whose time for them is over; each counts as a failed attempt.
-- error: what the jobs' error lists will say. Returns how many were still open.
create or replace function awa_store.rescue(claim_id bigint, job_ids bigint[], error text)
returns int
language plpgsql
volatile
as $$
declare
  v_closed record;
begin
  select * into v_closed from awa_store.close_attempts(null, rescue.claim_id, rescue.job_ids, 'lost', null, true);
  perform awa_store.retry_or_bury(
    rescue.claim_id, v_closed.closed_ids,
    array_fill(rescue.error, array[cardinality(v_closed.closed_ids)]),
    null, false, v_closed.holder, v_closed.attempted_at);
  return cardinality(v_closed.closed_ids);
end
$$;

call awa_store.publish('awa_store.rescue');
