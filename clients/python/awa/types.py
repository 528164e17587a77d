# Generated from contract 1.0 of schema awa by awa codegen. Do not edit.
"""What the functions of schema awa take and answer with, and the errors that they raise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

CONTRACT_VERSION: Final = "1.0"

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


ERRORS: Final[Mapping[str, type[AwaError]]] = {
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
    args: Any
    priority: int | None
    attempt: int | None
    max_attempts: int | None
    run_at: datetime | None
    created_at: datetime | None
    deadline_at: datetime | None
    partition: int | None
    ordering_key: str | None
    tags: list[str] | None
    metadata: Any
    progress: Any
    errors: Any
    details: Any


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

    name: str | None
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
    next_run_at: datetime | None


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
    args: Any
    ordering_key: str | None
    unique_key: bytes | None
    tags: list[str] | None
    metadata: Any
    progress: Any
    errors: Any
    result: Any
    reason: str | None
    options: Any
    details: Any


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
    details: Any


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
    args: Any
    ordering_key: str | None
    unique_key: bytes | None
    tags: list[str] | None
    metadata: Any
    progress: Any
    errors: Any
    result: Any
    reason: str | None
    options: Any
    details: Any


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
    details: Any


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
    next_run_at: datetime | None


@dataclass(frozen=True)
class TickRow:
    """A row of tick."""

    promoted: int | None
    workers_lost: int | None
    jobs_rescued: int | None
    jobs_expired: int | None
    details: Any
