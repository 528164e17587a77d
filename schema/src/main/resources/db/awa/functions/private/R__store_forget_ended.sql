-- Deletes ended jobs that were kept long enough, and unique keys that were held long enough beyond the end; at most
-- max_rows of each queue and state, and of keys. What a child may follow stays in forgotten for a while.
create or replace function awa_store.forget_ended(max_rows int, until timestamptz default 'infinity')
returns void
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set jit = off
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_queue text := '';
  v_state text := '';
begin
  loop
    -- The pairs of queue and state, by one index probe each.
    select e.queue, e.state into v_queue, v_state
    from awa_store.ended e
    where (e.queue, e.state) > (v_queue, v_state)
    order by e.queue, e.state
    limit 1;
    exit when not found;
    perform awa_store.forget_jobs(array(
      select o.job_id
      from awa_store.ended o
      where o.queue = v_queue and o.state = v_state and o.keep_until is null
        and o.finalized_at <= v_now - awa_store.keep(v_queue, v_state)
      order by o.finalized_at
      limit forget_ended.max_rows
      for update skip locked));
    exit when clock_timestamp() > forget_ended.until;
  end loop;
  perform awa_store.forget_jobs(array(
    select o.job_id
    from awa_store.ended o
    where o.keep_until <= v_now
    order by o.keep_until
    limit forget_ended.max_rows
    for update skip locked));
  delete from awa_store.unique_claim u
  where u.unique_key = any (array(
    select h.unique_key
    from awa_store.unique_claim h
    where h.held_until <= v_now
    order by h.held_until
    limit forget_ended.max_rows
    for update skip locked));
end
$$;

call awa_store.publish('awa_store.forget_ended');
