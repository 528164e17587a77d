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
  v_state text;
begin
  loop
    select e.queue into v_queue from awa_store.ended e where e.queue > v_queue collate "C" order by e.queue limit 1;
    if not found then
      v_queue := '';
      exit;
    end if;
    foreach v_state in array '{completed,failed,cancelled}'::text[] loop
      perform awa_store.forget_jobs(array(
        select o.job_id
        from awa_store.ended o
        where o.queue = v_queue and o.state = v_state and o.keep_until is null
          and o.finalized_at <= v_now - awa_store.keep(v_queue, v_state)
        order by o.finalized_at
        limit forget_ended.max_rows
        for update skip locked));
    end loop;
    exit when clock_timestamp() > forget_ended.until;
  end loop;
  update awa_store.watch w set forgotten_queue = v_queue where w.forgotten_queue <> v_queue;
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

call awa_store.plan('awa_store.forget_ended', 'probe');
call awa_store.publish('awa_store.forget_ended');
