-- Makes or changes a limit of how jobs start: concurrency (never more than so many open attempts at once), rate per per
-- (1 s) with burst (1): a window of any length T holds at most burst + rate * T / per starts. A key that is left out
-- stays as it is, and null brings its default back. It holds for the queues and kinds that it is attached to, all
-- together: see limits of configure_queue and describe_kind; and for each key that jobs name with it, apart. scope
-- lifetime, for such jobs: one counts in the concurrency from its first start to its end, through retries; else while
-- it executes. key: sets the concurrency of this key alone, or that of a concurrency key if name is concurrency_key,
-- also for jobs that wait already, within a second; null gives it up. A change counts from the next claim on; attempts
-- that are under way are not stopped. Returns one row, the limit after it; outcome created, changed or unchanged.
-- Errors: AW001 bad value, or nothing that is limited, AW002 unknown key, AW003 name or key too long, AW008 isolation
-- level, AW010 unknown limit of a key.
-- Locks: the limit's row, then the limit. Wakes sleeping workers of the queues that have it.
-- Roles: operator.
create or replace function awa.put_limit(
  name text,
  settings jsonb default '{}',
  key text default null
)
returns table (
  limit_name text,
  outcome text,
  concurrency int,
  rate int,
  per float8,
  burst int,
  details jsonb
)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_settings jsonb := coalesce(put_limit.settings, '{}');
  v_per interval;
  v_given awa_store.limit_rule;
  v_old awa_store.limit_rule;
  v_new awa_store.limit_rule;
begin
  perform awa_store.check_limit_name(put_limit.name);
  perform awa_store.check_settings(v_settings, variadic awa_store.option_names('limit_settings'));
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'put_limit runs at READ COMMITTED only, not at %s',
        upper(current_setting('transaction_isolation') collate "C")),
      hint = 'An older snapshot cannot see what has been started. Call it in a transaction of its own.';
  end if;
  if coalesce(v_settings ->> 'scope', 'executing') not in ('executing', 'lifetime') then
    raise exception using
      errcode = 'AW001',
      message = format('scope must be executing or lifetime, not %s', awa_store.excerpt(v_settings -> 'scope')),
      hint = 'Leave it out for executing.';
  end if;
  perform awa_store.check_limit_key(put_limit.key);
  v_given.concurrency := awa_store.option_integer(v_settings, 'concurrency', 1, 1000000);
  v_given.rate := awa_store.option_integer(v_settings, 'rate', 1, 1000000);
  v_per := coalesce(awa_store.option_interval(v_settings, 'per', '366 days'), interval '1 s');
  v_given.per_us := extract(epoch from v_per) * 1000000;
  v_given.burst := coalesce(awa_store.option_integer(v_settings, 'burst', 1, 1000000), 1);

  if put_limit.key is not null then
    select l.* into v_new from awa_store.limit_rule l where l.name = put_limit.name for update;
    if not found and put_limit.name <> 'concurrency_key' then
      raise exception using
        errcode = 'AW010',
        message = format('there is no limit %s', to_jsonb(left(put_limit.name, 100))),
        hint = 'Make it first, without a key.';
    elsif v_settings - 'concurrency' <> '{}' or not v_settings ? 'concurrency' then
      raise exception using
        errcode = 'AW001',
        message = format('a key has a concurrency of its own, and nothing else, not %s', awa_store.excerpt(v_settings)),
        hint = 'As in {"concurrency": 10}; rate, per, burst and scope hold for all keys.';
    end if;
    v_old.concurrency := awa_store.put_limit_key(coalesce(v_new.limit_id, 0), put_limit.key, v_given.concurrency);
    limit_name := put_limit.name;
    outcome := case
      when v_old.concurrency is not distinct from v_given.concurrency then 'unchanged'
      when v_old.concurrency is null then 'created'
      else 'changed'
    end;
    concurrency := v_given.concurrency;
    details := jsonb_build_object('key', put_limit.key);
    return next;
    return;
  elsif put_limit.name = 'concurrency_key' then
    raise exception using
      errcode = 'AW001',
      message = 'the limit concurrency_key is that of insert_job: it needs a key',
      hint = 'As in awa.put_limit(''concurrency_key'', ''{"concurrency": 2}'', ''customer:7'').';
  end if;

  loop
    select l.* into v_old from awa_store.limit_rule l where l.name = put_limit.name for update;
    outcome := case when found then 'unchanged' else 'created' end;
    if outcome = 'unchanged' then
      -- Only now: nobody is to wait for it while this waits for the row. Claims read the row under it.
      perform pg_advisory_xact_lock(awa_store.lock_class('limit'), v_old.limit_id);
      v_new := v_old;
    else
      v_new.per_us := 1000000;
      v_new.burst := 1;
      v_new.lasts := false;
    end if;
    if v_settings ? 'scope' then
      v_new.lasts := v_settings ->> 'scope' is not distinct from 'lifetime';
    end if;
    if v_settings ? 'concurrency' then
      v_new.concurrency := v_given.concurrency;
    end if;
    if v_settings ? 'rate' then
      v_new.rate := v_given.rate;
    end if;
    if v_settings ? 'per' then
      v_new.per_us := v_given.per_us;
    end if;
    if v_settings ? 'burst' then
      v_new.burst := v_given.burst;
    end if;
    if v_new.concurrency is null and v_new.rate is null then
      raise exception using
        errcode = 'AW001',
        message = format('limit %s must have a concurrency or a rate', put_limit.name),
        hint = 'As in {"concurrency": 10} or {"rate": 100, "per": "1 min"}. awa.delete_limit removes it.';
    end if;
    if v_new.rate is null and (v_settings -> 'per' <> 'null' or v_settings -> 'burst' <> 'null') then
      raise exception using
        errcode = 'AW001',
        message = format('%s needs a rate', case when v_settings -> 'per' <> 'null' then 'per' else 'burst' end),
        hint = 'As in {"rate": 100, "per": "1 min", "burst": 10}.';
    end if;
    if v_new.burst::numeric * v_new.per_us / v_new.rate > 3162240000000000 then
      raise exception using
        errcode = 'AW001',
        message = format(
          'burst %s at a rate of %s per %s s takes longer than 100 years', v_new.burst, v_new.rate,
          trim_scale(v_new.per_us / 1000000.0)),
        hint = 'Choose a smaller burst or a higher rate.';
    end if;
    if v_new.lasts and (v_new.queues || v_new.kinds) <> '{}' then
      raise exception using
        errcode = 'AW001',
        message = format(
          'scope lifetime does not go with limit %s, which queue or kind %s has: these count what executes',
          put_limit.name, (v_new.queues || v_new.kinds)[1]),
        hint = 'Make another limit for jobs that name it with a key.';
    end if;
    exit when outcome = 'unchanged';
    insert into awa_store.limit_rule (name, concurrency, rate, per_us, burst, lasts)
    values (put_limit.name, v_new.concurrency, v_new.rate, v_new.per_us, v_new.burst, v_new.lasts)
    on conflict do nothing;
    exit when found;
  end loop;
  if outcome = 'unchanged' and v_new is distinct from v_old then
    outcome := 'changed';
    update awa_store.limit_rule l
    set concurrency = v_new.concurrency, rate = v_new.rate, per_us = v_new.per_us, burst = v_new.burst,
      lasts = v_new.lasts
    where l.limit_id = v_old.limit_id;
    perform awa_store.change_rate(v_old, v_new);
    perform awa_store.mark_lines(v_old.limit_id);
    perform awa_store.recall_put_off(v_old.limit_id, put_limit.name);
    perform awa_store.wake_limited(array[v_old.limit_id]);
  end if;
  limit_name := put_limit.name;
  concurrency := v_new.concurrency;
  rate := v_new.rate;
  if rate is not null then
    per := v_new.per_us / 1000000.0;
    burst := v_new.burst;
  end if;
  details := jsonb_build_object('scope', case when v_new.lasts then 'lifetime' else 'executing' end);
  return next;
end
$$;

call awa_store.publish('awa.put_limit', 'awa_operator');
comment on function awa.put_limit is
  'Makes or changes a limit of how many jobs start: concurrency, rate, or both.';
