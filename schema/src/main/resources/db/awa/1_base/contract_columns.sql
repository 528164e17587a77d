-- What is known of the result columns of public functions and views beyond their types: whether they are never null,
-- and all values that a text, or each text of a list, may have (null where that is open). Columns that are not here may
-- be null. The result of a function that answers with a value is called value.
create or replace function awa_store.contract_columns()
returns table (verbs text[], columns text[], never_null boolean, choices text[])
language sql
immutable
as $$
  values
    ('{cancel_by_unique_key,cancel_job}'::text[], '{outcome}'::text[], true,
      '{cancelled,already_ended,not_found}'::text[]),
    ('{cancel_by_unique_key,cancel_job}', '{state}', false, '{completed,failed,cancelled}'),
    ('{cancel_by_unique_key}', '{unique_key}', true, null),
    ('{cancel_job}', '{id}', true, null),
    ('{cancel_running,complete_jobs,release_jobs}', '{settled,lost_ids}', true, null),
    ('{claim_jobs}',
      '{claim_id,id,kind,args,priority,attempt,max_attempts,run_at,created_at,partition,tags,metadata,failures,'
      'details}', true, null),
    ('{configure}', '{keep_completed,keep_failed,keep_cancelled,max_delay}', true, null),
    ('{configure_queue,get_queue}', '{queue_name,partitions,paused,aging,is_configured}', true, null),
    ('{configure_queue,get_queue}', '{on_full}', true, '{off,signal,refuse}'),
    ('{check_contract,contract_registry,contract_version,ordering_hash,partition_for_key,schema_version,unique_key}',
      '{value}', true, null),
    ('{delete_job}', '{id}', true, null),
    ('{delete_job}', '{outcome}', true, '{deleted,not_ended,not_found}'),
    ('{deregister_worker}', '{outcome}', true, '{deregistered,unknown}'),
    ('{deregister_worker}', '{lost}', true, null),
    ('{describe_kind}', '{kind_name}', true, null),
    ('{describe_kind}', '{outcome}', true, '{created,changed,unchanged}'),
    ('{doctor}', '{check_name,detail}', true, null),
    ('{doctor}', '{status}', true, '{ok,warning,error}'),
    ('{error_codes}', '{sqlstate,condition,meaning}', true, null),
    ('{fail_jobs}', '{id}', true, null),
    ('{fail_jobs}', '{outcome}', true, '{retryable,failed,lost}'),
    ('{get_job,jobs}',
      '{id,kind,queue,partition,priority,attempt,max_attempts,run_at,created_at,args,tags,metadata,failures,details}',
      true, null),
    ('{list_jobs}',
      '{id,kind,queue_name,partition,priority,attempt,max_attempts,run_at,created_at,args,tags,metadata,failures,'
      'details}', true, null),
    ('{job_state}', '{id,attempt,max_attempts,run_at,created_at}', true, null),
    ('{get_job,job_state,job_states,jobs}', '{state}', true,
      '{pending,scheduled,available,blocked,running,retryable,waiting_external,completed,failed,cancelled}'),
    ('{list_jobs}', '{job_state}', true,
      '{pending,scheduled,available,blocked,running,retryable,waiting_external,completed,failed,cancelled}'),
    ('{delete_job,reschedule_job,retry_job}', '{state}', false,
      '{pending,scheduled,available,blocked,running,retryable,waiting_external,completed,failed,cancelled}'),
    ('{insert_job,insert_jobs,new_jobs}', '{state}', true,
      '{pending,scheduled,available,blocked,running,retryable,waiting_external,completed,failed,cancelled}'),
    ('{heartbeat}', '{outcome}', true, '{alive}'),
    ('{heartbeat}', '{stop_claim_ids,stop_job_ids,paused_queues,details}', true, null),
    ('{heartbeat}', '{stop_reasons}', true, '{cancelled,deadline}'),
    ('{insert_job,insert_jobs,new_jobs}', '{id,queue_full}', true, null),
    ('{insert_job,insert_jobs,new_jobs}', '{outcome}', true, '{inserted,existing,replaced}'),
    ('{insert_jobs}', '{ordinal}', true, null),
    ('{insert_many}', '{id,queue_full}', true, null),
    ('{job_states}', '{has_ended,meaning}', true, null),
    ('{kinds}', '{kind,described_at}', true, null),
    ('{new_jobs}', '{kind}', true, null),
    ('{next_fires}', '{fire_at}', true, null),
    ('{queue_stats}',
      '{queue_name,pending,scheduled,available,blocked,running,retryable,waiting_external,completed,failed,cancelled,'
        'completed_last_minute,partitions,paused,details}', true, null),
    ('{register_worker}', '{worker_id,contract_version,schema_version,heartbeat_ms,dead_after_ms}', true, null),
    ('{repair}', '{outcome}', true, '{sound,repaired}'),
    ('{repair}', '{waiting,lost,completed}', true, null),
    ('{reschedule_job}', '{outcome}', true, '{rescheduled,not_waiting,already_ended,not_found}'),
    ('{retry_job}', '{id}', true, null),
    ('{retry_job}', '{outcome}', true, '{retried,not_ended,completed,not_found,key_held}'),
    ('{set_progress}', '{id}', true, null),
    ('{set_progress}', '{outcome}', true, '{saved}'),
    ('{sleep_until_work}', '{has_work,work_queues,wait_ms}', true, null),
    ('{snooze_job}', '{id,run_at}', true, null),
    ('{snooze_job}', '{outcome}', true, '{snoozed}'),
    ('{tick}', '{promoted,workers_lost,jobs_rescued,jobs_expired,details}', true, null);
$$;

call awa_store.publish('awa_store.contract_columns');
