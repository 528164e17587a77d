-- Limits of single jobs, by key: options.limits of a job names limits, and of each a key and how much of it the job
-- takes.

-- Reads opts.limits of a new job: the form that it is stored in, in the order of names and keys, each once with the sum
-- of its weights.
-- Errors: AW001, AW002 and AW003 naming the value, AW010 unknown limit.
create or replace function awa_store.checked_limits(limits jsonb)
returns jsonb
language plpgsql
stable
as $$
declare
  v_limit record;
begin
  if limits is null or limits = 'null' then
    return null;
  end if;
  if jsonb_typeof(limits) <> 'array' or jsonb_array_length(limits) not between 1 and 5 then
    raise exception using
      errcode = 'AW001',
      message = format('limits must be a list of 1 to 5 limits, not %s', awa_store.excerpt(limits)),
      hint = 'As in [{"name": "api", "key": "customer:7"}].';
  end if;
  for v_limit in
    select e.value, e.ordinality as n
    from jsonb_array_elements(limits) with ordinality e
  loop
    if jsonb_typeof(v_limit.value) <> 'object' then
      raise exception using
        errcode = 'AW001',
        message = format('limits: element %s must be an object, not %s', v_limit.n, awa_store.excerpt(v_limit.value)),
        hint = 'As in {"name": "api", "key": "customer:7"}.';
    end if;
    if v_limit.value - awa_store.option_names('job_limit') <> '{}' then
      perform awa_store.raise_option_fault('limits', v_limit.value, awa_store.option_names('job_limit'));
    end if;
    if jsonb_typeof(v_limit.value -> 'name') is distinct from 'string' then
      raise exception using
        errcode = 'AW001',
        message = format(
          'limits: name in element %s must be the name of a limit, not %s', v_limit.n,
          awa_store.excerpt(v_limit.value -> 'name')),
        hint = 'awa.limits lists them.';
    end if;
    perform awa_store.check_limit_name(v_limit.value ->> 'name');
    if jsonb_typeof(v_limit.value -> 'key') is distinct from 'string' or v_limit.value ->> 'key' = '' then
      raise exception using
        errcode = 'AW001',
        message = format(
          'limits: key in element %s must be a text of 1 to 200 characters, not %s', v_limit.n,
          awa_store.excerpt(v_limit.value -> 'key')),
        hint = 'Each key is limited apart. To limit all jobs of a queue or a kind, attach the limit to these.';
    elsif length(v_limit.value ->> 'key') > 200 then
      raise exception using
        errcode = 'AW003',
        message = format(
          'limits: key %s... in element %s is longer than 200 characters', left(v_limit.value ->> 'key', 40),
          v_limit.n),
        hint = 'Use a shorter key, or a hash of it.';
    end if;
    if v_limit.value ->> 'weight' is not null
      and awa_store.option_count(v_limit.value, 'weight', 1000000) is null
    then
      raise exception using
        errcode = 'AW001',
        message = format(
          'limits: weight in element %s must be 1 to 1000000, not %s', v_limit.n,
          awa_store.excerpt(v_limit.value -> 'weight')),
        hint = 'Leave it out for 1.';
    end if;
    if not exists (select from awa_store.limit_rule l where l.name = v_limit.value ->> 'name') then
      raise exception using
        errcode = 'AW010',
        message = format('there is no limit %s', awa_store.excerpt(v_limit.value -> 'name')),
        hint = 'Make it first: select * from awa.put_limit(''<name>'', ''{"concurrency": 10}'').';
    end if;
  end loop;
  return (
    select jsonb_agg(
      jsonb_strip_nulls(jsonb_build_object('name', l.name, 'key', l.key, 'weight', nullif(l.weight, 1)))
      order by l.name, l.key)
    from (
      select
        e ->> 'name' as name, e ->> 'key' as key,
        least(sum(coalesce(awa_store.option_count(e, 'weight', 1000000), 1)), 1000000) as weight
      from jsonb_array_elements(limits) e
      group by e ->> 'name', e ->> 'key'
    ) l);
end
$$;

-- The limits that the stored options of a job name; what is not of the form that checked_limits gives is left out.
create or replace function awa_store.job_limits(options jsonb)
returns table (name text, key text, weight int)
language plpgsql
stable
as $$
begin
  if jsonb_typeof(options -> 'limits') = 'array' then
    return query
    select e ->> 'name', e ->> 'key', coalesce(awa_store.option_count(e, 'weight', 1000000), 1)
    from jsonb_array_elements(options -> 'limits') e
    where jsonb_typeof(e) = 'object' and e ->> 'name' is not null and e ->> 'key' is not null;
  end if;
end
$$;

-- Sets the concurrency that is different for a key of a limit, or of concurrency_key; null: none is. Returns the one
-- before.
create or replace function awa_store.put_limit_key(limit_id int, key text, concurrency int)
returns int
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_old int;
begin
  select k.concurrency into v_old
  from awa_store.limit_key k
  where k.limit_id = put_limit_key.limit_id and k.key = put_limit_key.key
  for update;
  insert into awa_store.limit_key as k (limit_id, key, concurrency)
  values (put_limit_key.limit_id, put_limit_key.key, put_limit_key.concurrency)
  on conflict (limit_id, key) do update set concurrency = excluded.concurrency;
  delete from awa_store.limit_key k
  where k.limit_id = put_limit_key.limit_id and k.key = put_limit_key.key and k.concurrency is null
    and (k.penalized_until > awa_store.clock()) is not true;
  perform awa_store.mark_wait(
    'place',
    case put_limit_key.limit_id
      when 0 then 'k' || put_limit_key.key
      else awa_store.limit_line(put_limit_key.limit_id, put_limit_key.key)
    end);
  return v_old;
end
$$;

-- Refuses a key that no job can have.
-- Errors: AW001, AW003.
create or replace function awa_store.check_limit_key(key text)
returns void
language plpgsql
immutable
as $$
begin
  if key = '' then
    raise exception using
      errcode = 'AW001', message = 'key must have 1 to 200 characters, not none', hint = 'Leave it out for all keys.';
  elsif length(key) > 200 then
    raise exception using
      errcode = 'AW003',
      message = format('key %s... is longer than 200 characters', left(key, 40)),
      hint = 'Use the key that the jobs have.';
  end if;
end
$$;

-- The line of a key of a limit.
create or replace function awa_store.limit_line(limit_id int, key text)
returns text
language sql
immutable
as $$
  select format('l%s:%s', limit_id, key);
$$;

-- Counts a job that is to start at a time in the rates of all its limits, if they allow it, and nobody has stopped
-- them: null. Else when they will: each job that has to be put off gets a time of its own, so that they come back one
-- after the other; one that is_back from there only waits for its turn again.
-- Locks: the lines of its keys, see lock_line.
create or replace function awa_store.count_start(options jsonb, at timestamptz, is_back boolean)
returns timestamptz
language plpgsql
volatile
as $$
declare
  v_rule record;
  v_newest record;
  v_room bigint;
  v_opens_at timestamptz;
  v_rest numeric;
begin
  for v_rule in
    select
      l.limit_id, l.rate, l.per_us, l.burst, greatest(l.penalized_until, k.penalized_until) as penalized_until, j.key,
      j.weight
    from awa_store.job_limits(options) j
    join awa_store.limit_rule l on l.name = j.name
    left join awa_store.limit_key k on k.limit_id = l.limit_id and k.key = j.key
    where l.rate is not null or greatest(l.penalized_until, k.penalized_until) > count_start.at
    order by l.limit_id, j.key
  loop
    if v_rule.penalized_until > count_start.at then
      -- At most a minute: who lifts it does not see a job that is being put off.
      return least(v_rule.penalized_until, count_start.at + interval '1 minute');
    end if;
    if not awa_store.lock_line(awa_store.limit_line(v_rule.limit_id, v_rule.key)) then
      return awa_store.clock() + interval '50 ms';
    end if;
    select p.no, p.tat, p.slot into v_newest
    from awa_store.permit p
    where p.limit_id = v_rule.limit_id and p.key = v_rule.key
    order by p.no desc
    limit 1;
    v_room := awa_store.rate_room(v_rule.rate, v_rule.per_us, v_rule.burst, v_newest.tat, count_start.at);
    if v_room < least(v_rule.weight, v_rule.burst) then
      v_rest := v_rule.burst - least(v_rule.weight, v_rule.burst);
      v_opens_at := v_newest.tat - (v_rest * v_rule.per_us / v_rule.rate)::bigint * interval '1 us';
      if count_start.is_back then
        return v_opens_at;
      end if;
      v_opens_at := greatest(v_newest.slot, v_opens_at);
      insert into awa_store.permit (limit_id, key, no, started_at, tat, slot, held, started, units)
      values (
        v_rule.limit_id, v_rule.key, v_newest.no + 1, count_start.at, v_newest.tat,
        v_opens_at + (v_rule.weight * v_rule.per_us + v_rule.rate - 1) / v_rule.rate * interval '1 us', 0, 0, 0);
      return v_opens_at;
    end if;
  end loop;
  insert into awa_store.permit (limit_id, key, no, started_at, tat, slot, held, started, units)
  select
    l.limit_id, j.key, coalesce(p.no, 0) + 1, count_start.at,
    greatest(p.tat, count_start.at) + (j.weight * l.per_us + l.rate - 1) / l.rate * interval '1 us', p.slot, 0,
    0, j.weight
  from awa_store.job_limits(options) j
  join awa_store.limit_rule l on l.name = j.name
  left join lateral (
    select n.no, n.tat, n.slot
    from awa_store.permit n
    where n.limit_id = l.limit_id and n.key = j.key
    order by n.no desc
    limit 1
  ) p on true
  where l.rate is not null;
  return null;
end
$$;

-- Counts jobs in the rates of their limits as if they had started so much later than they were counted at: their claim
-- has got its time only now. Only for who has counted them.
create or replace function awa_store.count_later(all_options jsonb[], delay interval)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.permit (limit_id, key, no, started_at, tat, slot, held, started, units)
  select l.limit_id, j.key, p.no + 1, p.started_at + count_later.delay, p.tat + count_later.delay, p.slot, 0, 0, 0
  from (
    select distinct n.name, n.key
    from unnest(all_options) o (options)
    cross join lateral awa_store.job_limits(o.options) n
  ) j
  join awa_store.limit_rule l on l.name = j.name
  cross join lateral (
    select n.no, n.tat, n.slot, n.started_at
    from awa_store.permit n
    where n.limit_id = l.limit_id and n.key = j.key
    order by n.no desc
    limit 1
  ) p
  where l.rate is not null;
end
$$;

-- Has tick look at all lines of a limit in which jobs wait: what it says has changed.
create or replace function awa_store.mark_lines(limit_id int)
returns void
language plpgsql
volatile
as $$
declare
  v_prefix text := awa_store.limit_line(mark_lines.limit_id, '');
  v_line text := awa_store.limit_line(mark_lines.limit_id, '');
begin
  loop
    select w.on_id into v_line
    from awa_store.wait w
    where w.on_kind = 'place' and w.on_id > v_line and w.on_id < v_prefix || chr(1114111)
    order by w.on_id
    limit 1;
    exit when not found;
    perform awa_store.mark_wait('place', v_line);
  end loop;
end
$$;

-- Brings jobs back that a limit has put off, since it says something else now: they are due, and the times that they
-- have booked are free. Those that another transaction is changing keep theirs.
create or replace function awa_store.recall_put_off(limit_id int, name text)
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_queues text[];
begin
  update awa_store.permit p
  set slot = null
  where p.limit_id = recall_put_off.limit_id and p.key <> '' and p.slot is not null;
  with back as (
    update awa_store.deferred d
    set run_at = v_now
    where d.ctid = any (array(
      select o.ctid
      from awa_store.deferred o
      where o.state = 'scheduled' and o.seq = -1 and o.run_at > v_now
        and o.options -> 'limits' @> jsonb_build_array(jsonb_build_object('name', recall_put_off.name))
      for update skip locked))
    returning d.queue
  )
  select array_agg(distinct b.queue) into v_queues from back b;
  perform awa_store.wake(q) from unnest(v_queues) q;
end
$$;

-- Deletes permits of keys that limit nothing any more, so many at most, and penalties of keys that are over.
create or replace function awa_store.forget_key_permits(most int)
returns void
language plpgsql
volatile
as $$
declare
  v_before timestamptz := awa_store.clock() - interval '1 s';
begin
  delete from awa_store.permit p
  where p.ctid = any (array(
    select n.ctid
    from awa_store.permit n
    where n.key <> '' and n.tat < v_before and (n.slot < v_before) is not false
    order by n.tat
    limit most
    for update skip locked));
  delete from awa_store.limit_key k where k.concurrency is null and k.penalized_until < v_before;
end
$$;

call awa_store.plan('awa_store.checked_limits', 'fixed');
call awa_store.publish('awa_store.checked_limits');
call awa_store.plan('awa_store.put_limit_key', 'fixed');
call awa_store.publish('awa_store.put_limit_key');
call awa_store.publish('awa_store.check_limit_key');
call awa_store.publish('awa_store.job_limits');
call awa_store.publish('awa_store.limit_line');
call awa_store.plan('awa_store.count_start', 'probe');
call awa_store.publish('awa_store.count_start');
call awa_store.plan('awa_store.count_later', 'probe');
call awa_store.publish('awa_store.count_later');
call awa_store.plan('awa_store.recall_put_off', 'fixed');
call awa_store.publish('awa_store.recall_put_off');
call awa_store.plan('awa_store.mark_lines', 'probe');
call awa_store.publish('awa_store.mark_lines');
call awa_store.plan('awa_store.forget_key_permits', 'probe');
call awa_store.publish('awa_store.forget_key_permits');
