-- Which arguments of the public functions, and columns that view new_jobs takes, are JSON of a shape of
-- contract_fields, or a list of them. no_options: an object that has no keys yet.
create or replace function awa_store.contract_arguments()
returns table (verb text, argument text, shape text)
language sql
immutable
as $$
  values
    ('apply_schedules', 'opts', 'apply_options'),
    ('apply_schedules', 'schedules', 'new_schedule[]'),
    ('cancel_by_unique_key', 'opts', 'cancel_key_options'),
    ('cancel_job', 'opts', 'notify_options'),
    ('cancel_running', 'opts', 'settle_options'),
    ('claim_jobs', 'opts', 'claim_options'),
    ('complete_jobs', 'opts', 'settle_options'),
    ('configure', 'settings', 'settings'),
    ('configure_queue', 'settings', 'queue_settings'),
    ('delete_job', 'opts', 'no_options'),
    ('deregister_worker', 'opts', 'no_options'),
    ('describe_kind', 'opts', 'kind_options'),
    ('fail_jobs', 'opts', 'fail_options'),
    ('heartbeat', 'opts', 'no_options'),
    ('insert_job', 'opts', 'job_options'),
    ('insert_job', 'unique_by', 'unique_by'),
    ('insert_jobs', 'jobs', 'new_job[]'),
    ('insert_jobs', 'opts', 'notify_options'),
    ('insert_many', 'opts', 'many_options'),
    ('list_jobs', 'opts', 'no_options'),
    ('new_jobs', 'opts', 'job_options'),
    ('new_jobs', 'unique_by', 'unique_by'),
    ('next_fires', 'opts', 'fires_options'),
    ('put_limit', 'settings', 'limit_settings'),
    ('put_schedule', 'opts', 'schedule_options'),
    ('register_worker', 'opts', 'worker_options'),
    ('release_jobs', 'opts', 'settle_options'),
    ('repair', 'opts', 'no_options'),
    ('reschedule_job', 'opts', 'notify_options'),
    ('retry_job', 'opts', 'retry_options'),
    ('set_progress', 'opts', 'no_options'),
    ('sleep_until_work', 'opts', 'sleep_options'),
    ('snooze_job', 'opts', 'notify_options'),
    ('tick', 'opts', 'tick_options'),
    ('trigger_schedule', 'opts', 'trigger_options');
$$;

call awa_store.publish('awa_store.contract_arguments');
