-- Takes a job that is not ended any more, or not known, out of the stretch of history that it was counted in.
create or replace function awa_store.uncount(queue text, state text, ended_at timestamptz)
returns void
language plpgsql
volatile
as $$
begin
  update awa_store.ended_count c
  set jobs = c.jobs - 1
  where c.queue = uncount.queue and c.state = uncount.state and c.from_at <= uncount.ended_at
    and c.until_at > uncount.ended_at;
end
$$;

call awa_store.publish('awa_store.uncount');
