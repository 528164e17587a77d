-- When something may start under limits, as far as time alone decides: null for now, infinity if jobs have to be
-- settled first. Takes no locks: for who asks whether it is worth to claim. limits: ids.
create or replace function awa_store.limits_open_at(limits int[])
returns timestamptz
language plpgsql
stable
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_rule record;
  v_at timestamptz;
  v_opens_at timestamptz;
begin
  for v_rule in
    select
      l.limit_id, l.concurrency, l.rate, l.per_us, l.burst, p.tat, p.held, p.low, l.penalized_until
    from awa_store.limit_rule l
    left join lateral (
      select n.tat, n.held, n.low
      from awa_store.permit n
      where n.limit_id = l.limit_id and n.key = ''
      order by n.no desc
      limit 1
    ) p on true
    where l.limit_id = any (limits)
  loop
    v_at := v_rule.penalized_until;
    if v_rule.rate is not null then
      v_at := greatest(v_at, awa_store.rate_opens_at(v_rule.rate, v_rule.per_us, v_rule.burst, v_rule.tat));
    end if;
    if v_at > v_now then
      v_opens_at := greatest(v_opens_at, v_at);
    end if;
    if v_rule.held >= v_rule.concurrency
      and v_rule.held - v_rule.concurrency
        >= awa_store.freed_units(v_rule.limit_id, '', v_rule.low, v_rule.held - v_rule.concurrency + 1)
    then
      return 'infinity';
    end if;
  end loop;
  return v_opens_at;
end
$$;

-- Of the kinds whose jobs were set apart in a queue, when the first that is full now may start again, as far as time
-- alone decides; null if there is none. kinds: which of them, null for all.
create or replace function awa_store.kinds_open_at(queue text, kinds text[])
returns timestamptz
language plpgsql
stable
as $$
begin
  return (
    select min(a.opens_at)
    from awa_store.kind_lane k
    join awa_store.kind d on d.name = k.kind
    cross join lateral (select awa_store.limits_open_at(d.limits) offset 0) a (opens_at)
    where k.queue = kinds_open_at.queue and (kinds_open_at.kinds is null or k.kind = any (kinds_open_at.kinds))
      and d.limits <> '{}' and a.opens_at < 'infinity');
end
$$;

call awa_store.publish('awa_store.limits_open_at');
call awa_store.plan('awa_store.kinds_open_at', 'walk');
call awa_store.publish('awa_store.kinds_open_at');
