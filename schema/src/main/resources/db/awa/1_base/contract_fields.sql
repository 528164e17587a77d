-- The fields of the JSON objects that callers pass, by the shapes that have them, in the order in which hints name
-- them. From here the checks know which keys there are (option_names), and contract_registry tells them to everybody.
-- types: those that a value may have: text, boolean, integer, number, id (of a job: a number, or its digits as a text),
-- interval, timestamp, json (anything), object (of any keys), another shape, or a list of one of these (text[]).
-- is_needed: must be there; of all others null is as good as none. lowest, highest: of a number; of an interval in
-- seconds, where no lowest means above 0; of a text its characters, or bytes where the meaning says so; of a list its
-- elements. choices: all that a text, or each text of a list, may be.
create or replace function awa_store.contract_fields()
returns table (
  shapes text[],
  field text,
  types text[],
  is_needed boolean,
  lowest numeric,
  highest numeric,
  choices text[],
  meaning text
)
language sql
immutable
as $$
  values
    ('{new_job}'::text[], 'kind', '{text}'::text[], true, 1::numeric, 200::numeric, null::text[],
      'What is to be done; picks the handler.'),
    ('{new_job}', 'args', '{json}', false, null, null, null,
      'What the handler gets, up to 1 MiB as text; {} unless given.'),
    ('{new_job}', 'queue', '{text}', false, 1, 200, null, 'The queue; "default" unless given.'),
    ('{new_job}', 'priority', '{integer}', false, 1, 4, null, 'From 1, the most urgent, to 4; 2 unless given.'),
    ('{new_job}', 'run_at', '{timestamp}', false, null, null, null,
      'When it is due, ISO 8601 with an offset; now unless given.'),
    ('{new_job}', 'max_attempts', '{integer}', false, 1, 1000, null, 'How many attempts it has; 25 unless given.'),
    ('{new_job}', 'unique_by', '{unique_by}', false, null, null, null, 'What makes the job unique.'),
    ('{new_job}', 'ordering_key', '{text}', false, 1, 500, null,
      'Routes the job to a partition of its queue; in bytes.'),
    ('{new_job}', 'tags', '{text[]}', false, 0, 20, null, 'For people; 4096 bytes together.'),
    ('{new_job}', 'metadata', '{object}', false, null, null, null, 'For whoever carries the job, up to 64 KiB.'),
    ('{new_job}', 'opts', '{job_options}', false, null, null, null, 'More about the job, up to 64 KiB.'),

    ('{unique_by}', 'key', '{text}', false, 0, 4096, null, 'A text of the caller''s; in bytes.'),
    ('{unique_by}', 'key_hex', '{text}', false, 2, 64, null,
      'A key made elsewhere, 1 to 32 bytes in hex; stands alone and without the kind.'),
    ('{unique_by}', 'args', '{boolean,text[]}', false, null, null, null,
      'true for the whole of args, or a list of top-level fields.'),
    ('{unique_by}', 'queue', '{boolean}', false, null, null, null, 'true: in another queue it is another job.'),
    ('{unique_by}', 'period', '{interval}', false, 1, 3155760000, null,
      'Windows of time that it is unique in, in whole seconds; no months.'),
    ('{unique_by}', 'states', '{text[]}', false, 1, 10,
      '{pending,scheduled,available,blocked,running,retryable,waiting_external,completed,failed,cancelled}',
      'In which states the holder keeps the key; all before the end unless given.'),
    ('{unique_by}', 'on_conflict', '{text}', false, null, null, '{existing,raise,replace,keep_earliest}',
      'What to do if the key is held: answer with the holder unless given.'),

    ('{job_options,many_options}', 'timeout', '{interval}', false, null, null, null,
      'How long one attempt may take, up to max_delay; then it is ended and counts.'),
    ('{job_options,many_options}', 'backoff', '{backoff}', false, null, null, null,
      'How long to wait after a failed attempt.'),
    ('{job_options,many_options}', 'start_by', '{timestamp,interval}', false, null, null, null,
      'An attempt that has not started by then is not made; a time with an offset, or an interval from now of up to '
      'max_delay.'),
    ('{job_options,many_options}', 'keep', '{interval}', false, null, 3162240000, null,
      'How long the job is kept after its end, instead of what its queue says.'),
    ('{job_options,many_options}', 'concurrency_key', '{text}', false, 1, 200, null,
      'Limits how many jobs of a key are under way at once.'),
    ('{job_options,many_options}', 'concurrency_limit', '{integer}', false, 1, 10000, null,
      'How many they are; 1 unless given.'),
    ('{job_options}', 'parents', '{id[]}', false, 1, 100, null, 'The jobs that have to end first; ids may be texts.'),
    ('{job_options}', 'on_parent_failure', '{text}', false, null, null, '{cancel,run,fail}',
      'What becomes of the job if a parent fails or is cancelled; cancel unless given.'),
    ('{job_options}', 'traceparent', '{text}', false, null, null, null,
      'W3C Trace Context, which workers find in metadata.'),
    ('{job_options}', 'validate', '{boolean}', false, null, null, null,
      'true: args have to fit the schema of the kind.'),

    ('{backoff}', 'kind', '{text}', false, null, null, '{exponential,linear,fixed}',
      'How the wait grows; exponential unless given.'),
    ('{backoff}', 'base', '{interval}', false, null, null, null,
      'The wait after the first attempt, up to max_delay; 2 s unless given.'),
    ('{backoff}', 'max', '{interval}', false, null, null, null,
      'The longest wait, up to max_delay; 24 h unless given.'),
    ('{backoff}', 'jitter', '{number}', false, 0, 1, null,
      'A random part of the wait that is added; 0.25 unless given.'),

    ('{cancel_key_options}', 'key_hex', '{text}', false, 2, 64, null,
      'A key made elsewhere, 1 to 32 bytes in hex; only kind goes with it.'),
    ('{cancel_key_options}', 'all', '{boolean}', false, null, null, null,
      'true: every open job with the key, also one that does not hold it.'),

    ('{settle_options,fail_options}', 'on_lost', '{text}', false, null, null, '{raise,report}',
      'What to do with jobs that are not open under the claim; raise unless given.'),
    ('{fail_options}', 'causes', '{failure_cause[]}', false, null, null, null,
      'More of what went wrong: one element per job of job_ids, null where there is none.'),
    ('{failure_cause}', 'class', '{text}', false, null, null, null,
      'The name of what was thrown; 200 characters of it are kept.'),
    ('{failure_cause}', 'stack', '{text}', false, null, null, null,
      'Where it was thrown; 8192 bytes of it are kept, without its middle.'),

    ('{job_options,many_options,notify_options,cancel_key_options,settle_options,fail_options,retry_options}',
      'notify', '{boolean}', false, null, null, null,
      'false: nobody is notified in this transaction from here on, so that it can be prepared.'),

    ('{retry_options}', 'on_conflict', '{text}', false, null, null, '{raise,report}',
      'What to do if another job holds its unique key; raise unless given.'),

    ('{worker_options}', 'heartbeat_every', '{interval}', false, 0.001, 57600, null,
      'How often the worker will call heartbeat; 5 s unless given.'),
    ('{worker_options}', 'dead_after', '{interval}', false, 0.0015, 86400, null,
      'After how long without one it is lost: 1.5 times heartbeat_every or more; 3 times unless given.'),
    ('{worker_options}', 'info', '{object}', false, null, null, null,
      'Whatever the worker says of itself, up to 64 KiB.'),
    ('{worker_options}', 'kinds', '{text[]}', false, 1, 1000, null,
      'It is handed jobs of these kinds only; of all kinds unless given.'),

    ('{claim_options}', 'async', '{boolean}', false, null, null, null,
      'true: commits without waiting for the disk, which is safe.'),

    ('{sleep_options}', 'listen', '{boolean}', false, null, null, null,
      'false: notifications cannot come, and wait_ms is a polling interval.'),

    ('{tick_options}', 'every', '{interval}', false, null, 3600, null,
      'Nothing is done if another call was at its end less long ago; for many that call about once a second.'),

    ('{fires_options}', 'days', '{text}', false, null, null, '{either,both}',
      'Which of day of month and day of week have to match if both are restricted; either unless given.'),
    ('{fires_options}', 'name', '{text}', false, 1, 200, null, 'The name of the schedule, which H is spread by.'),

    ('{settings}', 'keep_completed', '{interval}', false, null, 3162240000, null,
      'How long completed jobs are kept; 24 hours at first.'),
    ('{settings}', 'keep_failed', '{interval}', false, null, 3162240000, null,
      'How long failed jobs are kept; 30 days at first.'),
    ('{settings}', 'keep_cancelled', '{interval}', false, null, 3162240000, null,
      'How long cancelled jobs are kept; 7 days at first.'),
    ('{settings}', 'max_delay', '{interval}', false, null, 3162240000, null,
      'How long a retry, a snooze or a timeout may be; 366 days at first.'),

    ('{queue_settings}', 'partitions', '{integer}', false, 1, 1024, null,
      'How many partitions new jobs are routed to.'),
    ('{queue_settings}', 'paused', '{boolean}', false, null, null, null, 'true: nothing is claimed from it.'),
    ('{queue_settings}', 'aging', '{interval}', false, 0, 3162240000, null,
      'How long a lane waits until it counts as one priority more urgent; 60 s at first.'),
    ('{queue_settings}', 'keep_completed', '{interval}', false, null, 3162240000, null,
      'How long its completed jobs are kept; null: as configure says.'),
    ('{queue_settings}', 'keep_failed', '{interval}', false, null, 3162240000, null,
      'How long its failed jobs are kept; null: as configure says.'),
    ('{queue_settings}', 'keep_cancelled', '{interval}', false, null, 3162240000, null,
      'How long its cancelled jobs are kept; null: as configure says.'),
    ('{queue_settings}', 'max_waiting', '{integer}', false, 1, 1000000000000, null,
      'How many available jobs it should hold; null: any number.'),
    ('{queue_settings}', 'on_full', '{text}', false, null, null, '{off,signal,refuse}',
      'What an insert does when it holds so many.'),
    ('{queue_settings}', 'max_args_bytes', '{integer}', false, 1, 1048576, null,
      'How large args may be; null: as in any queue.'),
    ('{queue_settings}', 'max_metadata_bytes', '{integer}', false, 1, 65536, null,
      'How large metadata may be; null: as in any queue.'),
    ('{queue_settings}', 'max_tags_bytes', '{integer}', false, 1, 4096, null,
      'How large tags may be together; null: as in any queue.'),
    ('{queue_settings}', 'max_key_bytes', '{integer}', false, 1, 500, null,
      'How large an ordering key or unique_by.key may be; null: as in any queue.'),
    ('{queue_settings}', 'limits', '{text[]}', false, 0, 10, null,
      'Names of limits that the starts of its jobs are under, all of them; null: none.'),
    ('{queue_settings}', 'create', '{boolean}', false, null, null, null, 'true: a queue that nobody knows is made.'),

    ('{kind_options}', 'limits', '{text[]}', false, 0, 10, null,
      'Names of limits that the starts of its jobs are under, all of them; null: none.'),

    ('{limit_settings}', 'concurrency', '{integer}', false, 1, 1000000, null,
      'How many attempts may be open at once; null: any number.'),
    ('{limit_settings}', 'rate', '{integer}', false, 1, 1000000, null,
      'How many may start per per; null: any number.'),
    ('{limit_settings}', 'per', '{interval}', false, null, 31622400, null,
      'The time that the rate is for; 1 s at first.'),
    ('{limit_settings}', 'burst', '{integer}', false, 1, 1000000, null,
      'How many may start at once after a rest; 1 at first.');
$$;

call awa_store.publish('awa_store.contract_fields');
