-- Refuses a list of queue names that is null or holds a null, empty or over-long name.
-- Errors: AW001, AW003 for a name that is too long, as insert_job.
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
    if v_name <> '' then
      raise exception using
        errcode = 'AW003',
        message = format('queue %s... is longer than 200 characters', left(v_name, 40)),
        hint = 'Use a shorter name.';
    end if;
    raise exception using
      errcode = 'AW001',
      message = format('queue names must have 1 to 200 characters, not %s', coalesce(to_jsonb(v_name)::text, 'null')),
      hint = 'Name a queue, as in "default".';
  end if;
end
$$;

call awa_store.publish('awa_store.check_queues');
