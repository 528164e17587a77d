# Generated from contract 1.0 of schema awa by awa codegen. Do not edit.
"""Calls the functions of schema awa. What is left out has its default; None is the default, too.

Each call is part of the transaction of the connection that it is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import class_row, scalar_row
from psycopg.types.json import Jsonb

CONTRACT_VERSION = "1.0"

JobState = Literal[
    "pending",
    "scheduled",
    "available",
    "blocked",
    "running",
    "retryable",
    "waiting_external",
    "completed",
    "failed",
    "cancelled",
]


class AwaError(Exception):
    """An error that the database named: an SQLSTATE of class AW. The message names the bad value."""

    def __init__(self, sqlstate: str, message: str, hint: str | None) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.hint = hint


class InvalidArgument(AwaError):
    """AW001: An argument or option is missing, out of range or of the wrong type."""


class UnknownOption(AwaError):
    """AW002: An option that this version does not know."""


class TooLarge(AwaError):
    """AW003: A value is larger than its limit."""


class UniqueConflict(AwaError):
    """AW004: Another job holds the unique key."""


class LeaseLost(AwaError):
    """AW005: The attempt is no longer the caller's: it was settled, cancelled or rescued."""


class WorkerUnknown(AwaError):
    """AW006: The worker is not registered, or was declared lost."""


class WrongState(AwaError):
    """AW007: The database came from another server and has to be repaired."""


class IsolationLevel(AwaError):
    """AW008: The call needs READ COMMITTED."""


class QueueFull(AwaError):
    """AW009: The queue holds as many jobs as it takes."""


class NotFound(AwaError):
    """AW010: There is no such job or queue, or the job was kept long enough."""


class InvalidArgs(AwaError):
    """AW011: The args do not fit the schema of their kind."""


class ContractMismatch(AwaError):
    """AW012: The caller was made for a version of the contract that this database does not serve."""


class TriggersDisabled(AwaError):
    """AW013: The call needs triggers, which session_replication_role turns off."""


_ERRORS: dict[str, type[AwaError]] = {
    "AW001": InvalidArgument,
    "AW002": UnknownOption,
    "AW003": TooLarge,
    "AW004": UniqueConflict,
    "AW005": LeaseLost,
    "AW006": WorkerUnknown,
    "AW007": WrongState,
    "AW008": IsolationLevel,
    "AW009": QueueFull,
    "AW010": NotFound,
    "AW011": InvalidArgs,
    "AW012": ContractMismatch,
    "AW013": TriggersDisabled,
}

_Row = TypeVar("_Row")


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        if error.sqlstate is not None and error.sqlstate.startswith("AW"):
            message = error.diag.message_primary or str(error)
            raise _ERRORS.get(error.sqlstate, AwaError)(error.sqlstate, message, error.diag.message_hint) from error
        raise


def _json(value: Any) -> Jsonb | None:
    return None if value is None else Jsonb(value)


def _rows(conn: psycopg.Connection[Any], row: type[_Row], statement: str, values: Sequence[Any]) -> list[_Row]:
    with _named(), conn.cursor(row_factory=class_row(row)) as cursor:
        return cursor.execute(statement, values).fetchall()


def _one(conn: psycopg.Connection[Any], row: type[_Row], statement: str, values: Sequence[Any]) -> _Row:
    return _rows(conn, row, statement, values)[0]


def _value(conn: psycopg.Connection[Any], statement: str, values: Sequence[Any]) -> Any:
    with _named(), conn.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(statement, values).fetchone()


@dataclass(frozen=True)
class CancelByUniqueKeyRow:
    """A row of cancel_by_unique_key."""

    id: int | None
    outcome: str | None
    state: JobState | None
    unique_key: bytes | None


@dataclass(frozen=True)
class CancelJobRow:
    """A row of cancel_job."""

    id: int | None
    outcome: str | None
    state: JobState | None


@dataclass(frozen=True)
class CancelRunningRow:
    """A row of cancel_running."""

    settled: int | None
    lost_ids: list[int] | None


@dataclass(frozen=True)
class ClaimJobsRow:
    """A row of claim_jobs."""

    claim_id: int | None
    id: int | None
    kind: str | None
    args: Any | None
    priority: int | None
    attempt: int | None
    max_attempts: int | None
    run_at: datetime | None
    created_at: datetime | None
    deadline_at: datetime | None
    partition: int | None
    ordering_key: str | None
    tags: list[str] | None
    metadata: Any | None
    progress: Any | None
    errors: Any | None
    details: Any | None


@dataclass(frozen=True)
class CompleteJobsRow:
    """A row of complete_jobs."""

    settled: int | None
    lost_ids: list[int] | None


@dataclass(frozen=True)
class ConfigureRow:
    """A row of configure."""

    keep_completed: float | None
    keep_failed: float | None
    keep_cancelled: float | None
    max_delay: float | None


@dataclass(frozen=True)
class ConfigureQueueRow:
    """A row of configure_queue."""

    queue_name: str | None
    partitions: int | None
    paused: bool | None
    aging: float | None
    keep_completed: float | None
    keep_failed: float | None
    keep_cancelled: float | None
    max_waiting: int | None
    on_full: str | None
    max_args_bytes: int | None
    max_metadata_bytes: int | None
    max_tags_bytes: int | None
    max_key_bytes: int | None
    is_configured: bool | None


@dataclass(frozen=True)
class DeleteJobRow:
    """A row of delete_job."""

    id: int | None
    outcome: str | None
    state: JobState | None


@dataclass(frozen=True)
class DeregisterWorkerRow:
    """A row of deregister_worker."""

    outcome: str | None
    lost: int | None


@dataclass(frozen=True)
class DescribeKindRow:
    """A row of describe_kind."""

    kind_name: str | None
    outcome: str | None


@dataclass(frozen=True)
class DoctorRow:
    """A row of doctor."""

    check_name: str | None
    status: str | None
    detail: str | None
    hint: str | None


@dataclass(frozen=True)
class ErrorCodesRow:
    """A row of error_codes."""

    sqlstate: str | None
    condition: str | None
    meaning: str | None


@dataclass(frozen=True)
class FailJobsRow:
    """A row of fail_jobs."""

    id: int | None
    outcome: str | None
    attempt: int | None
    run_at: datetime | None


@dataclass(frozen=True)
class GetJobRow:
    """A row of get_job."""

    id: int | None
    kind: str | None
    queue: str | None
    partition: int | None
    priority: int | None
    state: JobState | None
    attempt: int | None
    max_attempts: int | None
    run_at: datetime | None
    created_at: datetime | None
    attempted_at: datetime | None
    finalized_at: datetime | None
    worker_id: UUID | None
    args: Any | None
    ordering_key: str | None
    unique_key: bytes | None
    tags: list[str] | None
    metadata: Any | None
    progress: Any | None
    errors: Any | None
    result: Any | None
    reason: str | None
    options: Any | None
    details: Any | None


@dataclass(frozen=True)
class GetQueueRow:
    """A row of get_queue."""

    queue_name: str | None
    partitions: int | None
    paused: bool | None
    aging: float | None
    keep_completed: float | None
    keep_failed: float | None
    keep_cancelled: float | None
    max_waiting: int | None
    on_full: str | None
    max_args_bytes: int | None
    max_metadata_bytes: int | None
    max_tags_bytes: int | None
    max_key_bytes: int | None
    is_configured: bool | None


@dataclass(frozen=True)
class HeartbeatRow:
    """A row of heartbeat."""

    outcome: str | None
    stop_claim_ids: list[int] | None
    stop_job_ids: list[int] | None
    stop_reasons: list[str] | None
    paused_queues: list[str] | None
    details: Any | None


@dataclass(frozen=True)
class InsertJobRow:
    """A row of insert_job."""

    id: int | None
    outcome: str | None
    state: JobState | None
    queue_name: str | None
    partition: int | None
    due_at: datetime | None
    unique_key: bytes | None
    queue_full: bool | None


@dataclass(frozen=True)
class InsertJobsRow:
    """A row of insert_jobs."""

    ordinal: int | None
    id: int | None
    outcome: str | None
    state: JobState | None
    queue_name: str | None
    partition: int | None
    due_at: datetime | None
    unique_key: bytes | None
    queue_full: bool | None


@dataclass(frozen=True)
class InsertManyRow:
    """A row of insert_many."""

    id: int | None
    queue_full: bool | None


@dataclass(frozen=True)
class JobStateRow:
    """A row of job_state."""

    id: int | None
    state: JobState | None
    attempt: int | None
    max_attempts: int | None
    run_at: datetime | None
    created_at: datetime | None
    attempted_at: datetime | None
    finalized_at: datetime | None


@dataclass(frozen=True)
class JobStatesRow:
    """A row of job_states."""

    state: JobState | None
    has_ended: bool | None
    meaning: str | None


@dataclass(frozen=True)
class ListJobsRow:
    """A row of list_jobs."""

    id: int | None
    kind: str | None
    queue_name: str | None
    partition: int | None
    priority: int | None
    job_state: JobState | None
    attempt: int | None
    max_attempts: int | None
    run_at: datetime | None
    created_at: datetime | None
    attempted_at: datetime | None
    finalized_at: datetime | None
    worker_id: UUID | None
    args: Any | None
    ordering_key: str | None
    unique_key: bytes | None
    tags: list[str] | None
    metadata: Any | None
    progress: Any | None
    errors: Any | None
    result: Any | None
    reason: str | None
    options: Any | None
    details: Any | None


@dataclass(frozen=True)
class QueueStatsRow:
    """A row of queue_stats."""

    queue_name: str | None
    pending: int | None
    scheduled: int | None
    available: int | None
    blocked: int | None
    running: int | None
    retryable: int | None
    waiting_external: int | None
    completed: int | None
    failed: int | None
    cancelled: int | None
    completed_last_minute: int | None
    oldest_available_at: datetime | None
    partitions: int | None
    paused: bool | None
    details: Any | None


@dataclass(frozen=True)
class RegisterWorkerRow:
    """A row of register_worker."""

    worker_id: UUID | None
    contract_version: str | None
    schema_version: int | None
    heartbeat_ms: int | None
    dead_after_ms: int | None


@dataclass(frozen=True)
class ReleaseJobsRow:
    """A row of release_jobs."""

    settled: int | None
    lost_ids: list[int] | None


@dataclass(frozen=True)
class RepairRow:
    """A row of repair."""

    outcome: str | None
    waiting: int | None
    lost: int | None
    completed: int | None


@dataclass(frozen=True)
class RescheduleJobRow:
    """A row of reschedule_job."""

    id: int | None
    outcome: str | None
    state: JobState | None
    due_at: datetime | None


@dataclass(frozen=True)
class RetryJobRow:
    """A row of retry_job."""

    id: int | None
    outcome: str | None
    state: JobState | None
    due_at: datetime | None


@dataclass(frozen=True)
class SetProgressRow:
    """A row of set_progress."""

    id: int | None
    outcome: str | None


@dataclass(frozen=True)
class SleepUntilWorkRow:
    """A row of sleep_until_work."""

    has_work: bool | None
    work_queues: list[str] | None
    wait_ms: int | None
    pending_after: str | None


@dataclass(frozen=True)
class SnoozeJobRow:
    """A row of snooze_job."""

    id: int | None
    outcome: str | None
    run_at: datetime | None


@dataclass(frozen=True)
class TickRow:
    """A row of tick."""

    promoted: int | None
    workers_lost: int | None
    jobs_rescued: int | None
    jobs_expired: int | None
    details: Any | None


def cancel_by_unique_key(
    conn: psycopg.Connection[Any],
    *,
    kind: str,
    queue: str | None = None,
    args: Any = None,
    period: timedelta | str | None = None,
    at: datetime | None = None,
    key: str | None = None,
    reason: str | None = None,
    opts: Any = None,
) -> list[CancelByUniqueKeyRow]:
    """Cancels the job that holds a unique key, named by the same parts as at insert."""
    return _rows(
        conn,
        CancelByUniqueKeyRow,
        "select id, outcome, state, unique_key from awa.cancel_by_unique_key(kind => %s::text, queue => %s::text, args => %s::jsonb, period => %s::interval, at => %s::timestamp with time zone, key => %s::text, reason => %s::text, opts => %s::jsonb)",
        [
            kind,
            queue,
            _json(args),
            period,
            at,
            key,
            reason,
            _json(opts),
        ],
    )


def cancel_job(
    conn: psycopg.Connection[Any],
    *,
    job_id: int,
    reason: str | None = None,
    opts: Any = None,
) -> CancelJobRow:
    """Cancels a job in any state before the end; a running one is told to stop."""
    return _one(
        conn,
        CancelJobRow,
        "select id, outcome, state from awa.cancel_job(job_id => %s::bigint, reason => %s::text, opts => %s::jsonb)",
        [
            job_id,
            reason,
            _json(opts),
        ],
    )


def cancel_running(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_ids: Sequence[int],
    reason: str | None = None,
    opts: Any = None,
) -> CancelRunningRow:
    """Ends running jobs of one claim as cancelled, on the wish of their own worker."""
    return _one(
        conn,
        CancelRunningRow,
        "select settled, lost_ids from awa.cancel_running(worker_id => %s::uuid, claim_id => %s::bigint, job_ids => %s::bigint[], reason => %s::text, opts => %s::jsonb)",
        [
            worker_id,
            claim_id,
            list(job_ids),
            reason,
            _json(opts),
        ],
    )


def check_contract(
    conn: psycopg.Connection[Any],
    *,
    version: str,
) -> str:
    """Whether a caller that was made for a version of this contract can work with this database."""
    value: str = _value(
        conn,
        "select awa.check_contract(version => %s::text) as value",
        [
            version,
        ],
    )
    return value


def claim_jobs(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    queue: str | None = None,
    max_jobs: int | None = None,
    opts: Any = None,
) -> list[ClaimJobsRow]:
    """Hands up to max_jobs next jobs of a queue to a worker, most urgent first."""
    return _rows(
        conn,
        ClaimJobsRow,
        "select claim_id, id, kind, args, priority, attempt, max_attempts, run_at, created_at, deadline_at, partition, ordering_key, tags, metadata, progress, errors, details from awa.claim_jobs(worker_id => %s::uuid, queue => %s::text, max_jobs => %s::integer, opts => %s::jsonb)",
        [
            worker_id,
            queue,
            max_jobs,
            _json(opts),
        ],
    )


def complete_jobs(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_ids: Sequence[int],
    results: Any = None,
    opts: Any = None,
) -> CompleteJobsRow:
    """Ends attempts of one claim as completed, with optional results."""
    return _one(
        conn,
        CompleteJobsRow,
        "select settled, lost_ids from awa.complete_jobs(worker_id => %s::uuid, claim_id => %s::bigint, job_ids => %s::bigint[], results => %s::jsonb, opts => %s::jsonb)",
        [
            worker_id,
            claim_id,
            list(job_ids),
            _json(results),
            _json(opts),
        ],
    )


def configure(
    conn: psycopg.Connection[Any],
    *,
    settings: Any = None,
) -> ConfigureRow:
    """Sets how long ended jobs are kept where their queue does not say, and how long a job may be put off."""
    return _one(
        conn,
        ConfigureRow,
        "select keep_completed, keep_failed, keep_cancelled, max_delay from awa.configure(settings => %s::jsonb)",
        [
            _json(settings),
        ],
    )


def configure_queue(
    conn: psycopg.Connection[Any],
    *,
    queue: str,
    settings: Any = None,
) -> ConfigureQueueRow:
    """Makes or changes the configuration of a queue: partitions, pause, aging, retention."""
    return _one(
        conn,
        ConfigureQueueRow,
        "select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, is_configured from awa.configure_queue(queue => %s::text, settings => %s::jsonb)",
        [
            queue,
            _json(settings),
        ],
    )


def contract_registry(
    conn: psycopg.Connection[Any],
) -> Any:
    """What signatures do not say: fields of JSON arguments, errors, and what result columns hold."""
    value: Any = _value(
        conn,
        "select awa.contract_registry() as value",
        [],
    )
    return value


def contract_version(
    conn: psycopg.Connection[Any],
) -> str:
    """The version of the contract, major.minor."""
    value: str = _value(
        conn,
        "select awa.contract_version() as value",
        [],
    )
    return value


def delete_job(
    conn: psycopg.Connection[Any],
    *,
    job_id: int,
    opts: Any = None,
) -> DeleteJobRow:
    """Forgets an ended job, and its hold on a unique key, before its time."""
    return _one(
        conn,
        DeleteJobRow,
        "select id, outcome, state from awa.delete_job(job_id => %s::bigint, opts => %s::jsonb)",
        [
            job_id,
            _json(opts),
        ],
    )


def deregister_worker(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    opts: Any = None,
) -> DeregisterWorkerRow:
    """Ends a worker; jobs still open under its claims are rescued."""
    return _one(
        conn,
        DeregisterWorkerRow,
        "select outcome, lost from awa.deregister_worker(worker_id => %s::uuid, opts => %s::jsonb)",
        [
            worker_id,
            _json(opts),
        ],
    )


def describe_kind(
    conn: psycopg.Connection[Any],
    *,
    kind: str,
    args_schema: Any = None,
    description: str | None = None,
    opts: Any = None,
) -> DescribeKindRow:
    """Says what a kind of job is, and by a JSON Schema what its args look like."""
    return _one(
        conn,
        DescribeKindRow,
        "select kind_name, outcome from awa.describe_kind(kind => %s::text, args_schema => %s::jsonb, description => %s::text, opts => %s::jsonb)",
        [
            kind,
            _json(args_schema),
            description,
            _json(opts),
        ],
    )


def doctor(
    conn: psycopg.Connection[Any],
) -> list[DoctorRow]:
    """Looks for what keeps the engine from working as it should, and says what to do."""
    return _rows(
        conn,
        DoctorRow,
        "select check_name, status, detail, hint from awa.doctor()",
        [],
    )


def error_codes(
    conn: psycopg.Connection[Any],
) -> list[ErrorCodesRow]:
    """The SQLSTATEs that Awa raises, with their conditions and what they mean."""
    return _rows(
        conn,
        ErrorCodesRow,
        "select sqlstate, condition, meaning from awa.error_codes()",
        [],
    )


def fail_jobs(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_ids: Sequence[int],
    errors: Sequence[str | None],
    retry_after: timedelta | str | None = None,
    final: bool | None = None,
    opts: Any = None,
) -> list[FailJobsRow]:
    """Ends attempts of one claim as failed: to be retried, or for good."""
    return _rows(
        conn,
        FailJobsRow,
        "select id, outcome, attempt, run_at from awa.fail_jobs(worker_id => %s::uuid, claim_id => %s::bigint, job_ids => %s::bigint[], errors => %s::text[], retry_after => %s::interval, final => %s::boolean, opts => %s::jsonb)",
        [
            worker_id,
            claim_id,
            list(job_ids),
            list(errors),
            retry_after,
            final,
            _json(opts),
        ],
    )


def get_job(
    conn: psycopg.Connection[Any],
    *,
    job_id: int,
) -> list[GetJobRow]:
    """One job by id: state, attempts, errors, progress, result and times."""
    return _rows(
        conn,
        GetJobRow,
        "select id, kind, queue, partition, priority, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at, worker_id, args, ordering_key, unique_key, tags, metadata, progress, errors, result, reason, options, details from awa.get_job(job_id => %s::bigint)",
        [
            job_id,
        ],
    )


def get_queue(
    conn: psycopg.Connection[Any],
    *,
    queue: str,
) -> GetQueueRow:
    """The configuration of a queue: partitions, pause, aging, retention, limits."""
    return _one(
        conn,
        GetQueueRow,
        "select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, is_configured from awa.get_queue(queue => %s::text)",
        [
            queue,
        ],
    )


def heartbeat(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    opts: Any = None,
) -> HeartbeatRow:
    """Says that a worker lives; answers which attempts it must stop and which queues are paused."""
    return _one(
        conn,
        HeartbeatRow,
        "select outcome, stop_claim_ids, stop_job_ids, stop_reasons, paused_queues, details from awa.heartbeat(worker_id => %s::uuid, opts => %s::jsonb)",
        [
            worker_id,
            _json(opts),
        ],
    )


def insert_job(
    conn: psycopg.Connection[Any],
    *,
    kind: str,
    args: Any = None,
    queue: str | None = None,
    priority: int | None = None,
    run_at: datetime | None = None,
    max_attempts: int | None = None,
    unique_by: Any = None,
    ordering_key: str | None = None,
    tags: Sequence[str | None] | None = None,
    metadata: Any = None,
    opts: Any = None,
) -> InsertJobRow:
    """Enqueues a job in the caller's transaction."""
    return _one(
        conn,
        InsertJobRow,
        "select id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_job(kind => %s::text, args => %s::jsonb, queue => %s::text, priority => %s::integer, run_at => %s::timestamp with time zone, max_attempts => %s::integer, unique_by => %s::jsonb, ordering_key => %s::text, tags => %s::text[], metadata => %s::jsonb, opts => %s::jsonb)",
        [
            kind,
            _json(args),
            queue,
            priority,
            run_at,
            max_attempts,
            _json(unique_by),
            ordering_key,
            None if tags is None else list(tags),
            _json(metadata),
            _json(opts),
        ],
    )


def insert_jobs(
    conn: psycopg.Connection[Any],
    *,
    jobs: Any,
    opts: Any = None,
) -> list[InsertJobsRow]:
    """Enqueues many jobs, given as a JSON array, in one statement."""
    return _rows(
        conn,
        InsertJobsRow,
        "select ordinal, id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_jobs(jobs => %s::jsonb, opts => %s::jsonb)",
        [
            _json(jobs),
            _json(opts),
        ],
    )


def insert_many(
    conn: psycopg.Connection[Any],
    *,
    kind: str,
    args: Sequence[Any],
    queue: str | None = None,
    priority: int | None = None,
    run_at: datetime | None = None,
    max_attempts: int | None = None,
    ordering_keys: Sequence[str | None] | None = None,
    tags: Sequence[str | None] | None = None,
    metadata: Any = None,
    opts: Any = None,
) -> list[InsertManyRow]:
    """Enqueues many jobs of one kind into one queue, given as an array of args, the fastest way."""
    return _rows(
        conn,
        InsertManyRow,
        "select id, queue_full from awa.insert_many(kind => %s::text, args => %s::jsonb[], queue => %s::text, priority => %s::integer, run_at => %s::timestamp with time zone, max_attempts => %s::integer, ordering_keys => %s::text[], tags => %s::text[], metadata => %s::jsonb, opts => %s::jsonb)",
        [
            kind,
            [Jsonb(each) for each in args],
            queue,
            priority,
            run_at,
            max_attempts,
            None if ordering_keys is None else list(ordering_keys),
            None if tags is None else list(tags),
            _json(metadata),
            _json(opts),
        ],
    )


def job_state(
    conn: psycopg.Connection[Any],
    *,
    job_id: int,
) -> list[JobStateRow]:
    """What has become of a job, by id: its state, attempts and times, without what is in it."""
    return _rows(
        conn,
        JobStateRow,
        "select id, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at from awa.job_state(job_id => %s::bigint)",
        [
            job_id,
        ],
    )


def job_states(
    conn: psycopg.Connection[Any],
) -> list[JobStatesRow]:
    """The states of a job, and whether a job in it has ended."""
    return _rows(
        conn,
        JobStatesRow,
        "select state, has_ended, meaning from awa.job_states()",
        [],
    )


def list_jobs(
    conn: psycopg.Connection[Any],
    *,
    queue: str,
    state: str,
    max_jobs: int | None = None,
    opts: Any = None,
) -> list[ListJobsRow]:
    """The newest jobs of a queue in one state."""
    return _rows(
        conn,
        ListJobsRow,
        "select id, kind, queue_name, partition, priority, job_state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at, worker_id, args, ordering_key, unique_key, tags, metadata, progress, errors, result, reason, options, details from awa.list_jobs(queue => %s::text, state => %s::text, max_jobs => %s::integer, opts => %s::jsonb)",
        [
            queue,
            state,
            max_jobs,
            _json(opts),
        ],
    )


def ordering_hash(
    conn: psycopg.Connection[Any],
    *,
    key: str,
) -> str:
    """Hashes an ordering key to an unsigned 64-bit number, in decimal digits."""
    value: str = _value(
        conn,
        "select awa.ordering_hash(key => %s::text) as value",
        [
            key,
        ],
    )
    return value


def partition_for_key(
    conn: psycopg.Connection[Any],
    *,
    key: str,
    partitions: int,
) -> int:
    """Tells which partition of a queue an ordering key belongs to."""
    value: int = _value(
        conn,
        "select awa.partition_for_key(key => %s::text, partitions => %s::integer) as value",
        [
            key,
            partitions,
        ],
    )
    return value


def queue_stats(
    conn: psycopg.Connection[Any],
    *,
    queue: str | None = None,
) -> list[QueueStatsRow]:
    """What queues hold at this moment: jobs by state, throughput, the oldest waiting job."""
    return _rows(
        conn,
        QueueStatsRow,
        "select queue_name, pending, scheduled, available, blocked, running, retryable, waiting_external, completed, failed, cancelled, completed_last_minute, oldest_available_at, partitions, paused, details from awa.queue_stats(queue => %s::text)",
        [
            queue,
        ],
    )


def register_worker(
    conn: psycopg.Connection[Any],
    *,
    name: str | None = None,
    queues: Sequence[str | None] | None = None,
    opts: Any = None,
) -> RegisterWorkerRow:
    """Registers a worker process and returns its id and the pace of its heartbeats."""
    return _one(
        conn,
        RegisterWorkerRow,
        "select worker_id, contract_version, schema_version, heartbeat_ms, dead_after_ms from awa.register_worker(name => %s::text, queues => %s::text[], opts => %s::jsonb)",
        [
            name,
            None if queues is None else list(queues),
            _json(opts),
        ],
    )


def release_jobs(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_ids: Sequence[int],
    opts: Any = None,
) -> ReleaseJobsRow:
    """Hands jobs of one claim back unstarted; they are available again at once."""
    return _one(
        conn,
        ReleaseJobsRow,
        "select settled, lost_ids from awa.release_jobs(worker_id => %s::uuid, claim_id => %s::bigint, job_ids => %s::bigint[], opts => %s::jsonb)",
        [
            worker_id,
            claim_id,
            list(job_ids),
            _json(opts),
        ],
    )


def repair(
    conn: psycopg.Connection[Any],
    *,
    opts: Any = None,
) -> RepairRow:
    """Makes a ledger that was restored from another server whole in this one."""
    return _one(
        conn,
        RepairRow,
        "select outcome, waiting, lost, completed from awa.repair(opts => %s::jsonb)",
        [
            _json(opts),
        ],
    )


def reschedule_job(
    conn: psycopg.Connection[Any],
    *,
    job_id: int | None = None,
    unique_key: bytes | None = None,
    run_at: datetime | None = None,
    priority: int | None = None,
    args: Any = None,
    opts: Any = None,
) -> RescheduleJobRow:
    """Changes when a waiting job runs, its priority or its args; named by id or unique key."""
    return _one(
        conn,
        RescheduleJobRow,
        "select id, outcome, state, due_at from awa.reschedule_job(job_id => %s::bigint, unique_key => %s::bytea, run_at => %s::timestamp with time zone, priority => %s::integer, args => %s::jsonb, opts => %s::jsonb)",
        [
            job_id,
            unique_key,
            run_at,
            priority,
            _json(args),
            _json(opts),
        ],
    )


def retry_job(
    conn: psycopg.Connection[Any],
    *,
    job_id: int,
    run_at: datetime | None = None,
    opts: Any = None,
) -> RetryJobRow:
    """Runs a failed or cancelled job again, under its id and with one attempt more if it has none left."""
    return _one(
        conn,
        RetryJobRow,
        "select id, outcome, state, due_at from awa.retry_job(job_id => %s::bigint, run_at => %s::timestamp with time zone, opts => %s::jsonb)",
        [
            job_id,
            run_at,
            _json(opts),
        ],
    )


def schema_version(
    conn: psycopg.Connection[Any],
) -> int:
    """The number of the newest table migration."""
    value: int = _value(
        conn,
        "select awa.schema_version() as value",
        [],
    )
    return value


def set_progress(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_id: int,
    percent: int | None = None,
    message: str | None = None,
    checkpoint: Any = None,
    opts: Any = None,
) -> SetProgressRow:
    """Saves percent, message and checkpoint of a running job; kept across retries."""
    return _one(
        conn,
        SetProgressRow,
        "select id, outcome from awa.set_progress(worker_id => %s::uuid, claim_id => %s::bigint, job_id => %s::bigint, percent => %s::integer, message => %s::text, checkpoint => %s::jsonb, opts => %s::jsonb)",
        [
            worker_id,
            claim_id,
            job_id,
            percent,
            message,
            _json(checkpoint),
            _json(opts),
        ],
    )


def sleep_until_work(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    queues: Sequence[str | None],
    pending: str | None = None,
    opts: Any = None,
) -> SleepUntilWorkRow:
    """Declares the queues that this session sleeps on, and says how long it may wait for a notification."""
    return _one(
        conn,
        SleepUntilWorkRow,
        "select has_work, work_queues, wait_ms, pending_after from awa.sleep_until_work(worker_id => %s::uuid, queues => %s::text[], pending => %s::text, opts => %s::jsonb)",
        [
            worker_id,
            list(queues),
            pending,
            _json(opts),
        ],
    )


def snooze_job(
    conn: psycopg.Connection[Any],
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_id: int,
    delay: timedelta | str,
    opts: Any = None,
) -> SnoozeJobRow:
    """Puts a running job off for a while without counting the attempt."""
    return _one(
        conn,
        SnoozeJobRow,
        "select id, outcome, run_at from awa.snooze_job(worker_id => %s::uuid, claim_id => %s::bigint, job_id => %s::bigint, delay => %s::interval, opts => %s::jsonb)",
        [
            worker_id,
            claim_id,
            job_id,
            delay,
            _json(opts),
        ],
    )


def tick(
    conn: psycopg.Connection[Any],
    *,
    opts: Any = None,
) -> TickRow:
    """One bounded step of housekeeping: rescue, timeouts, promotion, retention. Call it about once a second."""
    return _one(
        conn,
        TickRow,
        "select promoted, workers_lost, jobs_rescued, jobs_expired, details from awa.tick(opts => %s::jsonb)",
        [
            _json(opts),
        ],
    )


def unique_key(
    conn: psycopg.Connection[Any],
    *,
    kind: str,
    queue: str | None = None,
    args: Any = None,
    period_start: int | None = None,
    key: str | None = None,
) -> bytes:
    """Derives the 16-byte unique key of a job from the parts that make it unique."""
    value: bytes = _value(
        conn,
        "select awa.unique_key(kind => %s::text, queue => %s::text, args => %s::jsonb, period_start => %s::bigint, key => %s::text) as value",
        [
            kind,
            queue,
            _json(args),
            period_start,
            key,
        ],
    )
    return value
