-- Copies completed jobs of a drained slot whose queues keep them longer than the ring does into ended, the next max_jobs
-- entries of such queues from where the last call stopped. True when there are no more.
create or replace function awa_store.archive(slot int, max_jobs int)
returns boolean
language plpgsql
volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set jit = off
as $$
declare
  v_slot awa_store.slot;
  v_entry record;
  v_left int := archive.max_jobs;
begin
  if not exists (
    select from awa_store.queue q cross join awa_store.settings s where q.keep_completed > s.keep_completed)
  then
    return true;
  end if;
  select t.* into strict v_slot from awa_store.slot t where t.slot = archive.slot;
  for v_entry in execute format(
    'select r.*
    from awa_store.slot_lanes($1) l
    cross join lateral (
      select * from awa_store.ready_%1$s r where r.lane = l order by r.xid, r.seq limit 1
    ) f
    join awa_store.queue q on q.name = f.queue
    cross join awa_store.settings s
    cross join lateral (
      select r.*
      from awa_store.ready_%1$s r
      where r.lane = l and (l > $2 or $2 is null or (r.xid, r.seq) > ($3, $4))
      order by r.xid, r.seq
      limit $5
    ) r
    where q.keep_completed > s.keep_completed and (l >= $2 or $2 is null)
    order by r.lane, r.xid, r.seq
    limit $5', archive.slot)
  using archive.slot, v_slot.archive_lane, v_slot.archive_xid, v_slot.archive_seq, archive.max_jobs
  loop
    insert into awa_store.ended (
      job_id, run_at, created_at, attempted_at, finalized_at, worker_id, partition, priority, attempt, max_attempts, state,
      queue, kind, args, ordering_key, unique_key, tags, metadata, timeout, backoff, progress, errors, result)
    select
      j.id, j.run_at, j.created_at, j.attempted_at, j.finalized_at, j.worker_id, j.partition, j.priority, j.attempt,
      j.max_attempts, j.state, j.queue, j.kind, j.args, j.ordering_key, j.unique_key, nullif(j.tags, '{}'),
      nullif(j.metadata, '{}'), v_entry.timeout, v_entry.backoff, j.progress, nullif(j.errors, '[]'), j.result
    from awa.get_job(v_entry.job_id) j
    where j.state = 'completed'
      and not exists (select from awa_store.ready n where n.job_id = v_entry.job_id and n.seq > v_entry.seq)
    on conflict do nothing;
    v_left := v_left - 1;
    v_slot.archive_lane := v_entry.lane;
    v_slot.archive_xid := v_entry.xid;
    v_slot.archive_seq := v_entry.seq;
  end loop;
  update awa_store.slot t
  set archive_lane = v_slot.archive_lane, archive_xid = v_slot.archive_xid, archive_seq = v_slot.archive_seq
  where t.slot = archive.slot and v_left < archive.max_jobs;
  return v_left > 0;
end
$$;

call awa_store.publish('awa_store.archive');
