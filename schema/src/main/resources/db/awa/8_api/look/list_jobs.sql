-- The newest jobs of a queue in one state, at most max_jobs, with the columns of the view jobs (queue and state are
-- called queue_name and job_state here). Newest means: ended ones by
-- their end, running ones by their start, those in other states by run_at (the latest first),
-- available ones by their place (the last first). Reads no more than it returns, whatever the queue holds.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 name too long.
-- Locks: none.
-- Roles: operator, observer.
create or replace function awa.list_jobs(
  queue text,
  state text,
  max_jobs int default 50,
  opts jsonb default '{}'
)
returns table (
  id bigint,
  kind text,
  queue_name text,
  partition int,
  priority int,
  job_state text,
  attempt int,
  max_attempts int,
  run_at timestamptz,
  created_at timestamptz,
  attempted_at timestamptz,
  finalized_at timestamptz,
  worker_id uuid,
  args jsonb,
  ordering_key text,
  unique_key bytea,
  tags text[],
  metadata jsonb,
  progress jsonb,
  failures jsonb,
  result jsonb,
  reason text,
  options jsonb,
  details jsonb
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_max int := coalesce(list_jobs.max_jobs, 50);
begin
  perform awa_store.check_queues(array[list_jobs.queue]);
  if opts <> '{}' then
    perform awa_store.check_options(opts);
  end if;
  if v_max < 1 or v_max > 1000 then
    raise exception using
      errcode = 'AW001',
      message = format('max_jobs must be 1 to 1000, not %s', v_max),
      hint = 'Read the view jobs for more.';
  end if;
  case list_jobs.state
    when 'available' then
      return query
      select (j.job).*
      from (
        select awa_store.job_of_entry(r.entry, 'available', (r.entry).attempt - 1) as job
        from awa_store.lanes_of_queue(list_jobs.queue) l
        left join lateral (
          select c.* from awa_store.claim c where c.lane = l.lane order by c.claim_no desc limit 1
        ) h on true
        cross join lateral awa_store.waiting_ranges(
          row(h.prev_xmax, h.late, h.cur, h.pos_xid, h.pos_seq)::awa_store.cursor) w
        cross join lateral (
          select r as entry, r.xid, r.seq
          from awa_store.ready r
          where r.lane = l.lane and (r.xid, r.seq) > (w.from_xid, w.from_seq) and r.xid < w.below
            and not exists (
              select from awa_store.withdrawn t where t.lane = r.lane and t.xid = r.xid and t.seq = r.seq)
          order by r.xid desc, r.seq desc
          limit v_max
        ) r
        order by r.xid desc, r.seq desc
        limit v_max
      ) j;
    when 'running' then
      return query
      select (j.job).*
      from (
        select
          awa_store.job_of_entry(
            r.entry, 'running', (r.entry).attempt, l.claimed_at, null, l.worker_id, p.progress) as job
        from (
          select o.claim_id, o.worker_id, o.claimed_at, j.job_id
          from (
            select l.*, c.job_ids
            from awa_store.running_claim l
            cross join lateral (
              select c.* from awa_store.claim c where c.claim_id = l.claim_id and c.segment = l.segment offset 0
            ) c
            where c.queue = list_jobs.queue
            order by l.claimed_at desc
            limit v_max
          ) o
          cross join lateral (
            select u from unnest(o.job_ids) u
            except
            select unnest(e.job_ids) from awa_store.outcome e where e.claim_id = o.claim_id and e.segment = o.segment
          ) j (job_id)
          order by o.claimed_at desc, j.job_id desc
          limit v_max
        ) l
        cross join lateral (
          select e as entry from awa_store.ready e where e.job_id = l.job_id order by e.seq desc limit 1
        ) r
        left join awa_store.progress p on p.claim_id = l.claim_id and p.job_id = l.job_id
        order by l.claimed_at desc, l.job_id desc
      ) j;
    when 'completed' then
      return query
      select (j.job).*
      from (
        (
          select
            awa_store.job_of_entry(
              r.entry, 'completed', (r.entry).attempt, c.claimed_at, o.settled_at, c.worker_id,
              result => o.results -> (j.n - 1)::int) as job
          from (
            -- As many outcomes as it takes.
            select n.*
            from (
              select o.*, sum(o.jobs) over (order by o.settled_at desc rows unbounded preceding) - o.jobs as newer
              from (
                select o.*
                from awa_store.outcome o
                where o.queue = list_jobs.queue and o.state = 'completed'
                order by o.settled_at desc
                limit v_max
              ) o
            ) n
            where n.newer < v_max
          ) o
          join awa_store.claim c on c.claim_id = o.claim_id and c.segment = o.segment
          cross join lateral (
            select u.job_id, u.n from unnest(o.job_ids) with ordinality u (job_id, n) order by u.job_id desc limit v_max
          ) j
          cross join lateral (
            select e as entry from awa_store.ready e where e.job_id = j.job_id order by e.seq desc limit 1
          ) r
          where not exists (select from awa_store.ended d where d.job_id = j.job_id)
            and o.settled_at > v_now - awa_store.keep(list_jobs.queue, 'completed', (r.entry).options)
          order by o.settled_at desc, j.job_id desc
          limit v_max
        )
        union all
        (
          select awa_store.job_of_ended(d) as job
          from awa_store.ended d
          where d.queue = list_jobs.queue and d.state = 'completed'
            and d.finalized_at > v_now - awa_store.keep(list_jobs.queue, 'completed', d.options)
          order by d.finalized_at desc
          limit v_max
        )
      ) j
      order by (j.job).finalized_at desc, (j.job).id desc
      limit v_max;
    when 'failed', 'cancelled' then
      return query
      select (j.job).*
      from (
        (
          select awa_store.job_of_ended(d) as job
          from awa_store.ended d
          where d.queue = list_jobs.queue and d.state = list_jobs.state
            and d.finalized_at > v_now - awa_store.keep(list_jobs.queue, list_jobs.state, d.options)
          order by d.finalized_at desc
          limit v_max
        )
        union all
        -- Cancelled by this very transaction; ended only when it commits.
        select row(g.*)::awa_store.job
        from awa_store.withdrawn w
        cross join lateral awa.get_job(w.job_id) g
        where list_jobs.state = 'cancelled' and w.purpose = 'cancel'
          and w.withdrawn_by = pg_current_xact_id_if_assigned()
          and w.lane between awa_store.lane(list_jobs.queue, 0, 1) and awa_store.last_lane(list_jobs.queue)
          and not exists (select from awa_store.ended d where d.job_id = w.job_id)
      ) j
      order by (j.job).finalized_at desc, (j.job).id desc
      limit v_max;
    when 'scheduled', 'retryable', 'waiting_external', 'pending', 'blocked' then
      return query
      select (j.job).*
      from (
        select awa_store.job_of_waiting(d) as job
        from awa_store.deferred d
        where d.queue = list_jobs.queue and d.state = list_jobs.state
        order by d.run_at desc
        limit v_max
      ) j;
    else
      raise exception using
        errcode = 'AW001',
        message = format(
          'state must be one of the states of a job, not %s',
          coalesce(awa_store.excerpt(to_jsonb(list_jobs.state)), 'null')),
        hint = 'States: pending, scheduled, available, blocked, running, completed, retryable, failed, cancelled, '
          'waiting_external.';
  end case;
end
$$;

call awa_store.plan('awa.list_jobs', 'walk');
call awa_store.publish('awa.list_jobs', 'awa_operator', 'awa_observer');
comment on function awa.list_jobs is 'The newest jobs of a queue in one state.';
