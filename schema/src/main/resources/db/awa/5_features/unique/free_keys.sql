-- What becomes of the unique keys of jobs that ended in the given state: given up, or, if a key holds in that state
-- too, kept as long as the job is and until its window ends. Skips a key that another transaction is taking over: a
-- settle never waits for a producer. If that producer rolls back, the key stays with an ended job, and the next insert
-- looks at that.
create or replace function awa_store.free_keys(job_ids bigint[], state text)
returns void
language plpgsql
volatile
as $$
declare
  v_keeps boolean;
begin
  with held as materialized (
    select u.unique_key, coalesce(free_keys.state = any (u.states), false) as stays
    from awa_store.unique_claim u
    where u.job_id = any (free_keys.job_ids)
    for update skip locked
  ),
  given_up as (
    delete from awa_store.unique_claim u
    where u.unique_key = any (array(select h.unique_key from held h where not h.stays))
  )
  select bool_or(h.stays) into v_keeps from held h;
  if v_keeps then
    update awa_store.unique_claim u
    set ended_state = free_keys.state,
      held_until = greatest(
        u.window_end,
        awa_store.clock() + (
          select awa_store.keep(j.queue, free_keys.state, j.options)
          from (
            select r.queue, r.options from awa_store.ready r where r.job_id = u.job_id
            union all
            select e.queue, e.options from awa_store.ended e where e.job_id = u.job_id
            limit 1
          ) j))
    where u.unique_key = any (array(
      select h.unique_key
      from awa_store.unique_claim h
      where h.job_id = any (free_keys.job_ids) and free_keys.state = any (h.states)
      for update skip locked));
  end if;
end
$$;

call awa_store.plan('awa_store.free_keys', 'walk');
call awa_store.publish('awa_store.free_keys');
