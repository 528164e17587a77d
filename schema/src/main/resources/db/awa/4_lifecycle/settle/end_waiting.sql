-- Ends a job that waits in deferred as cancelled or failed, with the reason; false if it is not there any more.
create or replace function awa_store.end_waiting(job_id bigint, state text, reason text)
returns boolean
language plpgsql
volatile
as $$
declare
  v_job awa_store.deferred;
begin
  v_job := awa_store.end_deferred(end_waiting.job_id, end_waiting.state, end_waiting.reason);
  if v_job.job_id is null then
    return false;
  end if;
  if v_job.state = 'blocked' then
    perform awa_store.leave_line(v_job);
  elsif v_job.state = 'pending' then
    delete from awa_store.wait w where w.job_id = v_job.job_id and w.on_kind = 'time';
  end if;
  perform awa_store.after_end(array[end_waiting.job_id], end_waiting.state);
  return true;
end
$$;

call awa_store.publish('awa_store.end_waiting');
