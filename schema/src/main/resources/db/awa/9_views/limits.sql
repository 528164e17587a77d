create or replace view awa.limits as
select
  l.name collate "default" as limit_name, l.concurrency, l.rate,
  case when l.rate is not null then l.per_us / 1000000.0::float8 end as per,
  case when l.rate is not null then l.burst end as burst,
  l.queues, l.kinds, s.open, s.started, s.is_full, s.opens_at, s.penalized_until, s.keys
from awa_store.limit_rule l
cross join lateral awa_store.limit_state(l.limit_id) s;

comment on view awa.limits is 'The limits of how jobs start: what they say, who has them, what they have come to.';

call awa_store.publish_view('awa.limits', 'select', 'awa_operator', 'awa_observer');
