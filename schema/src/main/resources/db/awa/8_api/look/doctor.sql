-- Looks for what keeps the engine from working as it should. One row per check; status ok, warning or error, what was
-- seen, and what to do about it (null if ok). A check that fails itself is an error, and stops no other.
-- Errors: none. Locks: none.
-- Roles: operator, observer.
create or replace function awa.doctor()
returns table (check_name text, status text, detail text, hint text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_seen record;
begin
  foreach check_name in array array[
    'ring', 'origin', 'failing_steps', 'workers',
    'due_jobs', 'schedules', 'kinds', 'sleep_marks', 'locks', 'open_settles',
    'prepared_transactions', 'old_transactions', 'grants', 'deprecated_calls']
  loop
    begin
      case check_name
        when 'ring' then
          v_seen := awa_store.doctor_ring();
        when 'origin' then
          v_seen := awa_store.doctor_origin();
        when 'failing_steps' then
          v_seen := awa_store.doctor_failing_steps();
        when 'workers' then
          v_seen := awa_store.doctor_workers();
        when 'due_jobs' then
          v_seen := awa_store.doctor_due_jobs();
        when 'schedules' then
          v_seen := awa_store.doctor_schedules();
        when 'kinds' then
          v_seen := awa_store.doctor_kinds();
        when 'sleep_marks' then
          v_seen := awa_store.doctor_sleep_marks();
        when 'locks' then
          v_seen := awa_store.doctor_locks();
        when 'open_settles' then
          v_seen := awa_store.doctor_open_settles();
        when 'prepared_transactions' then
          v_seen := awa_store.doctor_prepared_transactions();
        when 'old_transactions' then
          v_seen := awa_store.doctor_old_transactions();
        when 'grants' then
          v_seen := awa_store.doctor_grants();
        when 'deprecated_calls' then
          v_seen := awa_store.doctor_deprecated_calls();
      end case;
      status := v_seen.status;
      detail := v_seen.detail;
      hint := v_seen.hint;
    exception when others then
      status := 'error';
      detail := format('cannot look: %s %s', sqlstate, left(sqlerrm, 1000));
      hint := 'Something that this check reads is missing or was changed by hand.';
    end;
    return next;
  end loop;
end
$$;

call awa_store.publish('awa.doctor', 'awa_operator', 'awa_observer');
comment on function awa.doctor is 'Looks for what keeps the engine from working as it should, and says what to do.';
