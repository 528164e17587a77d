-- Permits of which jobs have been settled that nobody has noticed yet, from the number look on and round the circle
-- from low on, until so many jobs are found, or all (need null). freed: how many they are. The outcomes of a claim tell,
-- so that a settle has nothing to write: of one that was carried forward those of its present segment, and one that
-- went with its segment has none open.
create or replace function awa_store.find_settled(
  limit_id int,
  key text,
  low bigint,
  look bigint,
  need bigint default null,
  out settled awa_store.settled_permit[],
  out freed bigint
)
language plpgsql
stable
as $$
#variable_conflict use_column
declare
  v_permit record;
begin
  settled := '{}';
  freed := 0;
  for v_permit in
    select p.no, p.open, coalesce(c.jobs - coalesce(o.jobs, 0), 0)::int as still_open
    from (
      (
        select n.no, n.open, n.claim_id
        from awa_store.permit n
        where n.limit_id = find_settled.limit_id and n.key = find_settled.key and n.no >= find_settled.look
        order by n.no
      )
      union all
      (
        select n.no, n.open, n.claim_id
        from awa_store.permit n
        where n.limit_id = find_settled.limit_id and n.key = find_settled.key and n.no >= find_settled.low
          and n.no < find_settled.look
        order by n.no
      )
    ) p
    left join lateral (
      select c.segment, cardinality(c.job_ids) as jobs
      from awa_store.claim c
      where c.claim_id = p.claim_id
      order by c.lane is not null, c.xid desc
      limit 1
    ) c on true
    left join lateral (
      select sum(o.jobs) as jobs from awa_store.outcome o where o.claim_id = p.claim_id and o.segment = c.segment
    ) o on true
    where p.open > 0
  loop
    if v_permit.still_open < v_permit.open then
      freed := freed + v_permit.open - v_permit.still_open;
      settled := settled || row(
        find_settled.limit_id, find_settled.key, v_permit.no, v_permit.open - v_permit.still_open, v_permit.still_open
      )::awa_store.settled_permit;
      exit when freed >= find_settled.need;
    end if;
  end loop;
end
$$;

call awa_store.plan('awa_store.find_settled', 'walk');
call awa_store.publish('awa_store.find_settled');
