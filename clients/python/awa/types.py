# Generated from contract 1.0 of schema awa by awa codegen. Do not edit.
"""What the functions of schema awa take and answer with, and the errors that they raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Required, TypedDict
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
ApplySchedulesOutcome = Literal["created", "updated", "unchanged", "deleted"]
BackfillScheduleOutcome = Literal["backfilled", "partial"]
BackoffKind = Literal["exponential", "linear", "fixed"]
CancelJobOutcome = Literal["cancelled", "already_ended", "not_found"]
CatchUpPolicy = Literal["none", "latest", "all"]
DeleteJobOutcome = Literal["deleted", "not_ended", "not_found"]
DeleteLimitOutcome = Literal["deleted", "attached", "not_found"]
DeleteScheduleOutcome = Literal["deleted", "not_found"]
DeregisterWorkerOutcome = Literal["deregistered", "unknown"]
DoctorStatus = Literal["ok", "warning", "error"]
FailJobsOutcome = Literal["retryable", "failed", "lost"]
FailOptionsOnLost = Literal["raise", "report"]
FiresOptionsDays = Literal["either", "both"]
GetQueueOnFull = Literal["off", "signal", "refuse"]
HeartbeatOutcome = Literal["alive"]
HeartbeatStopReason = Literal["cancelled", "deadline"]
InsertJobOutcome = Literal["inserted", "existing", "replaced"]
JobOptionsOnParentFailure = Literal["cancel", "run", "fail"]
LimitSettingsScope = Literal["executing", "lifetime"]
PauseScheduleOutcome = Literal["paused", "unchanged"]
PenalizeLimitOutcome = Literal["penalized", "unchanged", "lifted", "not_found"]
PutLimitOutcome = Literal["created", "changed", "unchanged"]
PutScheduleOutcome = Literal["created", "updated", "unchanged"]
RepairOutcome = Literal["sound", "repaired"]
RescheduleJobOutcome = Literal["rescheduled", "not_waiting", "already_ended", "not_found"]
ResumeScheduleOutcome = Literal["resumed", "not_paused"]
RetryJobOutcome = Literal["retried", "not_ended", "completed", "not_found", "key_held"]
RetryOptionsOnConflict = Literal["raise", "report"]
ScheduleOptionsStartBy = Literal["next_fire"]
SetProgressOutcome = Literal["saved"]
SnoozeJobOutcome = Literal["snoozed"]
TriggerOptionsOverlap = Literal["allow", "skip", "queue_one", "cancel_other"]
TriggerScheduleOutcome = Literal["triggered", "skipped"]
UniqueByOnConflict = Literal["existing", "raise", "replace", "keep_earliest"]
WhyWaitingReason = Literal[
    "scheduled",
    "parents",
    "concurrency_key",
    "paused",
    "limit",
    "no_worker",
    "no_kind",
    "behind",
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
    """AW010: There is no such job, queue or schedule, or the history of the job has expired."""


class InvalidArgs(AwaError):
    """AW011: The args do not fit the schema of their kind."""


class ContractMismatch(AwaError):
    """AW012: The caller was made for a version of the contract that this database does not serve."""


class TriggersDisabled(AwaError):
    """AW013: The call needs triggers, which session_replication_role turns off."""


class NotPermitted(AwaError):
    """AW014: The schedule belongs to another login, and the caller is no operator."""


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
    "AW014": NotPermitted,
}


class Backoff(TypedDict, total=False):
    """JSON: backoff of ScheduleOptions, JobOptions, ManyOptions."""

    base: timedelta | str | None
    """The wait after the first attempt, up to max_delay; 2 s unless given."""

    jitter: float | None
    """A random part of the wait that is added; 0.25 unless given."""

    kind: BackoffKind | None
    """How the wait grows; exponential unless given."""

    max: timedelta | str | None
    """The longest wait, up to max_delay; 24 h unless given."""


class CatchUp(TypedDict, total=False):
    """JSON: catch_up of ScheduleOptions."""

    max: int | None
    """With all: how many, the newest ones; 100 unless given."""

    policy: CatchUpPolicy | None
    """Which of them are made; latest unless given."""

    window: timedelta | str | None
    """How late a fire may be; as late as it is unless given."""


class JobLimit(TypedDict, total=False):
    """JobLimit."""

    key: Required[str]
    """What is limited, such as a customer: each key apart."""

    name: Required[str]
    """The name of a limit."""

    weight: int | None
    """How much of it the job takes; 1 unless given."""


class UniqueBy(TypedDict, total=False):
    """JSON: unique_by of insert_job, ScheduleOptions, NewJob."""

    args: bool | Sequence[str] | None
    """true for the whole of args, or a list of top-level fields."""

    key: str | None
    """A text of the caller's; in bytes."""

    key_hex: str | None
    """A key made elsewhere, 1 to 32 bytes in hex; stands alone and without the kind."""

    on_conflict: UniqueByOnConflict | None
    """What to do if the key is held: answer with the holder unless given."""

    period: timedelta | str | None
    """Windows of time that it is unique in, in whole seconds; no months."""

    queue: bool | None
    """true: in another queue it is another job."""

    states: Sequence[JobState] | None
    """In which states the holder keeps the key; all before the end unless given."""


class ScheduleOptions(TypedDict, total=False):
    """JSON: opts of put_schedule, NewSchedule."""

    backoff: Backoff | None
    """How long to wait after a failed attempt."""

    catch_up: CatchUp | None
    """What becomes of fires that are late by more than a minute."""

    concurrency_key: str | None
    """Limits how many jobs of a key are under way at once."""

    concurrency_limit: int | None
    """How many they are; 1 unless given."""

    days: FiresOptionsDays | None
    """Which of day of month and day of week have to match if both are restricted; either unless given."""

    end_at: datetime | str | None
    """The last time at which it may fire."""

    jitter: timedelta | str | None
    """Each fire is put off by a part of it, always the same."""

    keep: timedelta | str | None
    """How long the job is kept after its end, instead of what its queue says."""

    limits: Sequence[JobLimit] | None
    """Limits that the job starts under, each by a key."""

    max_attempts: int | None
    """How many attempts it has; 25 unless given."""

    metadata: Mapping[str, Any] | None
    """For whoever carries the job, up to 64 KiB."""

    ordering_key: str | None
    """Routes the job to a partition of its queue; in bytes."""

    overlap: TriggerOptionsOverlap | None
    """What becomes of a fire while a job of the schedule has not ended, retries included; allow unless given."""

    priority: int | None
    """From 1, the most urgent, to 4; 2 unless given."""

    queue: str | None
    """The queue; "default" unless given."""

    start_at: datetime | str | None
    """The first time at which it may fire, ISO 8601 with an offset."""

    start_by: ScheduleOptionsStartBy | timedelta | str | None
    """"next_fire", or an interval from when the job is made, of up to max_delay: an attempt that has not started by
    then is not made.
    """

    tags: Sequence[str] | None
    """For people; 4096 bytes together."""

    timeout: timedelta | str | None
    """How long one attempt may take, up to max_delay; then it is ended and counts."""

    unique_by: UniqueBy | None
    """What makes the job unique."""

    validate: bool | None
    """true: args have to fit the schema of the kind."""


class NewSchedule(TypedDict, total=False):
    """JSON: one of schedules of apply_schedules."""

    args: Any
    """What the handler gets; {} unless given."""

    kind: Required[str]
    """The kind of its jobs."""

    name: Required[str]
    """The name of the schedule."""

    opts: ScheduleOptions | None
    """More about the schedule and its jobs."""

    spec: Required[str]
    """When it fires; in bytes."""

    zone: str | None
    """The IANA name of the time zone; UTC unless given."""


class ApplyOptions(TypedDict, total=False):
    """JSON: opts of apply_schedules."""

    source: str | None
    """The name of the set; "default" unless given."""


class CancelKeyOptions(TypedDict, total=False):
    """JSON: opts of cancel_by_unique_key."""

    all: bool | None
    """true: every open job with the key, also one that does not hold it."""

    key_hex: str | None
    """A key made elsewhere, 1 to 32 bytes in hex; only kind goes with it."""

    notify: bool | None
    """false: nobody is notified in this transaction from here on, so that it can be prepared."""


class NotifyOptions(TypedDict, total=False):
    """JSON: opts of cancel_job, insert_jobs, reschedule_job, snooze_job."""

    notify: bool | None
    """false: nobody is notified in this transaction from here on, so that it can be prepared."""


class SettleOptions(TypedDict, total=False):
    """JSON: opts of cancel_running, complete_jobs, release_jobs."""

    notify: bool | None
    """false: nobody is notified in this transaction from here on, so that it can be prepared."""

    on_lost: FailOptionsOnLost | None
    """What to do with jobs that are not open under the claim; raise unless given."""


# JSON: opts of claim_jobs.
ClaimOptions = TypedDict(
    "ClaimOptions",
    {
        # true: commits without waiting for the disk, which is safe.
        "async": bool | None,
    },
    total=False,
)


class Settings(TypedDict, total=False):
    """JSON: settings of configure."""

    keep_cancelled: timedelta | str | None
    """How long cancelled jobs are kept; 7 days at first."""

    keep_completed: timedelta | str | None
    """How long completed jobs are kept; 24 hours at first."""

    keep_failed: timedelta | str | None
    """How long failed jobs are kept; 30 days at first."""

    max_delay: timedelta | str | None
    """How long a retry, a snooze or a timeout may be; 366 days at first."""


class QueueSettings(TypedDict, total=False):
    """JSON: settings of configure_queue."""

    aging: timedelta | str | None
    """How long a lane waits until it counts as one priority more urgent; 60 s at first."""

    create: bool | None
    """true: a queue that nobody knows is made."""

    keep_cancelled: timedelta | str | None
    """How long its cancelled jobs are kept; null: as configure says."""

    keep_completed: timedelta | str | None
    """How long its completed jobs are kept; null: as configure says."""

    keep_failed: timedelta | str | None
    """How long its failed jobs are kept; null: as configure says."""

    limits: Sequence[str] | None
    """Names of limits that the starts of its jobs are under, all of them; null: none."""

    max_args_bytes: int | None
    """How large args may be; null: as in any queue."""

    max_key_bytes: int | None
    """How large an ordering key or unique_by.key may be; null: as in any queue."""

    max_metadata_bytes: int | None
    """How large metadata may be; null: as in any queue."""

    max_tags_bytes: int | None
    """How large tags may be together; null: as in any queue."""

    max_waiting: int | None
    """How many available jobs it should hold; null: any number."""

    on_full: GetQueueOnFull | None
    """What an insert does when it holds so many."""

    partitions: int | None
    """How many partitions new jobs are routed to."""

    paused: bool | None
    """true: nothing is claimed from it."""


class NoOptions(TypedDict, total=False):
    """JSON: opts of delete_job, deregister_worker, heartbeat, list_jobs, repair, set_progress."""


class KindOptions(TypedDict, total=False):
    """JSON: opts of describe_kind."""

    limits: Sequence[str] | None
    """Names of limits that the starts of its jobs are under, all of them; null: none."""


# FailureCause.
FailureCause = TypedDict(
    "FailureCause",
    {
        # The name of what was thrown; 200 characters of it are kept.
        "class": str | None,
        # Where it was thrown; 8192 bytes of it are kept, without its middle.
        "stack": str | None,
    },
    total=False,
)


class FailOptions(TypedDict, total=False):
    """JSON: opts of fail_jobs."""

    causes: Sequence[FailureCause] | None
    """More of what went wrong: one element per job of job_ids, null where there is none."""

    notify: bool | None
    """false: nobody is notified in this transaction from here on, so that it can be prepared."""

    on_lost: FailOptionsOnLost | None
    """What to do with jobs that are not open under the claim; raise unless given."""


class JobOptions(TypedDict, total=False):
    """JSON: opts of insert_job, NewJob."""

    backoff: Backoff | None
    """How long to wait after a failed attempt."""

    concurrency_key: str | None
    """Limits how many jobs of a key are under way at once."""

    concurrency_limit: int | None
    """How many they are; 1 unless given."""

    keep: timedelta | str | None
    """How long the job is kept after its end, instead of what its queue says."""

    limits: Sequence[JobLimit] | None
    """Limits that the job starts under, each by a key."""

    notify: bool | None
    """false: nobody is notified in this transaction from here on, so that it can be prepared."""

    on_parent_failure: JobOptionsOnParentFailure | None
    """What becomes of the job if a parent fails or is cancelled, or after parents_timeout; cancel unless given."""

    parents: Sequence[int] | None
    """The jobs that have to end first; ids may be texts."""

    parents_needed: int | None
    """How many of the parents have to complete; all unless given."""

    parents_timeout: timedelta | str | None
    """How long the job waits for its parents, up to max_delay; without end unless given."""

    start_by: datetime | str | timedelta | None
    """An attempt that has not started by then is not made; a time with an offset, or an interval from now of up to
    max_delay.
    """

    timeout: timedelta | str | None
    """How long one attempt may take, up to max_delay; then it is ended and counts."""

    traceparent: str | None
    """W3C Trace Context, which workers find in metadata."""

    validate: bool | None
    """true: args have to fit the schema of the kind."""


class NewJob(TypedDict, total=False):
    """JSON: one of jobs of insert_jobs."""

    args: Any
    """What the handler gets, up to 1 MiB as text; {} unless given."""

    kind: Required[str]
    """What is to be done; picks the handler."""

    max_attempts: int | None
    """How many attempts it has; 25 unless given."""

    metadata: Mapping[str, Any] | None
    """For whoever carries the job, up to 64 KiB."""

    opts: JobOptions | None
    """More about the job, up to 64 KiB."""

    ordering_key: str | None
    """Routes the job to a partition of its queue; in bytes."""

    priority: int | None
    """From 1, the most urgent, to 4; 2 unless given."""

    queue: str | None
    """The queue; "default" unless given."""

    run_at: datetime | str | None
    """When it is due, ISO 8601 with an offset; now unless given."""

    tags: Sequence[str] | None
    """For people; 4096 bytes together."""

    unique_by: UniqueBy | None
    """What makes the job unique."""


class ManyOptions(TypedDict, total=False):
    """JSON: opts of insert_many."""

    backoff: Backoff | None
    """How long to wait after a failed attempt."""

    concurrency_key: str | None
    """Limits how many jobs of a key are under way at once."""

    concurrency_limit: int | None
    """How many they are; 1 unless given."""

    keep: timedelta | str | None
    """How long the job is kept after its end, instead of what its queue says."""

    notify: bool | None
    """false: nobody is notified in this transaction from here on, so that it can be prepared."""

    start_by: datetime | str | timedelta | None
    """An attempt that has not started by then is not made; a time with an offset, or an interval from now of up to
    max_delay.
    """

    timeout: timedelta | str | None
    """How long one attempt may take, up to max_delay; then it is ended and counts."""


class FiresOptions(TypedDict, total=False):
    """JSON: opts of next_fires."""

    days: FiresOptionsDays | None
    """Which of day of month and day of week have to match if both are restricted; either unless given."""

    name: str | None
    """The name of the schedule, which H is spread by."""


class LimitSettings(TypedDict, total=False):
    """JSON: settings of put_limit."""

    burst: int | None
    """How many may start at once after a rest; 1 at first."""

    concurrency: int | None
    """How many attempts may be open at once; null: any number."""

    per: timedelta | str | None
    """The time that the rate is for; 1 s at first."""

    rate: int | None
    """How many may start per per; null: any number."""

    scope: LimitSettingsScope | None
    """What counts in the concurrency of a key: what executes, or a job until its end; executing unless given."""


class WorkerOptions(TypedDict, total=False):
    """JSON: opts of register_worker."""

    dead_after: timedelta | str | None
    """After how long without one it is lost: 1.5 times heartbeat_every or more; 3 times unless given."""

    heartbeat_every: timedelta | str | None
    """How often the worker will call heartbeat; 5 s unless given."""

    info: Mapping[str, Any] | None
    """Whatever the worker says of itself, up to 64 KiB."""

    kinds: Sequence[str] | None
    """It is handed jobs of these kinds only; of all kinds unless given."""


class RetryOptions(TypedDict, total=False):
    """JSON: opts of retry_job."""

    notify: bool | None
    """false: nobody is notified in this transaction from here on, so that it can be prepared."""

    on_conflict: RetryOptionsOnConflict | None
    """What to do if another job holds its unique key; raise unless given."""


class SleepOptions(TypedDict, total=False):
    """JSON: opts of sleep_until_work."""

    listen: bool | None
    """false: notifications cannot come, and wait_ms is a polling interval."""


class TickOptions(TypedDict, total=False):
    """JSON: opts of tick."""

    every: timedelta | str | None
    """Nothing is done if another call was at its end less long ago; for many that call about once a second."""


class TriggerOptions(TypedDict, total=False):
    """JSON: opts of trigger_schedule."""

    overlap: TriggerOptionsOverlap | None
    """What becomes of a fire while a job of the schedule has not ended, retries included; allow unless given."""


@dataclass(frozen=True)
class ApplySchedulesRow:
    """A row of apply_schedules."""

    ordinal: int | None
    schedule_name: str
    outcome: ApplySchedulesOutcome
    changes: Any
    next_fires: list[str]
    sentence: str
    notes: list[str]


@dataclass(frozen=True)
class BackfillScheduleRow:
    """A row of backfill_schedule."""

    schedule_name: str
    outcome: BackfillScheduleOutcome
    fired: int
    already: int
    next_from: datetime | None


@dataclass(frozen=True)
class CancelByUniqueKeyRow:
    """A row of cancel_by_unique_key."""

    id: int | None
    outcome: CancelJobOutcome
    state: JobState | None
    unique_key: bytes


@dataclass(frozen=True)
class CancelJobRow:
    """A row of cancel_job."""

    id: int
    outcome: CancelJobOutcome
    state: JobState | None


@dataclass(frozen=True)
class CancelRunningRow:
    """A row of cancel_running."""

    settled: int
    lost_ids: list[int]


@dataclass(frozen=True)
class ClaimJobsRow:
    """A row of claim_jobs."""

    claim_id: int
    id: int
    kind: str
    args: Any
    priority: int
    attempt: int
    max_attempts: int
    run_at: datetime
    created_at: datetime
    deadline_at: datetime | None
    partition: int
    ordering_key: str | None
    tags: list[str]
    metadata: Any
    progress: Any
    failures: Any
    details: Any


@dataclass(frozen=True)
class CompleteJobsRow:
    """A row of complete_jobs."""

    settled: int
    lost_ids: list[int]


@dataclass(frozen=True)
class ConfigureRow:
    """A row of configure."""

    keep_completed: float
    keep_failed: float
    keep_cancelled: float
    max_delay: float


@dataclass(frozen=True)
class ConfigureQueueRow:
    """A row of configure_queue."""

    queue_name: str
    partitions: int
    paused: bool
    aging: float
    keep_completed: float | None
    keep_failed: float | None
    keep_cancelled: float | None
    max_waiting: int | None
    on_full: GetQueueOnFull
    max_args_bytes: int | None
    max_metadata_bytes: int | None
    max_tags_bytes: int | None
    max_key_bytes: int | None
    limits: list[str]
    is_configured: bool


@dataclass(frozen=True)
class DeleteJobRow:
    """A row of delete_job."""

    id: int
    outcome: DeleteJobOutcome
    state: JobState | None


@dataclass(frozen=True)
class DeleteLimitRow:
    """A row of delete_limit."""

    limit_name: str
    outcome: DeleteLimitOutcome
    queues: list[str]
    kinds: list[str]


@dataclass(frozen=True)
class DeleteScheduleRow:
    """A row of delete_schedule."""

    schedule_name: str
    outcome: DeleteScheduleOutcome


@dataclass(frozen=True)
class DeregisterWorkerRow:
    """A row of deregister_worker."""

    outcome: DeregisterWorkerOutcome
    lost: int


@dataclass(frozen=True)
class DescribeKindRow:
    """A row of describe_kind."""

    kind_name: str
    outcome: PutLimitOutcome


@dataclass(frozen=True)
class DoctorRow:
    """A row of doctor."""

    check_name: str
    status: DoctorStatus
    detail: str
    hint: str | None


@dataclass(frozen=True)
class ErrorCodesRow:
    """A row of error_codes."""

    sqlstate: str
    condition: str
    meaning: str


@dataclass(frozen=True)
class FailJobsRow:
    """A row of fail_jobs."""

    id: int
    outcome: FailJobsOutcome
    attempt: int | None
    run_at: datetime | None


@dataclass(frozen=True)
class GetJobRow:
    """A row of get_job."""

    id: int
    kind: str
    queue: str
    partition: int
    priority: int
    state: JobState
    attempt: int
    max_attempts: int
    run_at: datetime
    created_at: datetime
    attempted_at: datetime | None
    finalized_at: datetime | None
    worker_id: UUID | None
    args: Any
    ordering_key: str | None
    unique_key: bytes | None
    tags: list[str]
    metadata: Any
    progress: Any
    failures: Any
    result: Any
    reason: str | None
    options: Any
    details: Any


@dataclass(frozen=True)
class GetQueueRow:
    """A row of get_queue."""

    queue_name: str
    partitions: int
    paused: bool
    aging: float
    keep_completed: float | None
    keep_failed: float | None
    keep_cancelled: float | None
    max_waiting: int | None
    on_full: GetQueueOnFull
    max_args_bytes: int | None
    max_metadata_bytes: int | None
    max_tags_bytes: int | None
    max_key_bytes: int | None
    limits: list[str]
    is_configured: bool


@dataclass(frozen=True)
class HeartbeatRow:
    """A row of heartbeat."""

    outcome: HeartbeatOutcome
    stop_claim_ids: list[int]
    stop_job_ids: list[int]
    stop_reasons: list[HeartbeatStopReason]
    paused_queues: list[str]
    details: Any


@dataclass(frozen=True)
class InsertJobRow:
    """A row of insert_job."""

    id: int
    outcome: InsertJobOutcome
    state: JobState
    queue_name: str | None
    partition: int | None
    due_at: datetime | None
    unique_key: bytes | None
    queue_full: bool


@dataclass(frozen=True)
class InsertJobsRow:
    """A row of insert_jobs."""

    ordinal: int
    id: int
    outcome: InsertJobOutcome
    state: JobState
    queue_name: str | None
    partition: int | None
    due_at: datetime | None
    unique_key: bytes | None
    queue_full: bool


@dataclass(frozen=True)
class InsertManyRow:
    """A row of insert_many."""

    id: int
    queue_full: bool


@dataclass(frozen=True)
class JobStateRow:
    """A row of job_state."""

    id: int
    state: JobState
    attempt: int
    max_attempts: int
    run_at: datetime
    created_at: datetime
    attempted_at: datetime | None
    finalized_at: datetime | None


@dataclass(frozen=True)
class JobStatesRow:
    """A row of job_states."""

    state: JobState
    has_ended: bool
    meaning: str


@dataclass(frozen=True)
class ListJobsRow:
    """A row of list_jobs."""

    id: int
    kind: str
    queue_name: str
    partition: int
    priority: int
    job_state: JobState
    attempt: int
    max_attempts: int
    run_at: datetime
    created_at: datetime
    attempted_at: datetime | None
    finalized_at: datetime | None
    worker_id: UUID | None
    args: Any
    ordering_key: str | None
    unique_key: bytes | None
    tags: list[str]
    metadata: Any
    progress: Any
    failures: Any
    result: Any
    reason: str | None
    options: Any
    details: Any


@dataclass(frozen=True)
class NextFiresRow:
    """A row of next_fires."""

    fire_at: datetime


@dataclass(frozen=True)
class PauseScheduleRow:
    """A row of pause_schedule."""

    schedule_name: str
    outcome: PauseScheduleOutcome


@dataclass(frozen=True)
class PenalizeLimitRow:
    """A row of penalize_limit."""

    limit_name: str
    outcome: PenalizeLimitOutcome
    penalized_until: datetime | None


@dataclass(frozen=True)
class PutLimitRow:
    """A row of put_limit."""

    limit_name: str
    outcome: PutLimitOutcome
    concurrency: int | None
    rate: int | None
    per: float | None
    burst: int | None
    details: Any


@dataclass(frozen=True)
class PutScheduleRow:
    """A row of put_schedule."""

    schedule_name: str
    outcome: PutScheduleOutcome
    next_fires: list[str]
    sentence: str
    notes: list[str]
    details: Any


@dataclass(frozen=True)
class QueueStatsRow:
    """A row of queue_stats."""

    queue_name: str
    pending: int
    scheduled: int
    available: int
    blocked: int
    running: int
    retryable: int
    waiting_external: int
    completed: int
    failed: int
    cancelled: int
    completed_last_minute: int
    oldest_available_at: datetime | None
    partitions: int
    paused: bool
    details: Any


@dataclass(frozen=True)
class RegisterWorkerRow:
    """A row of register_worker."""

    worker_id: UUID
    contract_version: str
    schema_version: int
    heartbeat_ms: int
    dead_after_ms: int


@dataclass(frozen=True)
class ReleaseJobsRow:
    """A row of release_jobs."""

    settled: int
    lost_ids: list[int]


@dataclass(frozen=True)
class RepairRow:
    """A row of repair."""

    outcome: RepairOutcome
    waiting: int
    lost: int
    completed: int


@dataclass(frozen=True)
class RescheduleJobRow:
    """A row of reschedule_job."""

    id: int | None
    outcome: RescheduleJobOutcome
    state: JobState | None
    due_at: datetime | None


@dataclass(frozen=True)
class ResumeScheduleRow:
    """A row of resume_schedule."""

    schedule_name: str
    outcome: ResumeScheduleOutcome
    fired: int
    dropped: int
    skipped: int


@dataclass(frozen=True)
class RetryJobRow:
    """A row of retry_job."""

    id: int
    outcome: RetryJobOutcome
    state: JobState | None
    due_at: datetime | None


@dataclass(frozen=True)
class SetProgressRow:
    """A row of set_progress."""

    id: int
    outcome: SetProgressOutcome


@dataclass(frozen=True)
class SleepUntilWorkRow:
    """A row of sleep_until_work."""

    has_work: bool
    work_queues: list[str]
    wait_ms: int
    pending_after: str | None


@dataclass(frozen=True)
class SnoozeJobRow:
    """A row of snooze_job."""

    id: int
    outcome: SnoozeJobOutcome
    run_at: datetime


@dataclass(frozen=True)
class TickRow:
    """A row of tick."""

    promoted: int
    workers_lost: int
    jobs_rescued: int
    jobs_expired: int
    details: Any


@dataclass(frozen=True)
class TriggerScheduleRow:
    """A row of trigger_schedule."""

    schedule_name: str
    outcome: TriggerScheduleOutcome
    id: int | None
    state: JobState | None


@dataclass(frozen=True)
class WhyWaitingRow:
    """A row of why_waiting."""

    reason: WhyWaitingReason
    name: str | None
    since_at: datetime | None
    until_at: datetime | None
    other_ids: list[int] | None
    details: Any
