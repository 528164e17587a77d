-- Declares workers lost whose heartbeats have stayed away for too long. Returns how many. A heartbeat that comes
-- meanwhile meets the lock and knows.
create or replace function awa_store.declare_lost_workers()
returns int
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_count int;
begin
  update awa_store.worker w
  set lost_at = v_now
  where w.worker_id in (
    select o.worker_id
    from awa_store.worker o
    where o.lost_at is null and o.heartbeat_at + o.dead_after < v_now
    for update skip locked);
  get diagnostics v_count = row_count;
  delete from awa_store.stop_notice n
  where (n.claim_id, n.job_id) in (
    select s.claim_id, s.job_id
    from awa_store.stop_notice s
    join awa_store.worker w on w.worker_id = s.worker_id
    where w.lost_at is not null
    limit 1000
    for update of s skip locked);
  return v_count;
end
$$;

-- Takes the jobs of lost workers away. A claim may commit after its worker was declared lost, so claims are matched
-- with live workers, not with lost ones. One that fails is noted and left for the next call. Forgets workers of which
-- nothing is open any more. Returns how many jobs were taken.
create or replace function awa_store.rescue_lost(until timestamptz)
returns int
language plpgsql
volatile
as $$
declare
  v_claim record;
  v_count int := 0;
  v_failed text;
begin
  for v_claim in
    select o.claim_id, o.segment, coalesce(w.name, 'worker') as name
    from awa_store.open_claim o
    left join awa_store.worker w on w.worker_id = o.worker_id
    where w.worker_id is null or w.lost_at is not null
    order by random() -- so that those which fail keep no others from their turn
    limit 1000
  loop
    begin
      v_count := v_count + (
        select awa_store.rescue(c.claim_id, c.job_ids, format('%s is lost', v_claim.name))
        from awa_store.claim c
        where c.claim_id = v_claim.claim_id and c.segment = v_claim.segment);
      set constraints awa_store.wait_arrived, awa_store.place_freed immediate;
      set constraints awa_store.wait_arrived, awa_store.place_freed deferred;
    exception when others then
      v_failed := format('claim %s: %s %s', v_claim.claim_id, sqlstate, left(sqlerrm, 1000));
    end;
    exit when clock_timestamp() > until;
  end loop;
  delete from awa_store.worker w
  where w.worker_id in (
    select o.worker_id
    from awa_store.worker o
    where o.lost_at is not null and not exists (select from awa_store.open_claim c where c.worker_id = o.worker_id)
    for update skip locked);
  perform awa_store.note_step('rescue of a claim', v_failed);
  return v_count;
end
$$;

-- Ends attempts whose time is over and tells their workers; what is left of a claim waits for its own deadline. Returns
-- how many.
create or replace function awa_store.end_overdue(until timestamptz)
returns int
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_claim record;
  v_expired bigint[];
  v_open bigint[];
  v_deadline timestamptz;
  v_count int := 0;
  v_failed text;
begin
  for v_claim in
    select o.claim_id, o.segment, o.worker_id, o.claimed_at
    from awa_store.open_claim o
    where o.deadline_at <= v_now
    order by random()
    limit 1000
  loop
    begin
      select
        coalesce(array_agg(u.job_id) filter (where j.deadline_at <= v_now), '{}'),
        min(j.deadline_at) filter (where j.deadline_at > v_now)
      into v_expired, v_deadline
      from awa_store.open_attempts(v_claim.claim_id, v_claim.segment) u (job_id)
      cross join lateral (
        select v_claim.claimed_at + make_interval(secs => awa_store.option_seconds(e.options, 'timeout')) as deadline_at
        from awa_store.ready e
        where e.job_id = u.job_id
        order by e.seq desc
        limit 1
      ) j;
      if v_expired <> '{}' then
        v_count := v_count + awa_store.rescue(v_claim.claim_id, v_expired, 'timeout: the attempt took too long');
        v_open := array(select u from awa_store.open_attempts(v_claim.claim_id, v_claim.segment) u);
        perform awa_store.stop_attempt(v_claim.worker_id, v_claim.claim_id, j, 'deadline')
        from unnest(v_expired) j
        where j <> all (v_open);
        if v_open && v_expired then
          -- Somebody is just settling it.
          v_deadline := v_now + interval '1 s';
        end if;
      end if;
      update awa_store.open_claim o
      set deadline_at = v_deadline
      where o.ctid in (
        select c.ctid from awa_store.open_claim c where c.claim_id = v_claim.claim_id for update skip locked);
      set constraints awa_store.wait_arrived, awa_store.place_freed immediate;
      set constraints awa_store.wait_arrived, awa_store.place_freed deferred;
    exception when others then
      v_failed := format('claim %s: %s %s', v_claim.claim_id, sqlstate, left(sqlerrm, 1000));
    end;
    exit when clock_timestamp() > until;
  end loop;
  perform awa_store.note_step('deadline of a claim', v_failed);
  return v_count;
end
$$;

-- The jobs of a claim that no outcome has.
create or replace function awa_store.open_attempts(claim_id bigint, segment smallint)
returns setof bigint
language plpgsql
volatile
as $$
begin
  return query
  select u
  from awa_store.claim c
  cross join unnest(c.job_ids) u
  where c.claim_id = open_attempts.claim_id and c.segment = open_attempts.segment
    and not exists (
      select
      from awa_store.outcome o
      where o.claim_id = c.claim_id and o.segment = c.segment and u = any (o.job_ids));
end
$$;

call awa_store.publish('awa_store.declare_lost_workers');
call awa_store.plan('awa_store.rescue_lost', 'walk');
call awa_store.publish('awa_store.rescue_lost');
call awa_store.plan('awa_store.end_overdue', 'walk');
call awa_store.publish('awa_store.end_overdue');
call awa_store.plan('awa_store.open_attempts', 'probe');
call awa_store.publish('awa_store.open_attempts');
