-- What a limit owes to a rate that has been used up is counted in starts, so that a new rate takes it over: from the
-- next claim on the bounds of the new one hold. Only under the limit's lock.
create or replace function awa_store.change_rate(old awa_store.limit_rule, new awa_store.limit_rule)
returns void
language plpgsql
volatile
as $$
declare
  v_now timestamptz := awa_store.clock();
begin
  if (old.rate, old.per_us, old.burst) is distinct from (new.rate, new.per_us, new.burst) then
    insert into awa_store.permit (limit_id, key, no, started_at, tat, held, started, low, units)
    select
      p.limit_id, p.key, p.no + 1, v_now,
      case
        when old.rate is not null and new.rate is not null then v_now + least(
          ceil(
            greatest(extract(epoch from p.tat - v_now) * 1000000, 0) * old.rate / old.per_us * new.per_us / new.rate),
          ceil(new.burst::numeric * new.per_us / new.rate))::bigint * interval '1 us'
      end,
      p.held, p.started, p.low, 0
    from awa_store.permit p
    where p.limit_id = new.limit_id and p.key = ''
    order by p.no desc
    limit 1;
  end if;
end
$$;

-- Refuses a name that no limit can have.
-- Errors: AW001, AW003.
create or replace function awa_store.check_limit_name(name text)
returns void
language plpgsql
immutable
as $$
begin
  if name is null or name = '' then
    raise exception using
      errcode = 'AW001',
      message = format(
        'the name of a limit must have 1 to 200 characters, not %s', coalesce(to_jsonb(name)::text, 'null')),
      hint = 'Name a limit, as in "api".';
  elsif length(name) > 200 then
    raise exception using
      errcode = 'AW003',
      message = format('limit %s... is longer than 200 characters', left(name, 40)),
      hint = 'Use a shorter name.';
  end if;
end
$$;

call awa_store.plan('awa_store.change_rate', 'probe');
call awa_store.publish('awa_store.change_rate');
call awa_store.publish('awa_store.check_limit_name');
