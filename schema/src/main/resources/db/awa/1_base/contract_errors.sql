-- Which of the SQLSTATEs of error_codes each public function may raise, and each public view: all of schema awa is
-- here.
create or replace function awa_store.contract_errors()
returns table (verb text, sqlstates text[])
language sql
immutable
as $$
  values
    ('cancel_by_unique_key', '{AW001,AW002,AW003,AW008,AW013}'::text[]),
    ('cancel_job', '{AW001,AW002,AW003,AW008,AW013}'),
    ('cancel_running', '{AW001,AW002,AW003,AW005,AW013}'),
    ('check_contract', '{AW001,AW012}'),
    ('claim_jobs', '{AW001,AW002,AW003,AW006,AW008,AW013}'),
    ('complete_jobs', '{AW001,AW002,AW003,AW005,AW013}'),
    ('configure', '{AW001,AW002}'),
    ('configure_queue', '{AW001,AW002,AW003,AW010,AW013}'),
    ('contract_registry', '{}'),
    ('contract_version', '{}'),
    ('delete_job', '{AW001,AW002,AW013}'),
    ('delete_limit', '{AW001,AW003}'),
    ('deregister_worker', '{AW001,AW002,AW013}'),
    ('describe_kind', '{AW001,AW002,AW003,AW010,AW013}'),
    ('doctor', '{}'),
    ('error_codes', '{}'),
    ('fail_jobs', '{AW001,AW002,AW003,AW005,AW013}'),
    ('get_job', '{}'),
    ('get_queue', '{AW001,AW003}'),
    ('heartbeat', '{AW001,AW002,AW006,AW007}'),
    ('insert_job', '{AW001,AW002,AW003,AW004,AW008,AW009,AW010,AW011,AW013}'),
    ('insert_jobs', '{AW001,AW002,AW003,AW004,AW008,AW009,AW010,AW011,AW013}'),
    ('insert_many', '{AW001,AW002,AW003,AW009}'),
    ('job_state', '{}'),
    ('job_states', '{}'),
    ('jobs', '{}'),
    ('kinds', '{}'),
    ('limits', '{}'),
    ('list_jobs', '{AW001,AW002,AW003}'),
    ('new_jobs', '{AW001,AW002,AW003,AW004,AW008,AW009,AW010,AW011}'),
    ('next_fires', '{AW001,AW002,AW003}'),
    ('ordering_hash', '{AW001,AW003}'),
    ('partition_for_key', '{AW001,AW003}'),
    ('penalize_limit', '{AW001,AW003}'),
    ('put_limit', '{AW001,AW002,AW003,AW008}'),
    ('queue_stats', '{AW001,AW003}'),
    ('register_worker', '{AW001,AW002,AW003,AW007}'),
    ('release_jobs', '{AW001,AW002,AW003,AW005}'),
    ('repair', '{AW001,AW002,AW013}'),
    ('reschedule_job', '{AW001,AW002,AW003,AW008,AW013}'),
    ('retry_job', '{AW001,AW002,AW004}'),
    ('schema_version', '{}'),
    ('set_progress', '{AW001,AW002,AW003,AW005}'),
    ('sleep_until_work', '{AW001,AW002,AW003,AW006,AW008}'),
    ('snooze_job', '{AW001,AW002,AW005}'),
    ('tick', '{AW001,AW002,AW007,AW008}'),
    ('unique_key', '{AW001,AW003}'),
    ('why_waiting', '{}');
$$;

call awa_store.publish('awa_store.contract_errors');
