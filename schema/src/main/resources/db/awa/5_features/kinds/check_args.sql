-- Refuses args that do not fit the schema of their kind, or that take too much work to check: what 20000 schemas and
-- values take, and more for large args.
-- Errors: AW011, also if the kind has no schema.
create or replace function awa_store.check_args(kind text, args jsonb)
returns void
language plpgsql
stable
as $$
declare
  -- Both unpacked once, not each time that they are looked at.
  v_schema jsonb := (select k.args_schema #> '{}' from awa_store.kind k where k.name = check_args.kind);
  v_args jsonb := check_args.args #> '{}';
  v_check record;
begin
  if v_schema is null then
    raise exception using
      errcode = 'AW011',
      message = format('args of kind %s cannot be validated, since no schema describes them', check_args.kind),
      hint = 'Call awa.describe_kind, or leave validate out.';
  end if;
  v_check := awa_store.misfit(v_args, v_schema, v_schema, '', 0, least(20000 + pg_column_size(v_args) / 8, 250000));
  if v_check.fault is not null then
    raise exception using
      errcode = 'AW011',
      message = format('kind %s: %s', check_args.kind, v_check.fault),
      hint = case
        when v_check.budget < 0 then 'Describe the kind by a simpler schema, or leave validate out.'
        else 'View awa.kinds has the schema of each kind.'
      end;
  end if;
end
$$;

call awa_store.publish('awa_store.check_args');
