-- Removes a limit that no queue and no kind has any more. Returns one row; outcome deleted, attached (take it out of
-- the limits of these queues and kinds first) or not_found.
-- Errors: AW001 no name, AW003 name too long.
-- Locks: the limit's row, then the limit.
-- Roles: operator.
create or replace function awa.delete_limit(
  name text
)
returns table (limit_name text, outcome text, queues text[], kinds text[])
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_limit int;
begin
  perform awa_store.check_limit_name(delete_limit.name);
  limit_name := delete_limit.name;
  select l.limit_id, l.queues, l.kinds into v_limit, queues, kinds
  from awa_store.limit_rule l
  where l.name = delete_limit.name
  for update;
  if not found then
    outcome := 'not_found';
  elsif queues <> '{}' or kinds <> '{}' then
    outcome := 'attached';
  else
    perform pg_advisory_xact_lock(awa_store.lock_class('limit'), v_limit);
    delete from awa_store.limit_rule l where l.limit_id = v_limit;
    perform awa_store.mark_lines(v_limit);
    delete from awa_store.limit_key k where k.limit_id = v_limit;
    delete from awa_store.freed_start f where f.limit_id = v_limit;
    delete from awa_store.permit p where p.limit_id = v_limit;
    outcome := 'deleted';
  end if;
  queues := coalesce(queues, '{}');
  kinds := coalesce(kinds, '{}');
  return next;
end
$$;

call awa_store.plan('awa.delete_limit', 'probe');
call awa_store.publish('awa.delete_limit', 'awa_operator');
comment on function awa.delete_limit is 'Removes a limit that no queue and no kind has any more.';
