-- Lets nothing start under a limit for some time from now: somebody was told to slow down, as by a 429 with
-- Retry-After. A penalty that lasts longer stays; a delay of 0 ends it. Claims that have begun may still start jobs.
-- key: nothing of the jobs that name the limit with this key. Returns one row; outcome penalized, unchanged (it lasts
-- longer already), lifted or not_found; penalized_until: null if it is not.
-- Errors: AW001 bad argument, AW003 name too long.
-- Locks: the limit's row. Wakes sleeping workers where it ends a penalty.
-- Roles: worker, operator.
create or replace function awa.penalize_limit(
  name text,
  delay interval,
  key text default null
)
returns table (limit_name text, outcome text, penalized_until timestamptz)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_limit int;
  v_delay interval := awa_store.checked_delay('delay', penalize_limit.delay);
  v_until timestamptz := awa_store.clock() + v_delay;
begin
  perform awa_store.check_limit_name(penalize_limit.name);
  perform awa_store.check_limit_key(penalize_limit.key);
  if v_delay is null then
    raise exception using
      errcode = 'AW001', message = 'delay must not be null', hint = 'Say how long, as in interval ''30 s''; 0 ends it.';
  end if;
  limit_name := penalize_limit.name;
  select l.limit_id into v_limit from awa_store.limit_rule l where l.name = penalize_limit.name;
  if not found then
    outcome := 'not_found';
  elsif penalize_limit.key is not null then
    insert into awa_store.limit_key as k (limit_id, key, penalized_until)
    values (v_limit, penalize_limit.key, v_until)
    on conflict on constraint limit_key_pkey do update
    set penalized_until = excluded.penalized_until
    where v_delay = '0' or (k.penalized_until >= excluded.penalized_until) is not true;
    outcome := case when v_delay = '0' then 'lifted' when found then 'penalized' else 'unchanged' end;
    if v_delay = '0' then
      perform awa_store.recall_put_off(v_limit, penalize_limit.name);
    end if;
    select k.penalized_until into penalized_until
    from awa_store.limit_key k
    where k.limit_id = v_limit and k.key = penalize_limit.key and v_delay > '0';
  elsif v_delay = '0' then
    update awa_store.limit_rule l
    set penalized_until = null
    where l.limit_id = v_limit and l.penalized_until is not null;
    outcome := 'lifted';
    perform awa_store.wake_limited(array[v_limit]);
    perform awa_store.recall_put_off(v_limit, penalize_limit.name);
  else
    update awa_store.limit_rule l
    set penalized_until = v_until
    where l.limit_id = v_limit and (l.penalized_until >= v_until) is not true;
    outcome := case when found then 'penalized' else 'unchanged' end;
    select l.penalized_until into penalized_until from awa_store.limit_rule l where l.limit_id = v_limit;
  end if;
  return next;
end
$$;

call awa_store.publish('awa.penalize_limit', 'awa_worker', 'awa_operator');
comment on function awa.penalize_limit is 'Lets nothing start under a limit for some time.';
