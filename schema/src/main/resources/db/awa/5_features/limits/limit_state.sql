-- What a limit has come to: how many of the jobs that it counts are open, how many it has let start, whether nothing
-- may start now, and when the next job may, unless one has to be settled first; keys: what is different for some, a
-- thousand at most. Views call it as whoever reads them.
create or replace function awa_store.limit_state(
  limit_id int,
  out open bigint,
  out started bigint,
  out is_full boolean,
  out opens_at timestamptz,
  out penalized_until timestamptz,
  out keys jsonb
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_newest record;
begin
  select p.held, p.started, p.low into v_newest
  from awa_store.permit p
  where p.limit_id = limit_state.limit_id and p.key = ''
  order by p.no desc
  limit 1;
  open := coalesce(v_newest.held - awa_store.freed_units(limit_state.limit_id, '', v_newest.low), 0);
  started := coalesce(v_newest.started, 0);
  opens_at := awa_store.limits_open_at(array[limit_state.limit_id]);
  is_full := opens_at is not null;
  opens_at := nullif(opens_at, 'infinity');
  penalized_until := (
    select l.penalized_until
    from awa_store.limit_rule l
    where l.limit_id = limit_state.limit_id and l.penalized_until > awa_store.clock());
  keys := coalesce(
    (
      select jsonb_object_agg(
        k.key,
        jsonb_strip_nulls(jsonb_build_object('concurrency', k.concurrency, 'penalized_until', k.penalized_until)))
      from (
        select n.key, n.concurrency, case when n.penalized_until > awa_store.clock() then n.penalized_until end
          as penalized_until
        from awa_store.limit_key n
        where n.limit_id = limit_state.limit_id
        order by n.key
        limit 1000
      ) k),
    '{}');
end
$$;

call awa_store.plan('awa_store.limit_state', 'probe');
call awa_store.publish('awa_store.limit_state', 'awa_operator', 'awa_observer');
