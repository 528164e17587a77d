-- Deletes permits whose jobs have all been settled, and moves those that stay behind them up, so that a search does not
-- walk over what is gone: at most so many of each limit. Permits that nobody counts are never in the way of a claim.
-- Locks: each limit, tried only.
create or replace function awa_store.forget_permits(most int, until timestamptz)
returns void
language plpgsql
volatile
as $$
declare
  v_limit record;
begin
  for v_limit in select l.limit_id from awa_store.limit_rule l order by random() loop
    if awa_store.most_are_settled(v_limit.limit_id, '')
      and pg_try_advisory_xact_lock(awa_store.lock_class('limit'), v_limit.limit_id)
    then
      perform awa_store.move_permits_up(v_limit.limit_id, '', forget_permits.most);
    end if;
    exit when clock_timestamp() > forget_permits.until;
  end loop;
end
$$;

-- Whether it is worth to move permits up: there are some, and few of the lowest have open jobs.
create or replace function awa_store.most_are_settled(limit_id int, key text)
returns boolean
language plpgsql
stable
as $$
declare
  v_low bigint;
begin
  select p.low into v_low
  from (
    select p.no, p.low
    from awa_store.permit p
    where p.limit_id = most_are_settled.limit_id and p.key = most_are_settled.key
    order by p.no desc
    limit 1
  ) p
  where p.no - p.low >= 100;
  return found and (
    select count(*) < 50
    from (
      select p.claim_id
      from awa_store.permit p
      where p.limit_id = most_are_settled.limit_id and p.key = most_are_settled.key and p.no >= v_low and p.open > 0
      order by p.no
      limit 100
    ) p
    where exists (
      select
      from awa_store.claim c
      where c.claim_id = p.claim_id
        and not exists (
          select from awa_store.outcome o where o.claim_id = c.claim_id and o.segment = c.segment and o.is_last)));
end
$$;

-- Takes the lowest permits of a limit away and appends those that have open jobs again, and then a row with the sums.
-- Only under the limit's lock.
create or replace function awa_store.move_permits_up(limit_id int, key text, most int)
returns void
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
  v_newest awa_store.permit;
  v_below bigint;
  v_freed bigint;
  v_count int;
begin
  select p.* into v_newest
  from awa_store.permit p
  where p.limit_id = move_permits_up.limit_id and p.key = move_permits_up.key
  order by p.no desc
  limit 1;
  select max(p.no) + 1 into v_below
  from (
    select p.no
    from awa_store.permit p
    where p.limit_id = move_permits_up.limit_id and p.key = move_permits_up.key and p.no >= v_newest.low
      and p.no < v_newest.no
    order by p.no
    limit move_permits_up.most
  ) p;
  if v_below is null then
    return;
  end if;
  with gone as (
    delete from awa_store.permit p
    where p.limit_id = move_permits_up.limit_id and p.key = move_permits_up.key and p.no >= v_newest.low
      and p.no < v_below
    returning p.*
  ),
  counted as materialized (
    select
      g.*,
      case
        when g.open > 0 then coalesce(
          (
            select cardinality(c.job_ids) - coalesce(
              (
                select sum(o.jobs) from awa_store.outcome o where o.claim_id = c.claim_id and o.segment = c.segment
              ), 0)
            from awa_store.claim c
            where c.claim_id = g.claim_id
            order by c.lane is not null, c.xid desc
            limit 1
          ), 0)::int
        else 0
      end as still_open
    from gone g
  ),
  kept as (
    insert into awa_store.permit (
      limit_id, key, no, claim_id, started_at, tat, held, started, low, look, units, open)
    select
      c.limit_id, c.key, v_newest.no + row_number() over (order by c.no), c.claim_id, c.started_at, null, 0, 0, 0, 0,
      c.units, c.still_open
    from counted c
    where c.still_open > 0
    returning no
  )
  select coalesce(sum(c.open - c.still_open), 0), (select count(*) from kept) into v_freed, v_count from counted c;
  insert into awa_store.permit (limit_id, key, no, started_at, tat, held, started, low, look, units, open)
  values (
    v_newest.limit_id, v_newest.key, v_newest.no + v_count + 1, v_newest.started_at, v_newest.tat,
    v_newest.held - v_freed, v_newest.started, v_below, greatest(v_newest.look, v_below), 0, 0);
end
$$;

call awa_store.plan('awa_store.forget_permits', 'probe');
call awa_store.publish('awa_store.forget_permits');
call awa_store.plan('awa_store.most_are_settled', 'walk');
call awa_store.publish('awa_store.most_are_settled');
call awa_store.plan('awa_store.move_permits_up', 'walk');
call awa_store.publish('awa_store.move_permits_up');
