-- Deletes a schedule, with what is known of its fires. Jobs that it has made stay.
-- Returns one row; outcome deleted or not_found.
-- Errors: AW001 bad argument, AW003 too long, AW014 it belongs to another login.
-- Locks: the schedule.
-- Roles: producer, operator.
create or replace function awa.delete_schedule(
  name text
)
returns table (schedule_name text, outcome text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_schedule awa_store.schedule;
begin
  schedule_name := delete_schedule.name;
  begin
    v_schedule := awa_store.owned_schedule(delete_schedule.name);
    perform awa_store.drop_schedule(delete_schedule.name);
    outcome := 'deleted';
  exception when sqlstate 'AW010' then
    outcome := 'not_found';
  end;
  return next;
end
$$;

call awa_store.publish('awa.delete_schedule', 'awa_producer', 'awa_operator');
comment on function awa.delete_schedule is 'Deletes a schedule; jobs that it has made stay.';
