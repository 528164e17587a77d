create or replace view awa.kinds as
select
  k.name as kind, k.description, k.args_schema, k.described_at,
  array(
    select l.name collate "default" from awa_store.limit_rule l where l.limit_id = any (k.limits) order by l.name
  ) as limits
from awa_store.kind k;

comment on view awa.kinds is 'The described kinds of jobs: what they are, a JSON Schema of their args, their limits.';

call awa_store.publish_view(
  'awa.kinds', 'select', 'awa_producer', 'awa_worker', 'awa_operator', 'awa_observer');
