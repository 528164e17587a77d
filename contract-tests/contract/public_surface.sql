-- The whole of schema awa: these functions, these views, and nothing else.
set search_path = tap;
select plan(7);

select functions_are('awa', array[
  'insert_job', 'insert_jobs', 'insert_many', 'unique_key', 'partition_for_key', 'ordering_hash', 'cancel_job',
  'cancel_by_unique_key', 'get_job', 'contract_version', 'schema_version',
  'register_worker', 'heartbeat', 'deregister_worker', 'claim_jobs', 'complete_jobs', 'fail_jobs', 'snooze_job',
  'release_jobs', 'cancel_running', 'set_progress', 'sleep_until_work', 'tick',
  'configure', 'configure_queue', 'get_queue', 'doctor', 'repair', 'queue_stats', 'list_jobs',
  'job_state', 'reschedule_job', 'retry_job', 'delete_job', 'describe_kind', 'check_contract', 'error_codes', 'job_states',
  'contract_registry'],
  'the public functions');
select views_are('awa', array['jobs', 'new_jobs', 'kinds'], 'the public views');
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
select is(awa.contract_version(), '1.0', 'the contract is version 1.0');

select * from finish();
