-- The limits of a queue and of a kind under which nothing may start now, in their order; opens_at: when that changes by
-- time alone, null if a job has to be settled first.
create or replace function awa_store.full_limits(queue text, kind text)
returns table (name text, opens_at timestamptz, details jsonb)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
  return query
  select
    l.name, nullif(a.opens_at, 'infinity'),
    jsonb_strip_nulls(
      jsonb_build_object(
        'open', case when l.concurrency is not null then s.open end, 'concurrency', l.concurrency, 'rate', l.rate,
        'per', case when l.rate is not null then l.per_us / 1000000.0 end,
        'burst', case when l.rate is not null then l.burst end, 'penalized_until', s.penalized_until))
  from awa_store.limit_rule l
  cross join lateral (select awa_store.limits_open_at(array[l.limit_id]) offset 0) a (opens_at)
  cross join lateral awa_store.limit_state(l.limit_id) s
  where l.limit_id = any (
      coalesce((select q.limits from awa_store.queue q where q.name = full_limits.queue), '{}')
      || coalesce((select k.limits from awa_store.kind k where k.name = full_limits.kind), '{}'))
    and a.opens_at is not null
  order by l.limit_id;
end
$$;

-- Who has the places of a line, a hundred of them at most, and when the first of those that run has started.
create or replace function awa_store.place_holders(
  line text,
  out job_ids bigint[],
  out since_at timestamptz
)
language plpgsql
stable
as $$
begin
  job_ids := array(
    select p.job_id
    from awa_store.place p
    where p.line = place_holders.line
    order by p.job_id
    limit 100);
  since_at := (select min(l.claimed_at) from unnest(job_ids) j cross join lateral awa_store.locate(j) l);
end
$$;

call awa_store.plan('awa_store.full_limits', 'fixed');
call awa_store.publish('awa_store.full_limits');
call awa_store.plan('awa_store.place_holders', 'fixed');
call awa_store.publish('awa_store.place_holders');
