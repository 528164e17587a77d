-- The whole of schema awa: these functions, these views, and nothing else.
set search_path = tap;
select plan(9);

select functions_are('awa', array[
  'insert_job', 'insert_jobs', 'insert_many', 'unique_key', 'partition_for_key', 'ordering_hash', 'cancel_job',
  'cancel_by_unique_key', 'get_job', 'contract_version', 'schema_version',
  'register_worker', 'heartbeat', 'deregister_worker', 'claim_jobs', 'complete_jobs', 'fail_jobs', 'snooze_job',
  'release_jobs', 'cancel_running', 'set_progress', 'sleep_until_work', 'tick',
  'configure', 'configure_queue', 'get_queue', 'doctor', 'repair', 'queue_stats', 'list_jobs',
  'job_state', 'reschedule_job', 'retry_job', 'delete_job', 'describe_kind', 'check_contract', 'error_codes', 'job_states',
  'contract_registry', 'next_fires',
  'put_schedule', 'delete_schedule', 'pause_schedule', 'resume_schedule', 'trigger_schedule', 'backfill_schedule', 'apply_schedules',
  'put_limit', 'delete_limit', 'penalize_limit', 'why_waiting'],
  'the public functions');
select views_are('awa', array['jobs', 'new_jobs', 'kinds', 'schedules', 'limits'], 'the public views');
select tables_are('awa', array[]::name[], 'no public table');
select sequences_are('awa', array[]::name[], 'no public sequence');
select types_are('awa', array[]::name[], 'no public type');
select is_empty($$
  select p.proname, format_type(t.type, null)
  from pg_catalog.pg_proc p
  cross join lateral unnest(
    case when p.proretset then p.proallargtypes else array[p.prorettype] end,
    case when p.proretset then p.proargmodes else '{t}' end) t (type, mode)
  where p.pronamespace = 'awa'::regnamespace and t.mode = 't'
    and format_type(t.type, null) not in
      ('bigint', 'integer', 'double precision', 'boolean', 'text', 'uuid', 'jsonb', 'bytea', 'timestamp with time zone', 'bigint[]', 'text[]')
  union all
  select c.relname, format_type(a.atttypid, null)
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'awa'::regnamespace
    and format_type(a.atttypid, null) not in
      ('bigint', 'integer', 'double precision', 'boolean', 'text', 'uuid', 'jsonb', 'bytea', 'timestamp with time zone', 'bigint[]', 'text[]')
  $$, 'results are of types that every driver reads');
create temp view names as
select p.proname::text as function, n.name, n.mode
from pg_catalog.pg_proc p
cross join lateral unnest(p.proargnames, coalesce(p.proargmodes, array_fill('i'::"char", array[coalesce(cardinality(p.proargnames), 0)]))) n (name, mode)
where p.pronamespace = 'awa'::regnamespace;
create temp table other_names (plain text, other text);
insert into other_names values ('kind', 'kind_name'), ('queue', 'queue_name'), ('state', 'job_state'), ('run_at', 'due_at');
select is_empty($$
  select n.function, n.name
  from names n
  join other_names o on o.other = n.name
  where n.function <> 'insert_jobs' and not exists (select from names a where a.function = n.function and a.mode = 'i' and a.name = o.plain)
  $$, 'what a job has goes by another name only where PostgreSQL does not let it have its own');
select is_empty($$
  select n.function, n.name from names n where n.mode = 't' and n.name ~ '(^|_)(kind|queue|state|run_at|due_at|id|job|job_id)(_|$)'
    and n.name not in ('id', 'kind', 'queue', 'state', 'run_at', 'kind_name', 'queue_name', 'job_state', 'due_at', 'claim_id', 'worker_id', 'queue_full', 'stop_job_ids')
  $$, 'and there is one name for it');
select is(awa.contract_version(), '1.0', 'the contract is version 1.0');

select * from finish();
