-- How many jobs may start now under limits, up to so many; room 0: none, and full_limit is the one that says so.
-- started_at is to be the time of the claim: later than the locks, since the windows of a rate are counted by it, and
-- than the end of all whose room is taken over. counts: the limits in whose concurrency they count, null for none;
-- frees: those of which note_starts is to take back what was freed. Writes nothing. limits: ids, in their order.
-- Locks: the limits, in their order, until commit; waited for only by a transaction that has no others and waits for
-- nothing more, see wait_no_more; else tried.
create or replace function awa_store.may_start(
  limits int[],
  most int,
  out room int,
  out full_limit int,
  out started_at timestamptz,
  out counts int[],
  out frees int[]
)
language plpgsql
volatile
as $$
declare
  v_waits boolean;
  v_limit int;
  v_noted text;
  v_rule record;
  v_free bigint;
begin
  room := 0;
  v_waits := not awa_store.holds_limits() and not awa_store.waits_no_more();
  foreach v_limit in array limits loop
    if not pg_try_advisory_xact_lock(awa_store.lock_class('limit'), v_limit) then
      if not v_waits then
        full_limit := v_limit;
        started_at := awa_store.clock();
        return;
      end if;
      perform pg_advisory_xact_lock(awa_store.lock_class('limit'), v_limit);
    end if;
  end loop;
  v_noted := set_config('awa.holds_limits', 'yes', true);
  started_at := awa_store.clock();
  room := most;
  for v_rule in
    select
      l.limit_id, l.concurrency, l.rate, l.per_us, l.burst, p.tat, l.penalized_until,
      coalesce(p.held, 0) as held, p.low
    from awa_store.limit_rule l
    left join lateral (
      select n.tat, n.held, n.low
      from awa_store.permit n
      where n.limit_id = l.limit_id and n.key = ''
      order by n.no desc
      limit 1
    ) p on true
    where l.limit_id = any (limits)
  loop
    v_free := room;
    if v_rule.penalized_until > started_at then
      v_free := 0;
    elsif v_rule.rate is not null then
      v_free := awa_store.rate_room(v_rule.rate, v_rule.per_us, v_rule.burst, v_rule.tat, started_at);
    end if;
    if v_rule.concurrency is not null then
      counts := counts || v_rule.limit_id;
      if v_free > 0 and v_rule.held + least(v_free, room) > v_rule.concurrency then
        frees := frees || v_rule.limit_id;
        v_free := least(
          v_free,
          v_rule.concurrency - v_rule.held
            + awa_store.freed_units(
              v_rule.limit_id, '', v_rule.low, v_rule.held + least(v_free, room) - v_rule.concurrency));
      end if;
    end if;
    if v_free < room then
      room := greatest(v_free, 0);
      full_limit := v_rule.limit_id;
      exit when room = 0;
    end if;
  end loop;
  started_at := awa_store.clock();
end
$$;

-- How many may start at a time under a rate. In whole microseconds, rounded so that it is never more than they may.
create or replace function awa_store.rate_room(rate int, per_us bigint, burst int, tat timestamptz, at timestamptz)
returns bigint
language sql
immutable
as $$
  select case
    when tat > at
      then burst - div((extract(epoch from tat - at) * 1000000) * rate + per_us - 1, per_us::numeric)::bigint
    else burst
  end;
$$;

-- When one may start under a rate, as far as the rate goes.
create or replace function awa_store.rate_opens_at(rate int, per_us bigint, burst int, tat timestamptz)
returns timestamptz
language sql
immutable
as $$
  select tat - ((burst - 1)::numeric * per_us / rate)::bigint * interval '1 us';
$$;

-- Whether this transaction has locks of limits. The setting may be anything, since the caller can set it: it decides
-- who waits, not who has a lock.
create or replace function awa_store.holds_limits()
returns boolean
language sql
volatile
as $$
  select coalesce(current_setting('awa.holds_limits', true), '') = 'yes';
$$;

call awa_store.publish('awa_store.may_start');
call awa_store.publish('awa_store.rate_room');
call awa_store.publish('awa_store.rate_opens_at');
call awa_store.publish('awa_store.holds_limits');
