-- Reads a list of names of limits from settings: their ids, in their order; null where the key is missing, and none
-- where it is null.
-- Errors: AW001 naming the value, AW010 unknown.
-- Locks: the rows of the limits, so that nobody deletes one meanwhile.
create or replace function awa_store.option_limits(settings jsonb)
returns int[]
language plpgsql
volatile
as $$
declare
  v_given jsonb := nullif(settings -> 'limits', 'null');
  v_names text[];
  v_ids int[];
begin
  if not settings ? 'limits' then
    return null;
  elsif v_given is null then
    return '{}';
  end if;
  if jsonb_typeof(v_given) <> 'array' or jsonb_array_length(v_given) > 10
    or exists (select from jsonb_array_elements(v_given) e where jsonb_typeof(e) <> 'string')
  then
    raise exception using
      errcode = 'AW001',
      message = format('limits must be a list of up to 10 names of limits, not %s', awa_store.excerpt(v_given)),
      hint = 'As in ["api"].';
  end if;
  v_names := array(select jsonb_array_elements_text(v_given));
  if exists (select from awa_store.limit_rule l where l.name = any (v_names) and l.lasts) then
    raise exception using
      errcode = 'AW001',
      message = format(
        'limit %s has the scope lifetime, which is for jobs that name it with a key',
        (select to_jsonb(l.name) from awa_store.limit_rule l where l.name = any (v_names) and l.lasts limit 1)),
      hint = 'Queues and kinds count what executes: use another limit.';
  end if;
  perform from awa_store.limit_rule l where l.name = any (v_names) order by l.limit_id for update;
  v_ids := array(select l.limit_id from awa_store.limit_rule l where l.name = any (v_names) order by l.limit_id);
  if cardinality(v_ids) < (select count(distinct n) from unnest(v_names) n) then
    raise exception using
      errcode = 'AW010',
      message = format(
        'there is no limit %s',
        (
          select to_jsonb(left(n, 100)) from unnest(v_names) n
          where not exists (select from awa_store.limit_rule l where l.name = n)
          limit 1
        )),
      hint = 'Make it first: select * from awa.put_limit(''<name>'', ''{"concurrency": 10}'').';
  end if;
  return v_ids;
end
$$;

-- Notes in the limits which queue or kind has them now; of: queue or kind. was and has: ids. Wakes who slept since one
-- was full that does not count any more.
create or replace function awa_store.attach_limits(what text, name text, was int[], has int[])
returns void
language plpgsql
volatile
as $$
#variable_conflict use_variable
declare
  v_gone int[] := array(select u from unnest(was) u where u <> all (has) order by u);
begin
  if what = 'queue' then
    update awa_store.limit_rule l
    set queues = case
      when l.limit_id = any (has) then array(select unnest(l.queues) union select name order by 1)
      else array_remove(l.queues, name)
    end
    where l.limit_id = any (was || has) and (l.limit_id = any (has)) <> (name = any (l.queues));
  else
    -- Before they are forgotten: in which queues jobs of the kind were set apart.
    if v_gone <> '{}' then
      perform awa_store.wake_limited(v_gone);
    end if;
    update awa_store.limit_rule l
    set kinds = case
      when l.limit_id = any (has) then array(select unnest(l.kinds) union select name order by 1)
      else array_remove(l.kinds, name)
    end
    where l.limit_id = any (was || has) and (l.limit_id = any (has)) <> (name = any (l.kinds));
  end if;
  if what = 'queue' and v_gone <> '{}' then
    perform awa_store.wake(name);
  end if;
end
$$;

-- The ids of two lists of limits, each once, in their order.
create or replace function awa_store.all_limits(limits int[], others int[])
returns int[]
language sql
immutable
as $$
  select array(select unnest(limits) union select unnest(others) order by 1);
$$;

-- Their names, in alphabetical order.
create or replace function awa_store.limit_names(limits int[])
returns text[]
language plpgsql
stable
as $$
begin
  return array(
    select l.name from awa_store.limit_rule l where l.limit_id = any (limit_names.limits) order by l.name);
end
$$;

call awa_store.publish('awa_store.limit_names');
call awa_store.publish('awa_store.option_limits');
call awa_store.publish('awa_store.attach_limits');
call awa_store.publish('awa_store.all_limits');
