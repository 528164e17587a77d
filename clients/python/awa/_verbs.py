# Generated from contract 1.0 of schema awa by awa codegen. Do not edit.
"""How each function of schema awa is asked, and how its answer is read, whatever the driver."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from . import types

T = TypeVar("T")


class Verb(Generic[T]):
    """A function: its statement, how its arguments are sent, and what becomes of a row."""

    def __init__(
        self, statement: str, encode: Sequence[Callable[[Any], Any]], decode: Callable[[Sequence[Any]], T]
    ) -> None:
        self.statement = statement
        self.pyformat = re.sub(r"[$][0-9]+", "%s", statement)
        self.encode = encode
        self.decode = decode

    def values(self, given: Sequence[Any]) -> list[Any]:
        return [None if value is None else encode(value) for encode, value in zip(self.encode, given)]


def same(value: Any) -> Any:
    return value


def texts_of_json(values: Sequence[Any]) -> list[str]:
    return [json.dumps(value) for value in values]


def interval(value: timedelta | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value.days} days {value.seconds:+} s {value.microseconds:+} us"


def option(value: Any) -> Any:
    if isinstance(value, timedelta):
        return interval(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON serializable")


def options(value: Any) -> str:
    return json.dumps(value, default=option)


def parsed(value: Any) -> Any:
    return None if value is None else json.loads(value)


def binary(value: Any) -> Any:
    return None if value is None else bytes(value)


def uuid(value: Any) -> Any:
    return value if value is None or isinstance(value, UUID) else UUID(str(value))


def refusal(error: BaseException | None) -> types.AwaError | None:
    """The error of the contract that is behind one of a driver, or of what wraps a driver; None if there is none."""
    while error is not None:
        fields: Any = error.args[0] if error.args and isinstance(error.args[0], Mapping) else {}
        sqlstate = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or fields.get("C")
        if isinstance(sqlstate, str) and sqlstate.startswith("AW"):
            told: Any = getattr(error, "diag", None)
            message = getattr(told, "message_primary", None) or fields.get("M")
            message = message or getattr(error, "message", None) or str(error)
            hint = getattr(told, "message_hint", None) or fields.get("H") or getattr(error, "hint", None)
            return types.ERRORS.get(sqlstate, types.AwaError)(sqlstate, message, hint)
        error = error.__cause__
    return None


APPLY_SCHEDULES = Verb(
    "select ordinal, schedule_name, outcome, changes::text as changes, next_fires, sentence, notes from "
    "awa.apply_schedules(schedules => $1::text::jsonb, prune => $2::boolean, dry_run => $3::boolean, opts => "
    "$4::text::jsonb)",
    [options, same, same, options],
    lambda r: types.ApplySchedulesRow(r[0], r[1], r[2], parsed(r[3]), r[4], r[5], r[6]),
)

BACKFILL_SCHEDULE = Verb(
    "select schedule_name, outcome, fired, already, next_from from awa.backfill_schedule(name => $1::text, from_at "
    "=> $2::timestamp with time zone, to_at => $3::timestamp with time zone, max_fires => $4::integer)",
    [same, same, same, same],
    lambda r: types.BackfillScheduleRow(r[0], r[1], r[2], r[3], r[4]),
)

CANCEL_BY_UNIQUE_KEY = Verb(
    "select id, outcome, state, unique_key from awa.cancel_by_unique_key(kind => $1::text, queue => $2::text, args "
    "=> $3::text::jsonb, period => $4::text::interval, at => $5::timestamp with time zone, key => $6::text, reason "
    "=> $7::text, opts => $8::text::jsonb)",
    [same, same, json.dumps, interval, same, same, same, options],
    lambda r: types.CancelByUniqueKeyRow(r[0], r[1], r[2], binary(r[3])),
)

CANCEL_JOB = Verb(
    "select id, outcome, state from awa.cancel_job(job_id => $1::bigint, reason => $2::text, opts => "
    "$3::text::jsonb)",
    [same, same, options],
    lambda r: types.CancelJobRow(r[0], r[1], r[2]),
)

CANCEL_RUNNING = Verb(
    "select settled, lost_ids from awa.cancel_running(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => "
    "$3::bigint[], reason => $4::text, opts => $5::text::jsonb)",
    [str, same, list, same, options],
    lambda r: types.CancelRunningRow(r[0], r[1]),
)

CHECK_CONTRACT: Verb[str] = Verb(
    "select awa.check_contract(version => $1::text) as value",
    [same],
    lambda r: r[0],
)

CLAIM_JOBS = Verb(
    "select claim_id, id, kind, args::text as args, priority, attempt, max_attempts, run_at, created_at, "
    "deadline_at, partition, ordering_key, tags, metadata::text as metadata, progress::text as progress, "
    "failures::text as failures, details::text as details from awa.claim_jobs(worker_id => $1::uuid, queue => "
    "$2::text, max_jobs => $3::integer, opts => $4::text::jsonb)",
    [str, same, same, options],
    lambda r: types.ClaimJobsRow(
        r[0], r[1], r[2], parsed(r[3]), r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], parsed(r[13]),
        parsed(r[14]), parsed(r[15]), parsed(r[16])
    ),
)

COMPLETE_JOBS = Verb(
    "select settled, lost_ids from awa.complete_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => "
    "$3::bigint[], results => $4::text::jsonb, opts => $5::text::jsonb)",
    [str, same, list, json.dumps, options],
    lambda r: types.CompleteJobsRow(r[0], r[1]),
)

CONFIGURE = Verb(
    "select keep_completed, keep_failed, keep_cancelled, max_delay from awa.configure(settings => $1::text::jsonb)",
    [options],
    lambda r: types.ConfigureRow(r[0], r[1], r[2], r[3]),
)

CONFIGURE_QUEUE = Verb(
    "select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, "
    "on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, limits, is_configured from "
    "awa.configure_queue(queue => $1::text, settings => $2::text::jsonb)",
    [same, options],
    lambda r: types.ConfigureQueueRow(
        r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], r[14]
    ),
)

CONTRACT_REGISTRY: Verb[Any] = Verb(
    "select awa.contract_registry()::text as value",
    [],
    lambda r: parsed(r[0]),
)

CONTRACT_VERSION: Verb[str] = Verb(
    "select awa.contract_version() as value",
    [],
    lambda r: r[0],
)

DELETE_JOB = Verb(
    "select id, outcome, state from awa.delete_job(job_id => $1::bigint, opts => $2::text::jsonb)",
    [same, options],
    lambda r: types.DeleteJobRow(r[0], r[1], r[2]),
)

DELETE_LIMIT = Verb(
    "select limit_name, outcome, queues, kinds from awa.delete_limit(name => $1::text)",
    [same],
    lambda r: types.DeleteLimitRow(r[0], r[1], r[2], r[3]),
)

DELETE_SCHEDULE = Verb(
    "select schedule_name, outcome from awa.delete_schedule(name => $1::text)",
    [same],
    lambda r: types.DeleteScheduleRow(r[0], r[1]),
)

DEREGISTER_WORKER = Verb(
    "select outcome, lost from awa.deregister_worker(worker_id => $1::uuid, opts => $2::text::jsonb)",
    [str, options],
    lambda r: types.DeregisterWorkerRow(r[0], r[1]),
)

DESCRIBE_KIND = Verb(
    "select kind_name, outcome from awa.describe_kind(kind => $1::text, args_schema => $2::text::jsonb, description "
    "=> $3::text, opts => $4::text::jsonb)",
    [same, json.dumps, same, options],
    lambda r: types.DescribeKindRow(r[0], r[1]),
)

DOCTOR = Verb(
    "select check_name, status, detail, hint from awa.doctor()",
    [],
    lambda r: types.DoctorRow(r[0], r[1], r[2], r[3]),
)

ERROR_CODES = Verb(
    "select sqlstate, condition, meaning from awa.error_codes()",
    [],
    lambda r: types.ErrorCodesRow(r[0], r[1], r[2]),
)

FAIL_JOBS = Verb(
    "select id, outcome, attempt, run_at from awa.fail_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids "
    "=> $3::bigint[], errors => $4::text[], retry_after => $5::text::interval, final => $6::boolean, opts => "
    "$7::text::jsonb)",
    [str, same, list, list, interval, same, options],
    lambda r: types.FailJobsRow(r[0], r[1], r[2], r[3]),
)

GET_JOB = Verb(
    "select id, kind, queue, partition, priority, state, attempt, max_attempts, run_at, created_at, attempted_at, "
    "finalized_at, worker_id, args::text as args, ordering_key, unique_key, tags, metadata::text as metadata, "
    "progress::text as progress, failures::text as failures, result::text as result, reason, options::text as "
    "options, details::text as details from awa.get_job(job_id => $1::bigint)",
    [same],
    lambda r: types.GetJobRow(
        r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], uuid(r[12]), parsed(r[13]), r[14],
        binary(r[15]), r[16], parsed(r[17]), parsed(r[18]), parsed(r[19]), parsed(r[20]), r[21], parsed(r[22]),
        parsed(r[23])
    ),
)

GET_QUEUE = Verb(
    "select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, "
    "on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, limits, is_configured from "
    "awa.get_queue(queue => $1::text)",
    [same],
    lambda r: types.GetQueueRow(
        r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], r[14]
    ),
)

HEARTBEAT = Verb(
    "select outcome, stop_claim_ids, stop_job_ids, stop_reasons, paused_queues, details::text as details from "
    "awa.heartbeat(worker_id => $1::uuid, opts => $2::text::jsonb)",
    [str, options],
    lambda r: types.HeartbeatRow(r[0], r[1], r[2], r[3], r[4], parsed(r[5])),
)

INSERT_JOB = Verb(
    "select id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_job(kind => "
    "$1::text, args => $2::text::jsonb, queue => $3::text, priority => $4::integer, run_at => $5::timestamp with "
    "time zone, max_attempts => $6::integer, unique_by => $7::text::jsonb, ordering_key => $8::text, tags => "
    "$9::text[], metadata => $10::text::jsonb, opts => $11::text::jsonb)",
    [same, json.dumps, same, same, same, same, options, same, list, json.dumps, options],
    lambda r: types.InsertJobRow(r[0], r[1], r[2], r[3], r[4], r[5], binary(r[6]), r[7]),
)

INSERT_JOBS = Verb(
    "select ordinal, id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from "
    "awa.insert_jobs(jobs => $1::text::jsonb, opts => $2::text::jsonb)",
    [options, options],
    lambda r: types.InsertJobsRow(r[0], r[1], r[2], r[3], r[4], r[5], r[6], binary(r[7]), r[8]),
)

INSERT_MANY = Verb(
    "select id, queue_full from awa.insert_many(kind => $1::text, args => $2::text[]::jsonb[], queue => $3::text, "
    "priority => $4::integer, run_at => $5::timestamp with time zone, max_attempts => $6::integer, ordering_keys => "
    "$7::text[], tags => $8::text[], metadata => $9::text::jsonb, opts => $10::text::jsonb)",
    [same, texts_of_json, same, same, same, same, list, list, json.dumps, options],
    lambda r: types.InsertManyRow(r[0], r[1]),
)

JOB_STATE = Verb(
    "select id, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at from "
    "awa.job_state(job_id => $1::bigint)",
    [same],
    lambda r: types.JobStateRow(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]),
)

JOB_STATES = Verb(
    "select state, has_ended, meaning from awa.job_states()",
    [],
    lambda r: types.JobStatesRow(r[0], r[1], r[2]),
)

LIST_JOBS = Verb(
    "select id, kind, queue_name, partition, priority, job_state, attempt, max_attempts, run_at, created_at, "
    "attempted_at, finalized_at, worker_id, args::text as args, ordering_key, unique_key, tags, metadata::text as "
    "metadata, progress::text as progress, failures::text as failures, result::text as result, reason, "
    "options::text as options, details::text as details from awa.list_jobs(queue => $1::text, state => $2::text, "
    "max_jobs => $3::integer, opts => $4::text::jsonb)",
    [same, same, same, options],
    lambda r: types.ListJobsRow(
        r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], uuid(r[12]), parsed(r[13]), r[14],
        binary(r[15]), r[16], parsed(r[17]), parsed(r[18]), parsed(r[19]), parsed(r[20]), r[21], parsed(r[22]),
        parsed(r[23])
    ),
)

NEXT_FIRES = Verb(
    "select fire_at from awa.next_fires(spec => $1::text, zone => $2::text, after => $3::timestamp with time zone, "
    "n => $4::integer, opts => $5::text::jsonb)",
    [same, same, same, same, options],
    lambda r: types.NextFiresRow(r[0]),
)

ORDERING_HASH: Verb[str] = Verb(
    "select awa.ordering_hash(key => $1::text) as value",
    [same],
    lambda r: r[0],
)

PARTITION_FOR_KEY: Verb[int] = Verb(
    "select awa.partition_for_key(key => $1::text, partitions => $2::integer) as value",
    [same, same],
    lambda r: r[0],
)

PAUSE_SCHEDULE = Verb(
    "select schedule_name, outcome from awa.pause_schedule(name => $1::text, reason => $2::text, until => "
    "$3::timestamp with time zone)",
    [same, same, same],
    lambda r: types.PauseScheduleRow(r[0], r[1]),
)

PENALIZE_LIMIT = Verb(
    "select limit_name, outcome, penalized_until from awa.penalize_limit(name => $1::text, delay => "
    "$2::text::interval, key => $3::text)",
    [same, interval, same],
    lambda r: types.PenalizeLimitRow(r[0], r[1], r[2]),
)

PUT_LIMIT = Verb(
    "select limit_name, outcome, concurrency, rate, per, burst, details::text as details from awa.put_limit(name => "
    "$1::text, settings => $2::text::jsonb, key => $3::text)",
    [same, options, same],
    lambda r: types.PutLimitRow(r[0], r[1], r[2], r[3], r[4], r[5], parsed(r[6])),
)

PUT_SCHEDULE = Verb(
    "select schedule_name, outcome, next_fires, sentence, notes, details::text as details from "
    "awa.put_schedule(name => $1::text, spec => $2::text, zone => $3::text, kind => $4::text, args => "
    "$5::text::jsonb, opts => $6::text::jsonb)",
    [same, same, same, same, json.dumps, options],
    lambda r: types.PutScheduleRow(r[0], r[1], r[2], r[3], r[4], parsed(r[5])),
)

QUEUE_STATS = Verb(
    "select queue_name, pending, scheduled, available, blocked, running, retryable, waiting_external, completed, "
    "failed, cancelled, completed_last_minute, oldest_available_at, partitions, paused, details::text as details "
    "from awa.queue_stats(queue => $1::text)",
    [same],
    lambda r: types.QueueStatsRow(
        r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12], r[13], r[14], parsed(r[15])
    ),
)

REGISTER_WORKER = Verb(
    "select worker_id, contract_version, schema_version, heartbeat_ms, dead_after_ms from awa.register_worker(name "
    "=> $1::text, queues => $2::text[], opts => $3::text::jsonb)",
    [same, list, options],
    lambda r: types.RegisterWorkerRow(uuid(r[0]), r[1], r[2], r[3], r[4]),
)

RELEASE_JOBS = Verb(
    "select settled, lost_ids from awa.release_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => "
    "$3::bigint[], opts => $4::text::jsonb)",
    [str, same, list, options],
    lambda r: types.ReleaseJobsRow(r[0], r[1]),
)

REPAIR = Verb(
    "select outcome, waiting, lost, completed from awa.repair(opts => $1::text::jsonb)",
    [options],
    lambda r: types.RepairRow(r[0], r[1], r[2], r[3]),
)

RESCHEDULE_JOB = Verb(
    "select id, outcome, state, due_at from awa.reschedule_job(job_id => $1::bigint, unique_key => $2::bytea, "
    "run_at => $3::timestamp with time zone, priority => $4::integer, args => $5::text::jsonb, opts => "
    "$6::text::jsonb)",
    [same, same, same, same, json.dumps, options],
    lambda r: types.RescheduleJobRow(r[0], r[1], r[2], r[3]),
)

RESUME_SCHEDULE = Verb(
    "select schedule_name, outcome, fired, dropped, skipped from awa.resume_schedule(name => $1::text, missed => "
    "$2::text)",
    [same, same],
    lambda r: types.ResumeScheduleRow(r[0], r[1], r[2], r[3], r[4]),
)

RETRY_JOB = Verb(
    "select id, outcome, state, due_at from awa.retry_job(job_id => $1::bigint, run_at => $2::timestamp with time "
    "zone, opts => $3::text::jsonb)",
    [same, same, options],
    lambda r: types.RetryJobRow(r[0], r[1], r[2], r[3]),
)

SCHEMA_VERSION: Verb[int] = Verb(
    "select awa.schema_version() as value",
    [],
    lambda r: r[0],
)

SET_PROGRESS = Verb(
    "select id, outcome from awa.set_progress(worker_id => $1::uuid, claim_id => $2::bigint, job_id => $3::bigint, "
    "percent => $4::integer, message => $5::text, checkpoint => $6::text::jsonb, opts => $7::text::jsonb)",
    [str, same, same, same, same, json.dumps, options],
    lambda r: types.SetProgressRow(r[0], r[1]),
)

SLEEP_UNTIL_WORK = Verb(
    "select has_work, work_queues, wait_ms, pending_after from awa.sleep_until_work(worker_id => $1::uuid, queues "
    "=> $2::text[], pending => $3::text, opts => $4::text::jsonb)",
    [str, list, same, options],
    lambda r: types.SleepUntilWorkRow(r[0], r[1], r[2], r[3]),
)

SNOOZE_JOB = Verb(
    "select id, outcome, run_at from awa.snooze_job(worker_id => $1::uuid, claim_id => $2::bigint, job_id => "
    "$3::bigint, delay => $4::text::interval, opts => $5::text::jsonb)",
    [str, same, same, interval, options],
    lambda r: types.SnoozeJobRow(r[0], r[1], r[2]),
)

TICK = Verb(
    "select promoted, workers_lost, jobs_rescued, jobs_expired, details::text as details from awa.tick(opts => "
    "$1::text::jsonb)",
    [options],
    lambda r: types.TickRow(r[0], r[1], r[2], r[3], parsed(r[4])),
)

TRIGGER_SCHEDULE = Verb(
    "select schedule_name, outcome, id, state from awa.trigger_schedule(name => $1::text, opts => $2::text::jsonb)",
    [same, options],
    lambda r: types.TriggerScheduleRow(r[0], r[1], r[2], r[3]),
)

UNIQUE_KEY: Verb[bytes] = Verb(
    "select awa.unique_key(kind => $1::text, queue => $2::text, args => $3::text::jsonb, period_start => "
    "$4::bigint, key => $5::text) as value",
    [same, same, json.dumps, same, same],
    lambda r: binary(r[0]),
)

WHY_WAITING = Verb(
    "select reason, name, since_at, until_at, other_ids, details::text as details from awa.why_waiting(job_id => "
    "$1::bigint)",
    [same],
    lambda r: types.WhyWaitingRow(r[0], r[1], r[2], r[3], r[4], parsed(r[5])),
)
