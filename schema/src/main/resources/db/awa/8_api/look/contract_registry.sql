-- What the signatures of this contract do not say, as one document, for generators of clients and for whoever compares
-- two contracts.
-- shapes: of each JSON object that callers pass, its fields: types, needed, lowest, highest, values, meaning. verbs and
-- views: of each public function and view, arguments (the shapes of JSON arguments), errors, and columns: never_null,
-- values.
-- Errors: none. Locks: none.
-- Roles: all.
create or replace function awa.contract_registry()
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    with shape as (
      select s.name, jsonb_object_agg(f.field, f.fact) filter (where f.field is not null) as fields
      from (
        select rtrim(a.shape, '[]') as name from awa_store.contract_arguments() a
        union
        select unnest(c.shapes) from awa_store.contract_fields() c
      ) s
      left join (
        select
          c.shapes, c.field,
          jsonb_strip_nulls(
            jsonb_build_object(
              'types', c.types, 'needed', c.is_needed, 'lowest', c.lowest, 'highest', c.highest, 'values', c.choices,
              'meaning', c.meaning)) as fact
        from awa_store.contract_fields() c
      ) f on s.name = any (f.shapes)
      group by s.name
    ),
    object as (
      select
        e.verb in ('jobs', 'kinds', 'limits', 'new_jobs', 'schedules') as is_view, e.verb,
        jsonb_build_object(
          'arguments',
          coalesce(
            (
              select jsonb_object_agg(a.argument, a.shape)
              from awa_store.contract_arguments() a
              where a.verb = e.verb),
            '{}'),
          'errors', e.sqlstates,
          'columns',
          coalesce(
            (
              select
                jsonb_object_agg(
                  n.name, jsonb_strip_nulls(jsonb_build_object('never_null', c.never_null, 'values', c.choices)))
              from awa_store.contract_columns() c
              cross join unnest(c.columns) n (name)
              where e.verb = any (c.verbs)),
            '{}')) as fact
      from awa_store.contract_errors() e
    )
    select
      jsonb_build_object(
        'shapes', (select jsonb_object_agg(s.name, coalesce(s.fields, '{}')) from shape s),
        'verbs', (select jsonb_object_agg(o.verb, o.fact) from object o where not o.is_view),
        'views', (select jsonb_object_agg(o.verb, o.fact) from object o where o.is_view)));
end
$$;

call awa_store.publish('awa.contract_registry', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
comment on function awa.contract_registry is
  'What signatures do not say: fields of JSON arguments, errors, and what result columns hold.';
