-- Takes a job that is not ended any more, or not known, out of the stretch of history that it was counted in: by a row
-- of its own, so that nobody waits for the transaction that does.
create or replace function awa_store.uncount(queue text, state text, ended_at timestamptz)
returns void
language plpgsql
volatile
as $$
begin
  insert into awa_store.ended_count (from_at, until_at, jobs, queue, state)
  select c.from_at, c.until_at, -1, c.queue, c.state
  from awa_store.ended_count c
  where c.queue = uncount.queue and c.state = uncount.state and c.from_at <= uncount.ended_at
    and c.until_at > uncount.ended_at
  limit 1;
end
$$;

call awa_store.publish('awa_store.uncount');
