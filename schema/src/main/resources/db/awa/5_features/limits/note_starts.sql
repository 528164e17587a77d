-- Appends what a claim has started under limits: one row each. started_at, frees: as may_start has told; units: how
-- many jobs, no more than it has allowed, which it returns. Only under the limits' locks.
create or replace function awa_store.note_starts(
  limits int[],
  units int,
  started_at timestamptz,
  frees int[] default null
)
returns int
language plpgsql
volatile
as $$
begin
  if frees is not null then
    perform awa_store.take_back(f, '', note_starts.units) from unnest(frees) f;
  end if;
  insert into awa_store.permit (limit_id, no, started_at, tat, held, started, low, units)
  select
    l.limit_id, coalesce(p.no, 0) + 1, note_starts.started_at,
    case
      when l.rate is not null
        then greatest(p.tat, note_starts.started_at)
          + (note_starts.units * l.per_us + l.rate - 1) / l.rate * interval '1 us'
    end,
    coalesce(p.held, 0) + case when l.concurrency is not null then note_starts.units else 0 end,
    coalesce(p.started, 0) + note_starts.units, coalesce(p.low, '0'), note_starts.units
  from awa_store.limit_rule l
  left join lateral (
    select n.no, n.tat, n.held, n.started, n.low
    from awa_store.permit n
    where n.limit_id = l.limit_id and n.key = ''
    order by n.no desc
    limit 1
  ) p on true
  where l.limit_id = any (note_starts.limits);
  return units;
end
$$;

call awa_store.publish('awa_store.note_starts');
