-- Gives up, or keeps on, the unique keys of jobs that have ended while another transaction was taking them over, which
-- then rolled back; see free_keys. Looks at the next max_keys keys, around and around.
create or replace function awa_store.look_at_keys(max_keys int, until timestamptz default 'infinity')
returns void
language plpgsql
volatile
as $$
declare
  v_key record;
  v_state text;
  v_last bytea := '';
begin
  for v_key in
    select u.unique_key, u.job_id, u.ended_state
    from awa_store.unique_claim u
    where u.unique_key > (select w.seen_key from awa_store.watch w)
    order by u.unique_key
    limit look_at_keys.max_keys
  loop
    v_last := v_key.unique_key;
    continue when v_key.ended_state is not null;
    select l.state into v_state from awa_store.locate(v_key.job_id) l;
    if v_state is null or v_state in ('completed', 'failed', 'cancelled') then
      -- One whose history is over has had its time.
      perform awa_store.free_keys(array[v_key.job_id], coalesce(v_state, 'forgotten'));
    end if;
    exit when clock_timestamp() > look_at_keys.until;
  end loop;
  update awa_store.watch w set seen_key = v_last where w.seen_key <> v_last;
end
$$;

call awa_store.plan('awa_store.look_at_keys', 'probe');
call awa_store.publish('awa_store.look_at_keys');
