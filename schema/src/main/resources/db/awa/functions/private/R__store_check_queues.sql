-- Refuses a list of queue names that is null or holds a null, empty or over-long name.
-- Errors: AW001.
create or replace function awa_store.check_queues(queues text[])
returns void
language plpgsql
immutable
as $$
declare
  v_name text;
begin
  if queues is null or array_ndims(queues) > 1 then
    raise exception using
      errcode = 'AW001',
      message = format('queues must be a list of names, not %s', left(coalesce(queues::text, 'null'), 100)),
      hint = 'As in array[''default'', ''mail''].';
  end if;
  select q into v_name from unnest(queues) q where q is null or q = '' or length(q) > 200 limit 1;
  if found then
    raise exception using
      errcode = 'AW001',
      message = format('queue names must have 1 to 200 characters, not %s', coalesce(to_jsonb(left(v_name, 40))::text, 'null')),
      hint = 'Leave the entry out of queues.';
  end if;
end
$$;

call awa_store.publish('awa_store.check_queues');
