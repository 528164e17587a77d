-- Moves due jobs of a queue from deferred to ready, oldest first, at most max_jobs; returns how many.
-- low_water: where to start; null = at the queue's mark. The mark lets the search skip the entries of jobs promoted
-- before, which a pinned snapshot keeps in the index; jobs that commit behind it are found by tick, which starts at
-- -infinity. Locks: promotion(queue), tried only: one promoter is enough.
create or replace function awa_store.promote(queue text, max_jobs int, low_water timestamptz default null)
returns int
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_mark timestamptz;
  v_from timestamptz;
  v_last timestamptz;
  v_count int;
begin
  select p.low_water into v_mark from awa_store.promotion p where p.queue = promote.queue;
  v_from := coalesce(promote.low_water, v_mark, '-infinity');
  if not exists (
      select
      from awa_store.deferred d
      where d.queue = promote.queue and d.state = 'scheduled' and d.run_at >= v_from and d.run_at <= v_now)
    and not exists (
      select
      from awa_store.deferred d
      where d.queue = promote.queue and d.state = 'retryable' and d.run_at >= v_from and d.run_at <= v_now)
  then
    return 0;
  end if;
  if not pg_try_advisory_xact_lock(awa_store.lock_class('promotion'), hashtext(promote.queue)) then
    return 0;
  end if;
  select m.count, m.last_run_at into v_count, v_last
  from awa_store.make_ready(array(
    with scheduled as (
      select d.job_id, d.run_at
      from awa_store.deferred d
      where d.queue = promote.queue and d.state = 'scheduled' and d.run_at >= v_from and d.run_at <= v_now
      order by d.run_at
      limit promote.max_jobs
      for update skip locked
    ),
    retryable as (
      select d.job_id, d.run_at
      from awa_store.deferred d
      where d.queue = promote.queue and d.state = 'retryable' and d.run_at >= v_from and d.run_at <= v_now
      order by d.run_at
      limit promote.max_jobs
      for update skip locked
    )
    select d.job_id
    from (select * from scheduled union all select * from retryable) d
    order by d.run_at, d.job_id
    limit promote.max_jobs)) m;
  -- Two seconds behind, for transactions that take a moment to commit.
  v_last := v_last - interval '2 s';
  if v_last > v_mark + interval '1 s' then
    update awa_store.promotion p set low_water = v_last where p.queue = promote.queue;
  elsif v_mark is null and v_count > 0 then
    insert into awa_store.promotion (queue, low_water) values (promote.queue, v_last) on conflict do nothing;
  end if;
  return v_count;
end
$$;

-- Promotes what is due in all queues and wakes their sleepers, from the queue on where the last call stopped, to the
-- last one or until its time is over; from the oldest job on: claims search from a mark that a late commit may lie
-- behind. Returns how many.
create or replace function awa_store.promote_due(until timestamptz)
returns int
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_after text;
  v_state text;
  v_done text;
  v_next record;
  v_rows int;
  v_count int;
  v_sum int := 0;
begin
  select w.promoted_queue, w.promoted_state into strict v_after, v_state from awa_store.watch w;
  -- With thousands of queues hardly any has a job that is due.
  loop
    v_rows := 0;
    for v_next in select q.queue, q.state, q.run_at from awa_store.deferred_queues(v_after, v_state, 500) q loop
      v_rows := v_rows + 1;
      v_after := v_next.queue;
      v_state := v_next.state;
      if v_next.run_at <= v_now and v_state in ('scheduled', 'retryable') and v_after is distinct from v_done then
        v_count := awa_store.promote(v_after, 1000, '-infinity');
        v_done := v_after;
        if v_count > 0 then
          perform awa_store.wake(v_after);
          v_sum := v_sum + v_count;
        end if;
        exit when clock_timestamp() > until;
      end if;
    end loop;
    exit when v_rows < 500 or clock_timestamp() > until;
  end loop;
  if clock_timestamp() <= until then
    v_after := '';
    v_state := '';
  end if;
  update awa_store.watch w
  set promoted_queue = v_after, promoted_state = v_state
  where (w.promoted_queue, w.promoted_state) is distinct from (v_after, v_state);
  return v_sum;
end
$$;

call awa_store.plan('awa_store.promote', 'probe');
call awa_store.publish('awa_store.promote');
call awa_store.plan('awa_store.promote_due', 'walk');
call awa_store.publish('awa_store.promote_due');
