-- Says what a kind of job is, and with a JSON Schema what its args look like: for people, for generated clients, and
-- for inserts with opts.validate; and with opts.limits under which limits its jobs start. Null leaves a thing as it is;
-- an args_schema of true accepts anything. Changes nothing about jobs that have been inserted. Returns one row; outcome
-- created, changed or unchanged.
-- Errors: AW001 bad argument, a keyword that is not supported among them, AW002 unknown option, AW003 too large, or too
-- costly to check args with, AW010 there is no such limit, AW013 claims learn of limits by a trigger.
-- Locks: the rows of the limits; the kind.
-- Roles: worker, operator.
create or replace function awa.describe_kind(
  kind text,
  args_schema jsonb default null,
  description text default null,
  opts jsonb default '{}'
)
returns table (kind_name text, outcome text)
rows 1
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  v_fault text := awa_store.job_fault(describe_kind.kind, '{}', 'x', 1, now(), 1, null, null, '{}');
  v_schema jsonb;
  v_limits int[];
  v_had_limits int[];
  v_triggers text[];
begin
  if v_fault is not null then
    perform awa_store.raise_job_fault(v_fault, describe_kind.kind, '{}', 'x', 1, now(), 1, null, null, '{}');
  end if;
  if opts <> '{}' then
    perform awa_store.check_options(opts, variadic awa_store.option_names('kind_options'));
    v_limits := awa_store.option_limits(opts);
    if v_limits is not null then
      v_triggers := awa_store.triggers_fault(format('what limits kind %s has', describe_kind.kind));
      if v_triggers is not null then
        raise exception using errcode = v_triggers[1], message = v_triggers[2], hint = v_triggers[3];
      end if;
    end if;
  end if;
  if length(describe_kind.description) > 4000 then
    raise exception using
      errcode = 'AW003',
      message = format('description has %s characters, more than 4000', length(describe_kind.description)),
      hint = 'Shorten the description.';
  end if;
  v_schema := awa_store.checked_schema(describe_kind.args_schema);
  kind_name := describe_kind.kind;
  insert into awa_store.kind (name, described_at, description, args_schema, limits)
  values (
    describe_kind.kind, awa_store.clock(), describe_kind.description, v_schema, coalesce(v_limits, '{}'))
  on conflict do nothing;
  if found then
    outcome := 'created';
  else
    if v_limits is not null then
      select k.limits into v_had_limits from awa_store.kind k where k.name = describe_kind.kind for update;
    end if;
    update awa_store.kind k
    set description = coalesce(describe_kind.description, k.description),
      args_schema = coalesce(v_schema, k.args_schema), limits = coalesce(v_limits, k.limits),
      described_at = awa_store.clock()
    where k.name = describe_kind.kind
      and (k.description, k.args_schema, k.limits) is distinct from (
        coalesce(describe_kind.description, k.description), coalesce(v_schema, k.args_schema),
        coalesce(v_limits, k.limits));
    outcome := case when found then 'changed' else 'unchanged' end;
  end if;
  if v_limits is not null then
    perform awa_store.attach_limits('kind', describe_kind.kind, coalesce(v_had_limits, '{}'), v_limits);
  end if;
  return next;
end
$$;

call awa_store.publish('awa.describe_kind', 'awa_worker', 'awa_operator');
comment on function awa.describe_kind is 'Says what a kind of job is, and by a JSON Schema what its args look like.';
