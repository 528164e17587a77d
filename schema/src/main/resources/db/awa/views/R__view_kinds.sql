create or replace view awa.kinds as
select k.name as kind, k.description, k.args_schema, k.described_at
from awa_store.kind k;

comment on view awa.kinds is 'The described kinds of jobs: what they are, and a JSON Schema of their args.';

do $$
declare
  v_role text;
begin
  revoke all on awa.kinds from public;
  foreach v_role in array array['awa_producer', 'awa_worker', 'awa_operator', 'awa_observer'] loop
    if pg_catalog.to_regrole(v_role) is not null then
      execute pg_catalog.format('grant select on awa.kinds to %I', v_role);
    end if;
  end loop;
end
$$;

call awa_store.take_ownership();
