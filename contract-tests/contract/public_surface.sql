-- The whole of schema awa: these functions, these views, and nothing else.
set search_path = tap;
select plan(6);

select functions_are('awa', array[
  'insert_job', 'insert_jobs', 'insert_many', 'unique_key', 'partition_for_key', 'ordering_hash', 'cancel_job',
  'cancel_by_unique_key', 'get_job', 'contract_version', 'schema_version',
  'register_worker', 'heartbeat', 'deregister_worker', 'claim_jobs', 'complete_jobs', 'fail_jobs', 'snooze_job',
  'release_jobs', 'cancel_running', 'set_progress', 'sleep_until_work', 'tick',
  'configure', 'configure_queue', 'get_queue', 'doctor', 'repair', 'queue_stats', 'list_jobs',
  'job_state', 'reschedule_job', 'retry_job', 'delete_job', 'describe_kind', 'check_contract', 'error_codes', 'job_states'],
  'the public functions');
select views_are('awa', array['jobs', 'new_jobs', 'kinds'], 'the public views');
select tables_are('awa', array[]::name[], 'no public table');
select sequences_are('awa', array[]::name[], 'no public sequence');
select types_are('awa', array[]::name[], 'no public type');
select is(awa.contract_version(), '1.0', 'the contract is version 1.0');

select * from finish();
