-- Deletes ended jobs that were kept long enough, and unique keys that were held long enough beyond the end; at most
-- max_rows of each queue and state, and of keys. Goes on after the queue where the last call stopped. What a child may
-- follow stays in forgotten for a while.
create or replace function awa_store.forget_ended(max_rows int, until timestamptz default 'infinity')
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_queue text := (select w.forgotten_queue from awa_store.watch w);
  v_seen text;
  v_next text := '';
  v_oldest record;
begin
  -- The oldest job of each queue and state, by one index probe each: most queues have none that is due.
  for v_oldest in
    with recursive found (queue, state, finalized_at) as (
      (
        select e.queue, e.state, e.finalized_at
        from awa_store.ended e
        where e.queue > v_queue and e.keep_until is null
        order by e.queue, e.state, e.finalized_at
        limit 1
      )
      union all
      select n.queue, n.state, n.finalized_at
      from found f
      cross join lateral (
        select e.queue, e.state, e.finalized_at
        from awa_store.ended e
        where (e.queue, e.state) > (f.queue, f.state) and e.keep_until is null
        order by e.queue, e.state, e.finalized_at
        limit 1
      ) n
    )
    select f.queue, f.state, f.finalized_at, awa_store.keep_of(f.state, q, s) as keep
    from found f
    cross join awa_store.settings s
    left join awa_store.queue q on q.name = f.queue
  loop
    if v_oldest.queue <> v_seen then
      -- Goes on after the one that was seen last.
      v_next := v_seen;
      exit when clock_timestamp() > forget_ended.until;
    end if;
    v_next := '';
    v_seen := v_oldest.queue;
    if v_oldest.finalized_at <= v_now - v_oldest.keep then
      perform awa_store.forget_jobs(array(
        select o.job_id
        from awa_store.ended o
        where o.queue = v_oldest.queue and o.state = v_oldest.state and o.keep_until is null
          and o.finalized_at <= v_now - v_oldest.keep
        order by o.finalized_at
        limit forget_ended.max_rows
        for update skip locked));
    end if;
  end loop;
  update awa_store.watch w set forgotten_queue = v_next where w.forgotten_queue <> v_next;
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

call awa_store.plan('awa_store.forget_ended', 'walk');
call awa_store.publish('awa_store.forget_ended');
