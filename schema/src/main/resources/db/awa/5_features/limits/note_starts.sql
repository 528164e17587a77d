-- Appends what a claim has started under limits: one row each, which also counts what has been given back. started_at
-- and settled: as may_start has told; units: how many jobs, no more than it has allowed.
-- Only under the limits' locks.
create or replace function awa_store.note_starts(
  limits int[],
  claim_id bigint,
  units int,
  started_at timestamptz,
  settled awa_store.settled_permit[]
)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.permit (
    limit_id, no, claim_id, started_at, tat, held, started, low, look, units, open)
  select
    l.limit_id, coalesce(p.no, 0) + 1, note_starts.claim_id, note_starts.started_at,
    case
      when l.rate is not null
        then greatest(p.tat, note_starts.started_at)
          + (note_starts.units * l.per_us + l.rate - 1) / l.rate * interval '1 us'
    end,
    coalesce(p.held, 0) - coalesce(s.freed, 0) + case when l.concurrency is not null then note_starts.units else 0 end,
    coalesce(p.started, 0) + note_starts.units, coalesce(s.low, p.low, 1), coalesce(s.last + 1, p.look, 1),
    note_starts.units, case when l.concurrency is not null then note_starts.units else 0 end
  from awa_store.limit_rule l
  left join lateral (
    select n.no, n.tat, n.held, n.started, n.low, n.look
    from awa_store.permit n
    where n.limit_id = l.limit_id and n.key = ''
    order by n.no desc
    limit 1
  ) p on true
  left join lateral (
    select
      sum(u.freed) as freed, (array_agg(u.no))[count(*)] as last,
      (
        select m.no
        from awa_store.permit m
        where m.limit_id = l.limit_id and m.key = '' and m.no >= p.low
        order by m.no
        limit 1
      ) as low
    from unnest(note_starts.settled) u
    where u.limit_id = l.limit_id
    having count(*) > 0
  ) s on note_starts.settled <> '{}'
  where l.limit_id = any (note_starts.limits);
  if note_starts.settled <> '{}' then
    -- Only now: the newest row may be one of them.
    perform awa_store.give_back(note_starts.settled);
  end if;
end
$$;

-- Takes what has been settled out of its permits, which the sums of a newer row have taken into account.
create or replace function awa_store.give_back(settled awa_store.settled_permit[])
returns void
language plpgsql
volatile
as $$
begin
  delete from awa_store.permit p
  using unnest(give_back.settled) s
  where p.limit_id = s.limit_id and p.key = s.key and p.no = s.no and s.open = 0;
  if exists (select from unnest(give_back.settled) s where s.open > 0) then
    update awa_store.permit p
    set open = s.open
    from unnest(give_back.settled) s
    where p.limit_id = s.limit_id and p.key = s.key and p.no = s.no and s.open > 0;
  end if;
end
$$;

call awa_store.plan('awa_store.note_starts', 'probe');
call awa_store.publish('awa_store.note_starts');
call awa_store.plan('awa_store.give_back', 'walk');
call awa_store.publish('awa_store.give_back');
