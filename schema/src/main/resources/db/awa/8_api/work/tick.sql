-- Housekeeping in one bounded step, for any worker or a cron to call about once a second: declares workers without
-- heartbeats lost and takes their jobs away, ends attempts past their timeout, promotes due jobs that a claim may have
-- overlooked, fires schedules, removes what was kept long enough and turns the ring. Each rescued or expired attempt
-- counts as failed. Calls that meet another one, or come less than opts.every after its end, return zeros. Takes about
-- half a second at most, or less than half of statement_timeout: what is left is for the next call. A step that fails
-- is undone and noted for doctor, and the others go on.
-- Errors: AW001 bad argument, AW002 unknown option, AW007 the database was restored from another server, AW008
-- isolation level.
-- Locks: housekeeping (tried); per job as its settle would.
-- Roles: worker, operator.
create or replace function awa.tick(
  opts jsonb default '{}'
)
returns table (promoted int, workers_lost int, jobs_rescued int, jobs_expired int, details jsonb)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  -- First what must come first in its transaction; last what holds locks that others wait for.
  c_steps constant text[] :=
    '{waits,workers,watch,promotion,schedules,full_queues,withdrawn,retention,counts,keys,partitions,kinds,rescue,
    deadlines,places,ring,permits}';
  v_start timestamptz := clock_timestamp();
  v_every interval;
  v_budget float8 := 600;
  v_timeout float8 := 1000 * extract(epoch from current_setting('statement_timeout')::interval);
  v_waits text := coalesce(current_setting('awa.waits_no_more', true), '');
  v_failing text[];
  v_until timestamptz;
  v_is_done boolean := true;
  v_count int;
begin
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('tick_options'));
    v_every := awa_store.option_interval(opts, 'every', '1 hour');
  end if;
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'AW008',
      message = format(
        'tick runs at READ COMMITTED only, not at %s', upper(current_setting('transaction_isolation') collate "C")),
      hint = 'An older snapshot cannot see what has to be done. Call it in a transaction of its own.';
  end if;
  details := '{}';
  promoted := 0;
  workers_lost := 0;
  jobs_rescued := 0;
  jobs_expired := 0;
  -- Of a clock that was set back it is nothing to wait for.
  if (
      v_every is not null
      and (select s.last_value from awa_store.tick_seq s)
        between 1000 * extract(epoch from v_start - v_every) and 1000 * extract(epoch from v_start))
    or not pg_try_advisory_xact_lock(awa_store.lock_class('housekeeping'), 0)
  then
    details := '{"skipped": true}';
    return next;
    return;
  end if;
  perform awa_store.check_origin();
  perform set_config('awa.waits_no_more', 'tick', true);

  if v_timeout > 0 then
    v_budget := least(v_budget, v_timeout * 0.4);
  end if;
  v_failing := array(select s.name from awa_store.step s where s.failures > 0);
  for i in 1..cardinality(c_steps) loop
    -- Each has some time, however much those before it have taken.
    v_until := greatest(
      v_start + make_interval(secs => v_budget * i / cardinality(c_steps) / 1000),
      clock_timestamp() + make_interval(secs => v_budget / cardinality(c_steps) / 2000));
    v_count := awa_store.run_step(c_steps[i], v_until, workers_lost > 0, c_steps[i] = any (v_failing));
    v_is_done := v_is_done and clock_timestamp() < v_until;
    case c_steps[i]
      when 'promotion' then
        promoted := v_count;
      when 'schedules' then
        if v_count > 0 then
          details := jsonb_build_object('fired', v_count);
        end if;
      when 'workers' then
        workers_lost := v_count;
      when 'rescue' then
        jobs_rescued := v_count;
      when 'deadlines' then
        jobs_expired := v_count;
      else
        null;
    end case;
  end loop;
  perform set_config('awa.waits_no_more', v_waits, true);
  if v_is_done then
    -- Else a step has left something over: whoever calls next goes on with it.
    perform setval('awa_store.tick_seq', floor(1000 * extract(epoch from clock_timestamp()))::bigint);
  end if;
  return next;
end
$$;

call awa_store.plan('awa.tick', 'walk');
call awa_store.publish('awa.tick', 'awa_worker', 'awa_operator');
comment on function awa.tick is
  'One bounded step of housekeeping: rescue, timeouts, promotion, schedules, retention. Call it about once a second.';
