-- Runs a step of tick until a time of the server's clock; returns what it counts. Triggers of what it did fire within
-- it. One that fails is undone, noted for doctor, and stops no other; was_failing: it is noted already.
create or replace function awa_store.run_step(
  step text,
  until timestamptz,
  has_lost_workers boolean,
  was_failing boolean
)
returns int
language plpgsql
volatile
as $$
declare
  v_count int := 0;
  v_error text;
begin
  begin
    case step
      when 'waits' then
        perform awa_store.look_at_waits(500);
        perform awa_store.forget_parents(10000);
      when 'workers' then
        v_count := awa_store.declare_lost_workers();
      when 'watch' then
        perform awa_store.watch_claims(has_lost_workers, until);
      when 'promotion' then
        v_count := awa_store.promote_due(until);
      when 'schedules' then
        v_count := awa_store.tend_schedules(until);
      when 'full_queues' then
        perform awa_store.note_full_queues(until);
      when 'withdrawn' then
        perform awa_store.forget_withdrawn(1000);
      when 'retention' then
        perform awa_store.forget_ended(500, until);
      when 'counts' then
        perform awa_store.count_for_stats(until);
      when 'keys' then
        perform awa_store.look_at_keys(500, until);
      when 'partitions' then
        perform awa_store.close_partitions(until);
      when 'kinds' then
        perform awa_store.close_kind_lanes(until);
      when 'rescue' then
        v_count := awa_store.rescue_lost(until);
      when 'deadlines' then
        v_count := awa_store.end_overdue(until);
      when 'places' then
        perform awa_store.look_at_places(1000, until);
      when 'ring' then
        perform awa_store.turn_ring(until);
      when 'permits' then
        perform awa_store.forget_permits(10000, until);
    end case;
    if pg_current_xact_id_if_assigned() is not null then
      set constraints
        awa_store.withdrawn_confirm, awa_store.wait_arrived, awa_store.wait_begun, awa_store.place_freed immediate;
      set constraints
        awa_store.withdrawn_confirm, awa_store.wait_arrived, awa_store.wait_begun, awa_store.place_freed deferred;
    end if;
  exception when others then
    v_count := 0;
    v_error := format('%s: %s', sqlstate, left(sqlerrm, 1000));
  end;
  if was_failing or v_error is not null then
    perform awa_store.note_step(step, v_error);
  end if;
  return v_count;
end
$$;

-- Notes for doctor how a step of tick went: the error with which it failed, or null. Nothing is written while all go
-- well.
create or replace function awa_store.note_step(step text, error text)
returns void
language plpgsql
volatile
as $$
begin
  if note_step.error is null then
    update awa_store.step s
    set failures = 0, fails_since = null, error = null
    where s.name = note_step.step and s.failures > 0;
  else
    insert into awa_store.step as s (name, failed_at, fails_since, failures, error)
    values (note_step.step, awa_store.clock(), awa_store.clock(), 1, note_step.error)
    on conflict (name) do update
    set failed_at = excluded.failed_at, fails_since = coalesce(s.fails_since, excluded.fails_since),
      failures = s.failures + 1, error = excluded.error;
  end if;
end
$$;

call awa_store.publish('awa_store.run_step');
call awa_store.publish('awa_store.note_step');
