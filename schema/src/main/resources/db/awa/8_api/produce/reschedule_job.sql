-- Changes a job that waits, named by its id or by the unique key that it holds: when it runs, its priority, its args;
-- null leaves a thing as it is. A job that is moved within its lane goes behind what waits there. Returns one row;
-- outcome rescheduled, not_waiting (it runs, or is parked), already_ended or not_found, and the state.
-- Errors: AW001 bad argument, AW002 unknown option, AW003 args too large, AW008 an available job needs READ COMMITTED,
-- AW013 and triggers;
-- 40001 if a worker claimed an available job before this transaction committed.
-- Locks: waiting for its time: the job's row; available: its lane, at commit.
-- Wakes sleeping workers of the queue at commit.
-- Roles: producer, worker, operator.
create or replace function awa.reschedule_job(
  job_id bigint default null,
  unique_key bytea default null,
  run_at timestamptz default null,
  priority int default null,
  args jsonb default null,
  opts jsonb default '{}'
)
returns table (id bigint, outcome text, state text, due_at timestamptz)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_now timestamptz := awa_store.clock();
  v_at record;
  v_line text;
  v_old awa_store.deferred;
  v_job awa_store.deferred;
  v_fault text;
  v_refusal text[];
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('notify_options'));
    perform awa_store.heed_notify(opts);
  end if;
  if (reschedule_job.job_id is null) = (reschedule_job.unique_key is null) then
    raise exception using
      errcode = 'AW001',
      message = format(
        'either job_id or unique_key names the job, not %s and %s',
        coalesce(reschedule_job.job_id::text, 'null'),
        coalesce(left(encode(substr(reschedule_job.unique_key, 1, 51), 'hex'), 100), 'null')),
      hint = 'awa.unique_key makes a key of the parts that made the job unique.';
  end if;
  v_fault := awa_store.job_fault(
    'x', reschedule_job.args, 'x', reschedule_job.priority, coalesce(reschedule_job.run_at, v_now), 1, null, null,
    '{}');
  if v_fault is not null then
    perform awa_store.raise_job_fault(
      v_fault, 'x', reschedule_job.args, 'x', reschedule_job.priority, reschedule_job.run_at, 1, null, null, '{}');
  end if;
  id := reschedule_job.job_id;
  if id is null then
    select h.job_id into id from awa_store.key_holders(array[reschedule_job.unique_key]) h where h.holds;
  end if;

  -- Another session may move the job between the look and the act: then look again.
  while outcome is null loop
    select * into v_at from awa_store.locate(id);
    state := v_at.state;
    case
      when v_at.place is null then
        outcome := 'not_found';
      when v_at.state in ('completed', 'failed', 'cancelled') then
        outcome := 'already_ended';
      when v_at.state in ('running', 'waiting_external') then
        outcome := 'not_waiting';
      when v_at.place = 'deferred' then
        select d.* into v_old
        from awa_store.deferred d
        where d.job_id = id and d.state <> 'waiting_external'
        for update;
        continue when not found;
        update awa_store.deferred d
        set run_at = coalesce(reschedule_job.run_at, d.run_at),
          priority = coalesce(reschedule_job.priority, d.priority), args = coalesce(reschedule_job.args, d.args),
          state = case when d.state = 'blocked' and reschedule_job.run_at > v_now then 'scheduled' else d.state end
        where d.job_id = id and d.seq = v_old.seq
        returning d.* into v_job;
        if v_old.state = 'blocked' and v_job.run_at <> v_old.run_at then
          v_line := awa_store.leave_line(v_old);
          if v_job.state = 'blocked' and v_line is not null then
            perform awa_store.begin_wait(id, 'place', v_line, v_job.run_at);
          end if;
        end if;
        perform awa_store.check_limits(v_job.queue, reschedule_job.args, null, null, null);
        outcome := 'rescheduled';
        state := v_job.state;
        due_at := v_job.run_at;
        if due_at <= v_now and state in ('scheduled', 'retryable') then
          perform awa_store.make_ready(array[id]);
          state := 'available';
        end if;
        perform awa_store.wake(v_job.queue);
      else
        v_refusal := awa_store.withdrawal_fault(id, 'replace');
        if v_refusal is not null then
          raise exception using errcode = v_refusal[1], message = v_refusal[2], hint = v_refusal[3];
        end if;
        continue when not awa_store.try_withdraw(id, v_at.lane, v_at.xid, v_at.seq, 'replace');
        -- With its args: an entry that is withdrawn goes when its segment does.
        v_job := awa_store.defer_entry(
          id, 'scheduled', reschedule_job.run_at, v_at.seq, v_at.seq, reschedule_job.priority,
          coalesce(reschedule_job.args, awa_store.payload_of(id)));
        if v_job.job_id is null then
          raise exception 'entry % of job % has gone while it was withdrawn', v_at.seq, id;
        end if;
        perform awa_store.check_limits(v_job.queue, reschedule_job.args, null, null, null);
        outcome := 'rescheduled';
        state := 'scheduled';
        due_at := v_job.run_at;
        if due_at <= v_now then
          perform awa_store.make_ready(array[id]);
          state := 'available';
        end if;
        perform awa_store.wake(v_job.queue);
    end case;
  end loop;
  return next;
end
$$;

call awa_store.publish('awa.reschedule_job', 'awa_producer', 'awa_worker', 'awa_operator');
comment on function awa.reschedule_job is
  'Changes when a waiting job runs, its priority or its args; named by id or unique key.';
