-- Ends a job that waits in deferred as cancelled or failed, with the reason; false if it is not there any more.
create or replace function awa_store.end_waiting(job_id bigint, state text, reason text)
returns boolean
language plpgsql
volatile
as $$
begin
  if not awa_store.end_deferred(end_waiting.job_id, end_waiting.state, end_waiting.reason) then
    return false;
  end if;
  perform awa_store.after_end(array[end_waiting.job_id], end_waiting.state);
  return true;
end
$$;

call awa_store.publish('awa_store.end_waiting');
