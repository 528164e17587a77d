-- How many of the next entries of a lane have so many jobs that are not withdrawn among them; no more than 1000
-- withdrawn ones are passed at once.
create or replace function awa_store.entries_to_take(lane uuid, cursor awa_store.cursor, jobs int)
returns int
language plpgsql
stable
as $$
begin
  return (
    select coalesce(max(e.n) filter (where e.jobs <= entries_to_take.jobs), entries_to_take.jobs)
    from (
      select
        row_number() over () as n,
        count(*) filter (where not exists (
          select from awa_store.withdrawn w where w.lane = r.lane and w.xid = r.xid and w.seq = r.seq))
          over (rows unbounded preceding) as jobs
      from awa_store.next_entries(entries_to_take.lane, entries_to_take.cursor, entries_to_take.jobs + 1000) r
    ) e);
end
$$;

call awa_store.plan('awa_store.entries_to_take', 'probe');
call awa_store.publish('awa_store.entries_to_take');
