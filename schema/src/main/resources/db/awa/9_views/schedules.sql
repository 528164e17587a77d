-- Whoever is neither observer nor operator sees the schedules of his own login.
create or replace view awa.schedules as
select
  s.name, s.spec, s.zone, s.kind, s.queue, s.args, s.opts, s.sentence, s.owner, s.source, s.created_at, s.updated_at,
  case when s.paused_at is null then s.next_fire end as next_fire_at, s.last_fire_at, s.last_job_id,
  awa_store.last_success(s.name, s.last_success_at) as last_success_at,
  s.paused_at is not null as paused, s.paused_at, s.paused_until, s.paused_by, s.pause_reason, s.fired, s.dropped,
  s.skipped, s.failures, s.error as last_error, case when s.failures > 0 then s.failed_at end as last_error_at
from awa_store.schedule s
where s.owner = session_user or (select awa_store.sees_all_schedules());

comment on view awa.schedules is
  'The schedules: when each fires next and has fired last, whether it is paused, and what became of its fires.';

call awa_store.publish_view('awa.schedules', 'select', 'awa_producer', 'awa_operator', 'awa_observer');
