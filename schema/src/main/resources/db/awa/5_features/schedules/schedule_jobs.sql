-- The jobs of schedules whose end has not been seen yet.

-- Those of a schedule that have not ended, retries among them, the first ones.
create or replace function awa_store.open_jobs(schedule text, most int)
returns bigint[]
language plpgsql
stable
as $$
declare
  v_job bigint;
  v_ids bigint[] := '{}';
begin
  for v_job in
    select j.job_id from awa_store.schedule_job j where j.schedule = open_jobs.schedule order by j.job_id
  loop
    if not awa_store.has_ended(v_job) then
      v_ids := v_ids || v_job;
      exit when cardinality(v_ids) >= most;
    end if;
  end loop;
  return v_ids;
end
$$;

-- Whether a job has ended, or is known no more.
create or replace function awa_store.has_ended(job_id bigint)
returns boolean
language plpgsql
stable
as $$
declare
  v_state text := (select l.state from awa_store.locate(has_ended.job_id) l);
begin
  return coalesce(v_state in ('completed', 'failed', 'cancelled'), true);
end
$$;

-- The time of the last fire whose job has completed, as far as it has not been noted yet: one of the newest hundred.
create or replace function awa_store.unnoted_success(schedule text)
returns timestamptz
language plpgsql
stable
as $$
declare
  v_job record;
  v_last timestamptz;
begin
  for v_job in
    select j.job_id, j.fire_at
    from awa_store.schedule_job j
    where j.schedule = unnoted_success.schedule
    order by j.job_id desc
    limit 100
  loop
    if v_job.fire_at <= v_last is not true
      and (select l.state from awa_store.locate(v_job.job_id) l) = 'completed'
    then
      v_last := v_job.fire_at;
    end if;
  end loop;
  return v_last;
end
$$;

-- Looks which jobs have ended, and notes the success of those that have completed, while their history is kept: at
-- first after ten seconds, later at longer intervals.
create or replace function awa_store.note_ends(most int, until timestamptz)
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
  v_job awa_store.schedule_job;
  v_schedule awa_store.schedule;
  v_state text;
begin
  for v_job in
    select j.*
    from awa_store.schedule_job j
    where j.look_at <= v_now
    order by j.look_at
    limit most
    for update skip locked
  loop
    select s.* into v_schedule from awa_store.schedule s where s.name = v_job.schedule for update skip locked;
    if not found then
      -- Somebody is at it.
      update awa_store.schedule_job j set look_at = v_now + interval '1 s' where j.job_id = v_job.job_id;
    else
      v_state := (select l.state from awa_store.locate(v_job.job_id) l);
      if coalesce(v_state in ('completed', 'failed', 'cancelled'), true) then
        delete from awa_store.schedule_job j where j.job_id = v_job.job_id;
        if v_state = 'completed' then
          update awa_store.schedule s
          set last_success_at = v_job.fire_at
          where s.name = v_job.schedule and coalesce(s.last_success_at < v_job.fire_at, true);
        end if;
      else
        update awa_store.schedule_job j
        set look_at = v_now + least(
          interval '1 hour', greatest(interval '10 s', v_now - v_job.made_at),
          awa_store.keep(
            v_schedule.queue, 'completed',
            awa_store.job_options(jsonb_build_object('keep', v_schedule.opts -> 'keep'))) / 4)
        where j.job_id = v_job.job_id;
      end if;
    end if;
    exit when clock_timestamp() > until;
  end loop;
end
$$;

call awa_store.publish('awa_store.open_jobs');
call awa_store.publish('awa_store.has_ended');
call awa_store.publish('awa_store.unnoted_success');
call awa_store.plan('awa_store.note_ends', 'probe');
call awa_store.publish('awa_store.note_ends');
