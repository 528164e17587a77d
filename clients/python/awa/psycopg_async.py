# Generated from contract 1.0 of schema awa by awa codegen. Do not edit.
"""Calls the functions of schema awa by psycopg, asynchronously. What is left out has its default; None is the default, too.

Each call is part of the transaction of the connection that it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar
from uuid import UUID

from . import _verbs
from .types import (
    ApplyOptions as ApplyOptions,
    ApplySchedulesOutcome as ApplySchedulesOutcome,
    ApplySchedulesRow as ApplySchedulesRow,
    AwaError as AwaError,
    BackfillScheduleOutcome as BackfillScheduleOutcome,
    BackfillScheduleRow as BackfillScheduleRow,
    Backoff as Backoff,
    BackoffKind as BackoffKind,
    CONTRACT_VERSION as CONTRACT_VERSION,
    CancelByUniqueKeyRow as CancelByUniqueKeyRow,
    CancelJobOutcome as CancelJobOutcome,
    CancelJobRow as CancelJobRow,
    CancelKeyOptions as CancelKeyOptions,
    CancelRunningRow as CancelRunningRow,
    CatchUp as CatchUp,
    CatchUpPolicy as CatchUpPolicy,
    ClaimJobsRow as ClaimJobsRow,
    ClaimOptions as ClaimOptions,
    CompleteJobsRow as CompleteJobsRow,
    ConfigureQueueRow as ConfigureQueueRow,
    ConfigureRow as ConfigureRow,
    ContractMismatch as ContractMismatch,
    DeleteJobOutcome as DeleteJobOutcome,
    DeleteJobRow as DeleteJobRow,
    DeleteLimitOutcome as DeleteLimitOutcome,
    DeleteLimitRow as DeleteLimitRow,
    DeleteScheduleOutcome as DeleteScheduleOutcome,
    DeleteScheduleRow as DeleteScheduleRow,
    DeregisterWorkerOutcome as DeregisterWorkerOutcome,
    DeregisterWorkerRow as DeregisterWorkerRow,
    DescribeKindRow as DescribeKindRow,
    DoctorRow as DoctorRow,
    DoctorStatus as DoctorStatus,
    ErrorCodesRow as ErrorCodesRow,
    FailJobsOutcome as FailJobsOutcome,
    FailJobsRow as FailJobsRow,
    FailOptions as FailOptions,
    FailOptionsOnLost as FailOptionsOnLost,
    FailureCause as FailureCause,
    FiresOptions as FiresOptions,
    FiresOptionsDays as FiresOptionsDays,
    GetJobRow as GetJobRow,
    GetQueueOnFull as GetQueueOnFull,
    GetQueueRow as GetQueueRow,
    HeartbeatOutcome as HeartbeatOutcome,
    HeartbeatRow as HeartbeatRow,
    HeartbeatStopReason as HeartbeatStopReason,
    InsertJobOutcome as InsertJobOutcome,
    InsertJobRow as InsertJobRow,
    InsertJobsRow as InsertJobsRow,
    InsertManyRow as InsertManyRow,
    InvalidArgs as InvalidArgs,
    InvalidArgument as InvalidArgument,
    IsolationLevel as IsolationLevel,
    JobLimit as JobLimit,
    JobOptions as JobOptions,
    JobOptionsOnParentFailure as JobOptionsOnParentFailure,
    JobState as JobState,
    JobStateRow as JobStateRow,
    JobStatesRow as JobStatesRow,
    KindOptions as KindOptions,
    LeaseLost as LeaseLost,
    LimitSettings as LimitSettings,
    LimitSettingsScope as LimitSettingsScope,
    ListJobsRow as ListJobsRow,
    ManyOptions as ManyOptions,
    NewJob as NewJob,
    NewSchedule as NewSchedule,
    NextFiresRow as NextFiresRow,
    NoOptions as NoOptions,
    NotFound as NotFound,
    NotPermitted as NotPermitted,
    NotifyOptions as NotifyOptions,
    PauseScheduleOutcome as PauseScheduleOutcome,
    PauseScheduleRow as PauseScheduleRow,
    PenalizeLimitOutcome as PenalizeLimitOutcome,
    PenalizeLimitRow as PenalizeLimitRow,
    PutLimitOutcome as PutLimitOutcome,
    PutLimitRow as PutLimitRow,
    PutScheduleOutcome as PutScheduleOutcome,
    PutScheduleRow as PutScheduleRow,
    QueueFull as QueueFull,
    QueueSettings as QueueSettings,
    QueueStatsRow as QueueStatsRow,
    RegisterWorkerRow as RegisterWorkerRow,
    ReleaseJobsRow as ReleaseJobsRow,
    RepairOutcome as RepairOutcome,
    RepairRow as RepairRow,
    RescheduleJobOutcome as RescheduleJobOutcome,
    RescheduleJobRow as RescheduleJobRow,
    ResumeScheduleOutcome as ResumeScheduleOutcome,
    ResumeScheduleRow as ResumeScheduleRow,
    RetryJobOutcome as RetryJobOutcome,
    RetryJobRow as RetryJobRow,
    RetryOptions as RetryOptions,
    RetryOptionsOnConflict as RetryOptionsOnConflict,
    ScheduleOptions as ScheduleOptions,
    ScheduleOptionsStartBy as ScheduleOptionsStartBy,
    SetProgressOutcome as SetProgressOutcome,
    SetProgressRow as SetProgressRow,
    Settings as Settings,
    SettleOptions as SettleOptions,
    SleepOptions as SleepOptions,
    SleepUntilWorkRow as SleepUntilWorkRow,
    SnoozeJobOutcome as SnoozeJobOutcome,
    SnoozeJobRow as SnoozeJobRow,
    TickOptions as TickOptions,
    TickRow as TickRow,
    TooLarge as TooLarge,
    TriggerOptions as TriggerOptions,
    TriggerOptionsOverlap as TriggerOptionsOverlap,
    TriggerScheduleOutcome as TriggerScheduleOutcome,
    TriggerScheduleRow as TriggerScheduleRow,
    TriggersDisabled as TriggersDisabled,
    UniqueBy as UniqueBy,
    UniqueByOnConflict as UniqueByOnConflict,
    UniqueConflict as UniqueConflict,
    UnknownOption as UnknownOption,
    WhyWaitingReason as WhyWaitingReason,
    WhyWaitingRow as WhyWaitingRow,
    WorkerOptions as WorkerOptions,
    WorkerUnknown as WorkerUnknown,
    WrongState as WrongState,
)

T = TypeVar("T")


class Cursor(Protocol):
    """What executes a statement."""

    row_factory: Any

    async def execute(self, query: Any, params: Any, /) -> Any: ...

    async def fetchall(self) -> Any: ...

    async def close(self) -> Any: ...


class Connection(Protocol):
    """An AsyncConnection of psycopg."""

    def cursor(self) -> Cursor: ...


async def _rows(conn: Connection, verb: _verbs.Verb[T], *given: Any) -> list[T]:
    cursor = conn.cursor()
    # that of the connection may make anything of a row
    cursor.row_factory = _tuples
    try:
        await cursor.execute(verb.pyformat, verb.values(given))
        return [verb.decode(row) for row in await cursor.fetchall()]
    except Exception as error:
        refusal = _verbs.refusal(error)
        if refusal is None:
            raise
        raise refusal from error
    finally:
        await cursor.close()


def _tuples(cursor: Any) -> type[tuple[Any, ...]]:
    return tuple


async def _one(conn: Connection, verb: _verbs.Verb[T], *given: Any) -> T:
    return (await _rows(conn, verb, *given))[0]


async def apply_schedules(
    conn: Connection,
    *,
    schedules: Sequence[NewSchedule],
    prune: bool | None = None,
    dry_run: bool | None = None,
    opts: ApplyOptions | None = None,
) -> list[ApplySchedulesRow]:
    """Makes the schedules of a declared set what it says, and deletes those that it has no more."""
    return await _rows(conn, _verbs.APPLY_SCHEDULES, schedules, prune, dry_run, opts)


async def backfill_schedule(
    conn: Connection,
    *,
    name: str,
    from_at: datetime,
    to_at: datetime | None = None,
    max_fires: int | None = None,
) -> BackfillScheduleRow:
    """Makes the fires of a schedule in the past that made no job, by the spec that it had then."""
    return await _one(conn, _verbs.BACKFILL_SCHEDULE, name, from_at, to_at, max_fires)


async def cancel_by_unique_key(
    conn: Connection,
    *,
    kind: str,
    queue: str | None = None,
    args: Any = None,
    period: timedelta | str | None = None,
    at: datetime | None = None,
    key: str | None = None,
    reason: str | None = None,
    opts: CancelKeyOptions | None = None,
) -> list[CancelByUniqueKeyRow]:
    """Cancels the job that holds a unique key, named by the same parts as at insert."""
    return await _rows(conn, _verbs.CANCEL_BY_UNIQUE_KEY, kind, queue, args, period, at, key, reason, opts)


async def cancel_job(
    conn: Connection,
    *,
    job_id: int,
    reason: str | None = None,
    opts: NotifyOptions | None = None,
) -> CancelJobRow:
    """Cancels a job in any state before the end; a running one is told to stop."""
    return await _one(conn, _verbs.CANCEL_JOB, job_id, reason, opts)


async def cancel_running(
    conn: Connection,
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_ids: Sequence[int],
    reason: str | None = None,
    opts: SettleOptions | None = None,
) -> CancelRunningRow:
    """Ends running jobs of one claim as cancelled, on the wish of their own worker."""
    return await _one(conn, _verbs.CANCEL_RUNNING, worker_id, claim_id, job_ids, reason, opts)


async def check_contract(
    conn: Connection,
    *,
    version: str,
) -> str:
    """Whether a caller that was made for a version of this contract can work with this database."""
    return await _one(conn, _verbs.CHECK_CONTRACT, version)


async def claim_jobs(
    conn: Connection,
    *,
    worker_id: UUID | str,
    queue: str | None = None,
    max_jobs: int | None = None,
    opts: ClaimOptions | None = None,
) -> list[ClaimJobsRow]:
    """Hands up to max_jobs next jobs of a queue to a worker, most urgent first."""
    return await _rows(conn, _verbs.CLAIM_JOBS, worker_id, queue, max_jobs, opts)


async def complete_jobs(
    conn: Connection,
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_ids: Sequence[int],
    results: Any = None,
    opts: SettleOptions | None = None,
) -> CompleteJobsRow:
    """Ends attempts of one claim as completed, with optional results."""
    return await _one(conn, _verbs.COMPLETE_JOBS, worker_id, claim_id, job_ids, results, opts)


async def configure(
    conn: Connection,
    *,
    settings: Settings | None = None,
) -> ConfigureRow:
    """Sets how long ended jobs are kept where their queue does not say, and how long a job may be put off."""
    return await _one(conn, _verbs.CONFIGURE, settings)


async def configure_queue(
    conn: Connection,
    *,
    queue: str,
    settings: QueueSettings | None = None,
) -> ConfigureQueueRow:
    """Makes or changes the configuration of a queue: partitions, pause, aging, retention."""
    return await _one(conn, _verbs.CONFIGURE_QUEUE, queue, settings)


async def contract_registry(
    conn: Connection,
) -> Any:
    """What signatures do not say: fields of JSON arguments, errors, and what result columns hold."""
    return await _one(conn, _verbs.CONTRACT_REGISTRY)


async def contract_version(
    conn: Connection,
) -> str:
    """The version of the contract, major.minor."""
    return await _one(conn, _verbs.CONTRACT_VERSION)


async def delete_job(
    conn: Connection,
    *,
    job_id: int,
    opts: NoOptions | None = None,
) -> DeleteJobRow:
    """Forgets an ended job, and its hold on a unique key, before its time."""
    return await _one(conn, _verbs.DELETE_JOB, job_id, opts)


async def delete_limit(
    conn: Connection,
    *,
    name: str,
) -> DeleteLimitRow:
    """Removes a limit that no queue and no kind has any more."""
    return await _one(conn, _verbs.DELETE_LIMIT, name)


async def delete_schedule(
    conn: Connection,
    *,
    name: str,
) -> DeleteScheduleRow:
    """Deletes a schedule; jobs that it has made stay."""
    return await _one(conn, _verbs.DELETE_SCHEDULE, name)


async def deregister_worker(
    conn: Connection,
    *,
    worker_id: UUID | str,
    opts: NoOptions | None = None,
) -> DeregisterWorkerRow:
    """Ends a worker; jobs still open under its claims are rescued."""
    return await _one(conn, _verbs.DEREGISTER_WORKER, worker_id, opts)


async def describe_kind(
    conn: Connection,
    *,
    kind: str,
    args_schema: Any = None,
    description: str | None = None,
    opts: KindOptions | None = None,
) -> DescribeKindRow:
    """Says what a kind of job is, and by a JSON Schema what its args look like."""
    return await _one(conn, _verbs.DESCRIBE_KIND, kind, args_schema, description, opts)


async def doctor(
    conn: Connection,
) -> list[DoctorRow]:
    """Looks for what keeps the engine from working as it should, and says what to do."""
    return await _rows(conn, _verbs.DOCTOR)


async def error_codes(
    conn: Connection,
) -> list[ErrorCodesRow]:
    """The SQLSTATEs that Awa raises, with their conditions and what they mean."""
    return await _rows(conn, _verbs.ERROR_CODES)


async def fail_jobs(
    conn: Connection,
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_ids: Sequence[int],
    errors: Sequence[str],
    retry_after: timedelta | str | None = None,
    final: bool | None = None,
    opts: FailOptions | None = None,
) -> list[FailJobsRow]:
    """Ends attempts of one claim as failed: to be retried, or for good."""
    return await _rows(conn, _verbs.FAIL_JOBS, worker_id, claim_id, job_ids, errors, retry_after, final, opts)


async def get_job(
    conn: Connection,
    *,
    job_id: int,
) -> list[GetJobRow]:
    """One job by id: state, attempts, failures, progress, result and times."""
    return await _rows(conn, _verbs.GET_JOB, job_id)


async def get_queue(
    conn: Connection,
    *,
    queue: str,
) -> GetQueueRow:
    """The configuration of a queue: partitions, pause, aging, retention, limits."""
    return await _one(conn, _verbs.GET_QUEUE, queue)


async def heartbeat(
    conn: Connection,
    *,
    worker_id: UUID | str,
    opts: NoOptions | None = None,
) -> HeartbeatRow:
    """Says that a worker lives; answers which attempts it must stop and which queues are paused."""
    return await _one(conn, _verbs.HEARTBEAT, worker_id, opts)


async def insert_job(
    conn: Connection,
    *,
    kind: str,
    args: Any = None,
    queue: str | None = None,
    priority: int | None = None,
    run_at: datetime | None = None,
    max_attempts: int | None = None,
    unique_by: UniqueBy | None = None,
    ordering_key: str | None = None,
    tags: Sequence[str] | None = None,
    metadata: Any = None,
    opts: JobOptions | None = None,
) -> InsertJobRow:
    """Enqueues a job in the caller's transaction."""
    return await _one(conn, _verbs.INSERT_JOB, kind, args, queue, priority, run_at, max_attempts, unique_by,
        ordering_key, tags, metadata, opts)


async def insert_jobs(
    conn: Connection,
    *,
    jobs: Sequence[NewJob],
    opts: NotifyOptions | None = None,
) -> list[InsertJobsRow]:
    """Enqueues many jobs, given as a JSON array, in one statement."""
    return await _rows(conn, _verbs.INSERT_JOBS, jobs, opts)


async def insert_many(
    conn: Connection,
    *,
    kind: str,
    args: Sequence[Any],
    queue: str | None = None,
    priority: int | None = None,
    run_at: datetime | None = None,
    max_attempts: int | None = None,
    ordering_keys: Sequence[str | None] | None = None,
    tags: Sequence[str] | None = None,
    metadata: Any = None,
    opts: ManyOptions | None = None,
) -> list[InsertManyRow]:
    """Enqueues many jobs of one kind into one queue, given as an array of args, the fastest way."""
    return await _rows(conn, _verbs.INSERT_MANY, kind, args, queue, priority, run_at, max_attempts, ordering_keys, tags,
        metadata, opts)


async def job_state(
    conn: Connection,
    *,
    job_id: int,
) -> list[JobStateRow]:
    """What has become of a job, by id: its state, attempts and times, without what is in it."""
    return await _rows(conn, _verbs.JOB_STATE, job_id)


async def job_states(
    conn: Connection,
) -> list[JobStatesRow]:
    """The states of a job, and whether a job in it has ended."""
    return await _rows(conn, _verbs.JOB_STATES)


async def list_jobs(
    conn: Connection,
    *,
    queue: str,
    state: JobState,
    max_jobs: int | None = None,
    opts: NoOptions | None = None,
) -> list[ListJobsRow]:
    """The newest jobs of a queue in one state."""
    return await _rows(conn, _verbs.LIST_JOBS, queue, state, max_jobs, opts)


async def next_fires(
    conn: Connection,
    *,
    spec: str,
    zone: str | None = None,
    after: datetime | None = None,
    n: int | None = None,
    opts: FiresOptions | None = None,
) -> list[NextFiresRow]:
    """The next times at which a schedule would fire: a cron spec in a time zone."""
    return await _rows(conn, _verbs.NEXT_FIRES, spec, zone, after, n, opts)


async def ordering_hash(
    conn: Connection,
    *,
    key: str,
) -> str:
    """Hashes an ordering key to an unsigned 64-bit number, in decimal digits."""
    return await _one(conn, _verbs.ORDERING_HASH, key)


async def partition_for_key(
    conn: Connection,
    *,
    key: str,
    partitions: int,
) -> int:
    """Tells which partition of a queue an ordering key belongs to."""
    return await _one(conn, _verbs.PARTITION_FOR_KEY, key, partitions)


async def pause_schedule(
    conn: Connection,
    *,
    name: str,
    reason: str | None = None,
    until: datetime | None = None,
) -> PauseScheduleRow:
    """Pauses a schedule, until a time or until it is resumed."""
    return await _one(conn, _verbs.PAUSE_SCHEDULE, name, reason, until)


async def penalize_limit(
    conn: Connection,
    *,
    name: str,
    delay: timedelta | str,
    key: str | None = None,
) -> PenalizeLimitRow:
    """Lets nothing start under a limit for some time."""
    return await _one(conn, _verbs.PENALIZE_LIMIT, name, delay, key)


async def put_limit(
    conn: Connection,
    *,
    name: str,
    settings: LimitSettings | None = None,
    key: str | None = None,
) -> PutLimitRow:
    """Makes or changes a limit of how many jobs start: concurrency, rate, or both."""
    return await _one(conn, _verbs.PUT_LIMIT, name, settings, key)


async def put_schedule(
    conn: Connection,
    *,
    name: str,
    spec: str,
    zone: str | None = None,
    kind: str | None = None,
    args: Any = None,
    opts: ScheduleOptions | None = None,
) -> PutScheduleRow:
    """Makes or changes a schedule: jobs of a kind, each time that a cron spec says."""
    return await _one(conn, _verbs.PUT_SCHEDULE, name, spec, zone, kind, args, opts)


async def queue_stats(
    conn: Connection,
    *,
    queue: str | None = None,
) -> list[QueueStatsRow]:
    """What queues hold at this moment: jobs by state, throughput, the oldest waiting job."""
    return await _rows(conn, _verbs.QUEUE_STATS, queue)


async def register_worker(
    conn: Connection,
    *,
    name: str | None = None,
    queues: Sequence[str] | None = None,
    opts: WorkerOptions | None = None,
) -> RegisterWorkerRow:
    """Registers a worker process and returns its id and the pace of its heartbeats."""
    return await _one(conn, _verbs.REGISTER_WORKER, name, queues, opts)


async def release_jobs(
    conn: Connection,
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_ids: Sequence[int],
    opts: SettleOptions | None = None,
) -> ReleaseJobsRow:
    """Hands jobs of one claim back unstarted; they are available again at once."""
    return await _one(conn, _verbs.RELEASE_JOBS, worker_id, claim_id, job_ids, opts)


async def repair(
    conn: Connection,
    *,
    opts: NoOptions | None = None,
) -> RepairRow:
    """Makes a ledger that was restored from another server whole in this one."""
    return await _one(conn, _verbs.REPAIR, opts)


async def reschedule_job(
    conn: Connection,
    *,
    job_id: int | None = None,
    unique_key: bytes | None = None,
    run_at: datetime | None = None,
    priority: int | None = None,
    args: Any = None,
    opts: NotifyOptions | None = None,
) -> RescheduleJobRow:
    """Changes when a waiting job runs, its priority or its args; named by id or unique key."""
    return await _one(conn, _verbs.RESCHEDULE_JOB, job_id, unique_key, run_at, priority, args, opts)


async def resume_schedule(
    conn: Connection,
    *,
    name: str,
    missed: str | None = None,
) -> ResumeScheduleRow:
    """Ends the pause of a schedule, and says what becomes of the fires meanwhile."""
    return await _one(conn, _verbs.RESUME_SCHEDULE, name, missed)


async def retry_job(
    conn: Connection,
    *,
    job_id: int,
    run_at: datetime | None = None,
    opts: RetryOptions | None = None,
) -> RetryJobRow:
    """Runs a failed or cancelled job again, under its id and with one attempt more if it has none left."""
    return await _one(conn, _verbs.RETRY_JOB, job_id, run_at, opts)


async def schema_version(
    conn: Connection,
) -> int:
    """The number of the newest table migration."""
    return await _one(conn, _verbs.SCHEMA_VERSION)


async def set_progress(
    conn: Connection,
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_id: int,
    percent: int | None = None,
    message: str | None = None,
    checkpoint: Any = None,
    opts: NoOptions | None = None,
) -> SetProgressRow:
    """Saves percent, message and checkpoint of a running job; kept across retries."""
    return await _one(conn, _verbs.SET_PROGRESS, worker_id, claim_id, job_id, percent, message, checkpoint, opts)


async def sleep_until_work(
    conn: Connection,
    *,
    worker_id: UUID | str,
    queues: Sequence[str],
    pending: str | None = None,
    opts: SleepOptions | None = None,
) -> SleepUntilWorkRow:
    """Declares the queues that this session sleeps on, and says how long it may wait for a notification."""
    return await _one(conn, _verbs.SLEEP_UNTIL_WORK, worker_id, queues, pending, opts)


async def snooze_job(
    conn: Connection,
    *,
    worker_id: UUID | str,
    claim_id: int,
    job_id: int,
    delay: timedelta | str,
    opts: NotifyOptions | None = None,
) -> SnoozeJobRow:
    """Puts a running job off for a while without counting the attempt."""
    return await _one(conn, _verbs.SNOOZE_JOB, worker_id, claim_id, job_id, delay, opts)


async def tick(
    conn: Connection,
    *,
    opts: TickOptions | None = None,
) -> TickRow:
    """One bounded step of housekeeping: rescue, timeouts, promotion, schedules, retention. Call it about once a second.
    """
    return await _one(conn, _verbs.TICK, opts)


async def trigger_schedule(
    conn: Connection,
    *,
    name: str,
    opts: TriggerOptions | None = None,
) -> TriggerScheduleRow:
    """Makes a job of a schedule now, beside its fires."""
    return await _one(conn, _verbs.TRIGGER_SCHEDULE, name, opts)


async def unique_key(
    conn: Connection,
    *,
    kind: str,
    queue: str | None = None,
    args: Any = None,
    period_start: int | None = None,
    key: str | None = None,
) -> bytes:
    """Derives the 16-byte unique key of a job from the parts that make it unique."""
    return await _one(conn, _verbs.UNIQUE_KEY, kind, queue, args, period_start, key)


async def why_waiting(
    conn: Connection,
    *,
    job_id: int,
) -> list[WhyWaitingRow]:
    """Why a job does not run yet: one row per reason that holds now."""
    return await _rows(conn, _verbs.WHY_WAITING, job_id)
