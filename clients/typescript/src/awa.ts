// Generated from contract 1.0 of schema awa by awa codegen. Do not edit.

/**
 * What sends a statement: a Pool, a PoolClient or a Client of pg, or whatever else has such a method. With a client in a
 * transaction the call is part of it.
 */
export interface Queryable {
  query(config: { text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

/** A 64-bit number. node-postgres gives it as text, since a number of JavaScript would lose digits. */
export type Bigint = string;

/** The version of the contract that this module was made from. */
export const CONTRACT_VERSION = "1.0";

/** Where a job stands. */
export type JobState =
  | "pending"
  | "scheduled"
  | "available"
  | "blocked"
  | "running"
  | "retryable"
  | "waiting_external"
  | "completed"
  | "failed"
  | "cancelled";

/** An error that the database named: one of the contract's SQLSTATEs of class AW. The message names the bad value. */
export class AwaError extends Error {
  /** The SQLSTATE, for example AW005. */
  readonly sqlState: string;
  /** What to do about it, in the database's words. */
  readonly hint: string | undefined;

  constructor(sqlState: string, message: string, hint: string | undefined, cause: unknown) {
    super(message, { cause });
    this.name = new.target.name;
    this.sqlState = sqlState;
    this.hint = hint;
  }
}

/** AW001: An argument or option is missing, out of range or of the wrong type. */
export class InvalidArgumentError extends AwaError {}

/** AW002: An option that this version does not know. */
export class UnknownOptionError extends AwaError {}

/** AW003: A value is larger than its limit. */
export class TooLargeError extends AwaError {}

/** AW004: Another job holds the unique key. */
export class UniqueConflictError extends AwaError {}

/** AW005: The attempt is no longer the caller's: it was settled, cancelled or rescued. */
export class LeaseLostError extends AwaError {}

/** AW006: The worker is not registered, or was declared lost. */
export class WorkerUnknownError extends AwaError {}

/** AW007: The database came from another server and has to be repaired. */
export class WrongStateError extends AwaError {}

/** AW008: The call needs READ COMMITTED. */
export class IsolationLevelError extends AwaError {}

/** AW009: The queue holds as many jobs as it takes. */
export class QueueFullError extends AwaError {}

/** AW010: There is no such job, queue or schedule, or the history of the job has expired. */
export class NotFoundError extends AwaError {}

/** AW011: The args do not fit the schema of their kind. */
export class InvalidArgsError extends AwaError {}

/** AW012: The caller was made for a version of the contract that this database does not serve. */
export class ContractMismatchError extends AwaError {}

/** AW013: The call needs triggers, which session_replication_role turns off. */
export class TriggersDisabledError extends AwaError {}

/** AW014: The schedule belongs to another login, and the caller is no operator. */
export class NotPermittedError extends AwaError {}

const ERRORS: Record<string, typeof AwaError> = {
  AW001: InvalidArgumentError,
  AW002: UnknownOptionError,
  AW003: TooLargeError,
  AW004: UniqueConflictError,
  AW005: LeaseLostError,
  AW006: WorkerUnknownError,
  AW007: WrongStateError,
  AW008: IsolationLevelError,
  AW009: QueueFullError,
  AW010: NotFoundError,
  AW011: InvalidArgsError,
  AW012: ContractMismatchError,
  AW013: TriggersDisabledError,
  AW014: NotPermittedError,
};

/** The error that stands for one of the driver; one that Awa did not raise is given back as it is. */
export function errorOf(error: unknown): unknown {
  if (error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("AW")) {
    const hint = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
    return new (ERRORS[error.code] ?? AwaError)(error.code, error.message, hint, error);
  }
  return error;
}

async function call<Row>(db: Queryable, text: string, values: unknown[]): Promise<Row[]> {
  try {
    return (await db.query({ text, values })).rows as Row[];
  } catch (error) {
    throw errorOf(error);
  }
}

function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

/** `opts` of {@link applySchedules}. */
export interface ApplyOptions {
  /** The name of the set; "default" unless given. */
  source?: string | null | undefined;
}

/** `backoff` of {@link JobOptions}, {@link ManyOptions}, {@link ScheduleOptions}. */
export interface Backoff {
  /** The wait after the first attempt, up to max_delay; 2 s unless given. */
  base?: string | number | null | undefined;
  /** A random part of the wait that is added; 0.25 unless given. */
  jitter?: number | null | undefined;
  /** How the wait grows; exponential unless given. */
  kind?: "exponential" | "linear" | "fixed" | null | undefined;
  /** The longest wait, up to max_delay; 24 h unless given. */
  max?: string | number | null | undefined;
}

/** `opts` of {@link cancelByUniqueKey}. */
export interface CancelKeyOptions {
  /** true: every open job with the key, also one that does not hold it. */
  all?: boolean | null | undefined;
  /** A key made elsewhere, 1 to 32 bytes in hex; only kind goes with it. */
  key_hex?: string | null | undefined;
  /** false: nobody is notified in this transaction from here on, so that it can be prepared. */
  notify?: boolean | null | undefined;
}

/** `catch_up` of {@link ScheduleOptions}. */
export interface CatchUp {
  /** With all: how many, the newest ones; 100 unless given. */
  max?: number | null | undefined;
  /** Which of them are made; latest unless given. */
  policy?: "none" | "latest" | "all" | null | undefined;
  /** How late a fire may be; as late as it is unless given. */
  window?: string | number | null | undefined;
}

/** `opts` of {@link claimJobs}. */
export interface ClaimOptions {
  /** true: commits without waiting for the disk, which is safe. */
  async?: boolean | null | undefined;
}

/** `opts` of {@link failJobs}. */
export interface FailOptions {
  /** More of what went wrong: one element per job of job_ids, null where there is none. */
  causes?: readonly FailureCause[] | null | undefined;
  /** false: nobody is notified in this transaction from here on, so that it can be prepared. */
  notify?: boolean | null | undefined;
  /** What to do with jobs that are not open under the claim; raise unless given. */
  on_lost?: "raise" | "report" | null | undefined;
}

/** `causes` of {@link FailOptions}. */
export interface FailureCause {
  /** The name of what was thrown; 200 characters of it are kept. */
  class?: string | null | undefined;
  /** Where it was thrown; 8192 bytes of it are kept, without its middle. */
  stack?: string | null | undefined;
}

/** `opts` of {@link nextFires}. */
export interface FiresOptions {
  /** Which of day of month and day of week have to match if both are restricted; either unless given. */
  days?: "either" | "both" | null | undefined;
  /** The name of the schedule, which H is spread by. */
  name?: string | null | undefined;
}

/** `limits` of {@link JobOptions}, {@link ScheduleOptions}. */
export interface JobLimit {
  /** What is limited, such as a customer: each key apart. */
  key: string;
  /** The name of a limit. */
  name: string;
  /** How much of it the job takes; 1 unless given. */
  weight?: number | null | undefined;
}

/** `opts` of {@link NewJob}, {@link insertJob}. */
export interface JobOptions {
  /** How long to wait after a failed attempt. */
  backoff?: Backoff | null | undefined;
  /** Limits how many jobs of a key are under way at once. */
  concurrency_key?: string | null | undefined;
  /** How many they are; 1 unless given. */
  concurrency_limit?: number | null | undefined;
  /** How long the job is kept after its end, instead of what its queue says. */
  keep?: string | number | null | undefined;
  /** Limits that the job starts under, each by a key. */
  limits?: readonly JobLimit[] | null | undefined;
  /** false: nobody is notified in this transaction from here on, so that it can be prepared. */
  notify?: boolean | null | undefined;
  /** What becomes of the job if a parent fails or is cancelled, or after parents_timeout; cancel unless given. */
  on_parent_failure?: "cancel" | "run" | "fail" | null | undefined;
  /** The jobs that have to end first; ids may be texts. */
  parents?: readonly (Bigint | number)[] | null | undefined;
  /** How many of the parents have to complete; all unless given. */
  parents_needed?: number | null | undefined;
  /** How long the job waits for its parents, up to max_delay; without end unless given. */
  parents_timeout?: string | number | null | undefined;
  /** An attempt that has not started by then is not made; a time with an offset, or an interval from now of up to max_delay. */
  start_by?: Date | string | string | number | null | undefined;
  /** How long one attempt may take, up to max_delay; then it is ended and counts. */
  timeout?: string | number | null | undefined;
  /** W3C Trace Context, which workers find in metadata. */
  traceparent?: string | null | undefined;
  /** true: args have to fit the schema of the kind. */
  validate?: boolean | null | undefined;
}

/** `opts` of {@link describeKind}. */
export interface KindOptions {
  /** Names of limits that the starts of its jobs are under, all of them; null: none. */
  limits?: readonly string[] | null | undefined;
}

/** `settings` of {@link putLimit}. */
export interface LimitSettings {
  /** How many may start at once after a rest; 1 at first. */
  burst?: number | null | undefined;
  /** How many attempts may be open at once; null: any number. */
  concurrency?: number | null | undefined;
  /** The time that the rate is for; 1 s at first. */
  per?: string | number | null | undefined;
  /** How many may start per per; null: any number. */
  rate?: number | null | undefined;
  /** What counts in the concurrency of a key: what executes, or a job until its end; executing unless given. */
  scope?: "executing" | "lifetime" | null | undefined;
}

/** `opts` of {@link insertMany}. */
export interface ManyOptions {
  /** How long to wait after a failed attempt. */
  backoff?: Backoff | null | undefined;
  /** Limits how many jobs of a key are under way at once. */
  concurrency_key?: string | null | undefined;
  /** How many they are; 1 unless given. */
  concurrency_limit?: number | null | undefined;
  /** How long the job is kept after its end, instead of what its queue says. */
  keep?: string | number | null | undefined;
  /** false: nobody is notified in this transaction from here on, so that it can be prepared. */
  notify?: boolean | null | undefined;
  /** An attempt that has not started by then is not made; a time with an offset, or an interval from now of up to max_delay. */
  start_by?: Date | string | string | number | null | undefined;
  /** How long one attempt may take, up to max_delay; then it is ended and counts. */
  timeout?: string | number | null | undefined;
}

/** `jobs` of {@link insertJobs}. */
export interface NewJob {
  /** What is to be done; picks the handler. */
  kind: string;
  /** What the handler gets, up to 1 MiB as text; {} unless given. */
  args?: unknown | null | undefined;
  /** How many attempts it has; 25 unless given. */
  max_attempts?: number | null | undefined;
  /** For whoever carries the job, up to 64 KiB. */
  metadata?: object | null | undefined;
  /** More about the job, up to 64 KiB. */
  opts?: JobOptions | null | undefined;
  /** Routes the job to a partition of its queue; in bytes. */
  ordering_key?: string | null | undefined;
  /** From 1, the most urgent, to 4; 2 unless given. */
  priority?: number | null | undefined;
  /** The queue; "default" unless given. */
  queue?: string | null | undefined;
  /** When it is due, ISO 8601 with an offset; now unless given. */
  run_at?: Date | string | null | undefined;
  /** For people; 4096 bytes together. */
  tags?: readonly string[] | null | undefined;
  /** What makes the job unique. */
  unique_by?: UniqueBy | null | undefined;
}

/** `schedules` of {@link applySchedules}. */
export interface NewSchedule {
  /** The kind of its jobs. */
  kind: string;
  /** The name of the schedule. */
  name: string;
  /** When it fires; in bytes. */
  spec: string;
  /** What the handler gets; {} unless given. */
  args?: unknown | null | undefined;
  /** More about the schedule and its jobs. */
  opts?: ScheduleOptions | null | undefined;
  /** The IANA name of the time zone; UTC unless given. */
  zone?: string | null | undefined;
}

/** `opts` of {@link deleteJob}, {@link deregisterWorker}, {@link heartbeat}, {@link listJobs}, {@link repair}, {@link setProgress}: no keys yet. */
export type NoOptions = Record<string, never>;

/** `opts` of {@link cancelJob}, {@link insertJobs}, {@link rescheduleJob}, {@link snoozeJob}. */
export interface NotifyOptions {
  /** false: nobody is notified in this transaction from here on, so that it can be prepared. */
  notify?: boolean | null | undefined;
}

/** `settings` of {@link configureQueue}. */
export interface QueueSettings {
  /** How long a lane waits until it counts as one priority more urgent; 60 s at first. */
  aging?: string | number | null | undefined;
  /** true: a queue that nobody knows is made. */
  create?: boolean | null | undefined;
  /** How long its cancelled jobs are kept; null: as configure says. */
  keep_cancelled?: string | number | null | undefined;
  /** How long its completed jobs are kept; null: as configure says. */
  keep_completed?: string | number | null | undefined;
  /** How long its failed jobs are kept; null: as configure says. */
  keep_failed?: string | number | null | undefined;
  /** Names of limits that the starts of its jobs are under, all of them; null: none. */
  limits?: readonly string[] | null | undefined;
  /** How large args may be; null: as in any queue. */
  max_args_bytes?: number | null | undefined;
  /** How large an ordering key or unique_by.key may be; null: as in any queue. */
  max_key_bytes?: number | null | undefined;
  /** How large metadata may be; null: as in any queue. */
  max_metadata_bytes?: number | null | undefined;
  /** How large tags may be together; null: as in any queue. */
  max_tags_bytes?: number | null | undefined;
  /** How many available jobs it should hold; null: any number. */
  max_waiting?: number | null | undefined;
  /** What an insert does when it holds so many. */
  on_full?: "off" | "signal" | "refuse" | null | undefined;
  /** How many partitions new jobs are routed to. */
  partitions?: number | null | undefined;
  /** true: nothing is claimed from it. */
  paused?: boolean | null | undefined;
}

/** `opts` of {@link retryJob}. */
export interface RetryOptions {
  /** false: nobody is notified in this transaction from here on, so that it can be prepared. */
  notify?: boolean | null | undefined;
  /** What to do if another job holds its unique key; raise unless given. */
  on_conflict?: "raise" | "report" | null | undefined;
}

/** `opts` of {@link NewSchedule}, {@link putSchedule}. */
export interface ScheduleOptions {
  /** How long to wait after a failed attempt. */
  backoff?: Backoff | null | undefined;
  /** What becomes of fires that are late by more than a minute. */
  catch_up?: CatchUp | null | undefined;
  /** Limits how many jobs of a key are under way at once. */
  concurrency_key?: string | null | undefined;
  /** How many they are; 1 unless given. */
  concurrency_limit?: number | null | undefined;
  /** Which of day of month and day of week have to match if both are restricted; either unless given. */
  days?: "either" | "both" | null | undefined;
  /** The last time at which it may fire. */
  end_at?: Date | string | null | undefined;
  /** Each fire is put off by a part of it, always the same. */
  jitter?: string | number | null | undefined;
  /** How long the job is kept after its end, instead of what its queue says. */
  keep?: string | number | null | undefined;
  /** Limits that the job starts under, each by a key. */
  limits?: readonly JobLimit[] | null | undefined;
  /** How many attempts it has; 25 unless given. */
  max_attempts?: number | null | undefined;
  /** For whoever carries the job, up to 64 KiB. */
  metadata?: object | null | undefined;
  /** Routes the job to a partition of its queue; in bytes. */
  ordering_key?: string | null | undefined;
  /** What becomes of a fire while a job of the schedule has not ended, retries included; allow unless given. */
  overlap?: "allow" | "skip" | "queue_one" | "cancel_other" | null | undefined;
  /** From 1, the most urgent, to 4; 2 unless given. */
  priority?: number | null | undefined;
  /** The queue; "default" unless given. */
  queue?: string | null | undefined;
  /** The first time at which it may fire, ISO 8601 with an offset. */
  start_at?: Date | string | null | undefined;
  /** "next_fire", or an interval from when the job is made, of up to max_delay: an attempt that has not started by then is not made. */
  start_by?: "next_fire" | string | number | null | undefined;
  /** For people; 4096 bytes together. */
  tags?: readonly string[] | null | undefined;
  /** How long one attempt may take, up to max_delay; then it is ended and counts. */
  timeout?: string | number | null | undefined;
  /** What makes the job unique. */
  unique_by?: UniqueBy | null | undefined;
  /** true: args have to fit the schema of the kind. */
  validate?: boolean | null | undefined;
}

/** `settings` of {@link configure}. */
export interface Settings {
  /** How long cancelled jobs are kept; 7 days at first. */
  keep_cancelled?: string | number | null | undefined;
  /** How long completed jobs are kept; 24 hours at first. */
  keep_completed?: string | number | null | undefined;
  /** How long failed jobs are kept; 30 days at first. */
  keep_failed?: string | number | null | undefined;
  /** How long a retry, a snooze or a timeout may be; 366 days at first. */
  max_delay?: string | number | null | undefined;
}

/** `opts` of {@link cancelRunning}, {@link completeJobs}, {@link releaseJobs}. */
export interface SettleOptions {
  /** false: nobody is notified in this transaction from here on, so that it can be prepared. */
  notify?: boolean | null | undefined;
  /** What to do with jobs that are not open under the claim; raise unless given. */
  on_lost?: "raise" | "report" | null | undefined;
}

/** `opts` of {@link sleepUntilWork}. */
export interface SleepOptions {
  /** false: notifications cannot come, and wait_ms is a polling interval. */
  listen?: boolean | null | undefined;
}

/** `opts` of {@link tick}. */
export interface TickOptions {
  /** Nothing is done if another call was at its end less long ago; for many that call about once a second. */
  every?: string | number | null | undefined;
}

/** `opts` of {@link triggerSchedule}. */
export interface TriggerOptions {
  /** What becomes of a fire while a job of the schedule has not ended, retries included; allow unless given. */
  overlap?: "allow" | "skip" | "queue_one" | "cancel_other" | null | undefined;
}

/** `unique_by` of {@link NewJob}, {@link ScheduleOptions}, {@link insertJob}. */
export interface UniqueBy {
  /** true for the whole of args, or a list of top-level fields. */
  args?: boolean | readonly string[] | null | undefined;
  /** A text of the caller's; in bytes. */
  key?: string | null | undefined;
  /** A key made elsewhere, 1 to 32 bytes in hex; stands alone and without the kind. */
  key_hex?: string | null | undefined;
  /** What to do if the key is held: answer with the holder unless given. */
  on_conflict?: "existing" | "raise" | "replace" | "keep_earliest" | null | undefined;
  /** Windows of time that it is unique in, in whole seconds; no months. */
  period?: string | number | null | undefined;
  /** true: in another queue it is another job. */
  queue?: boolean | null | undefined;
  /** In which states the holder keeps the key; all before the end unless given. */
  states?: readonly JobState[] | null | undefined;
}

/** `opts` of {@link registerWorker}. */
export interface WorkerOptions {
  /** After how long without one it is lost: 1.5 times heartbeat_every or more; 3 times unless given. */
  dead_after?: string | number | null | undefined;
  /** How often the worker will call heartbeat; 5 s unless given. */
  heartbeat_every?: string | number | null | undefined;
  /** Whatever the worker says of itself, up to 64 KiB. */
  info?: object | null | undefined;
  /** It is handed jobs of these kinds only; of all kinds unless given. */
  kinds?: readonly string[] | null | undefined;
}

/** Arguments of {@link applySchedules}; what is left out has its default. */
export interface ApplySchedulesParams {
  schedules: readonly NewSchedule[];
  prune?: boolean | null | undefined;
  dryRun?: boolean | null | undefined;
  opts?: ApplyOptions | null | undefined;
}

/** A row of {@link applySchedules}. */
export interface ApplySchedulesRow {
  ordinal: number | null;
  schedule_name: string;
  outcome: "created" | "updated" | "unchanged" | "deleted";
  changes: unknown;
  next_fires: string[];
  sentence: string;
  notes: string[];
}

/** Makes the schedules of a declared set what it says, and deletes those that it has no more. */
export async function applySchedules(db: Queryable, args: ApplySchedulesParams): Promise<ApplySchedulesRow[]> {
  const rows = await call<ApplySchedulesRow>(db, "select ordinal, schedule_name, outcome, changes, next_fires, sentence, notes from awa.apply_schedules(schedules => $1::text::jsonb, prune => $2::boolean, dry_run => $3::boolean, opts => $4::text::jsonb)", [
    json(args.schedules),
    args.prune ?? null,
    args.dryRun ?? null,
    json(args.opts),
  ]);
  return rows;
}

/** Arguments of {@link backfillSchedule}; what is left out has its default. */
export interface BackfillScheduleParams {
  name: string;
  fromAt: Date | string;
  toAt?: Date | string | null | undefined;
  maxFires?: number | null | undefined;
}

/** A row of {@link backfillSchedule}. */
export interface BackfillScheduleRow {
  schedule_name: string;
  outcome: "backfilled" | "partial";
  fired: number;
  already: number;
  next_from: Date | null;
}

/** Makes the fires of a schedule in the past that made no job, by the spec that it had then. */
export async function backfillSchedule(db: Queryable, args: BackfillScheduleParams): Promise<BackfillScheduleRow> {
  const rows = await call<BackfillScheduleRow>(db, "select schedule_name, outcome, fired, already, next_from from awa.backfill_schedule(name => $1::text, from_at => $2::timestamp with time zone, to_at => $3::timestamp with time zone, max_fires => $4::integer)", [
    args.name,
    args.fromAt,
    args.toAt ?? null,
    args.maxFires ?? null,
  ]);
  return rows[0]!;
}

/** Arguments of {@link cancelByUniqueKey}; what is left out has its default. */
export interface CancelByUniqueKeyParams {
  kind: string;
  queue?: string | null | undefined;
  args?: unknown | null | undefined;
  period?: string | null | undefined;
  at?: Date | string | null | undefined;
  key?: string | null | undefined;
  reason?: string | null | undefined;
  opts?: CancelKeyOptions | null | undefined;
}

/** A row of {@link cancelByUniqueKey}. */
export interface CancelByUniqueKeyRow {
  id: Bigint | null;
  outcome: "cancelled" | "already_ended" | "not_found";
  state: "completed" | "failed" | "cancelled" | null;
  unique_key: Uint8Array;
}

/** Cancels the job that holds a unique key, named by the same parts as at insert. */
export async function cancelByUniqueKey(db: Queryable, args: CancelByUniqueKeyParams): Promise<CancelByUniqueKeyRow[]> {
  const rows = await call<CancelByUniqueKeyRow>(db, "select id, outcome, state, unique_key from awa.cancel_by_unique_key(kind => $1::text, queue => $2::text, args => $3::text::jsonb, period => $4::interval, at => $5::timestamp with time zone, key => $6::text, reason => $7::text, opts => $8::text::jsonb)", [
    args.kind,
    args.queue ?? null,
    json(args.args),
    args.period ?? null,
    args.at ?? null,
    args.key ?? null,
    args.reason ?? null,
    json(args.opts),
  ]);
  return rows;
}

/** Arguments of {@link cancelJob}; what is left out has its default. */
export interface CancelJobParams {
  jobId: Bigint | number | bigint;
  reason?: string | null | undefined;
  opts?: NotifyOptions | null | undefined;
}

/** A row of {@link cancelJob}. */
export interface CancelJobRow {
  id: Bigint;
  outcome: "cancelled" | "already_ended" | "not_found";
  state: "completed" | "failed" | "cancelled" | null;
}

/** Cancels a job in any state before the end; a running one is told to stop. */
export async function cancelJob(db: Queryable, args: CancelJobParams): Promise<CancelJobRow> {
  const rows = await call<CancelJobRow>(db, "select id, outcome, state from awa.cancel_job(job_id => $1::bigint, reason => $2::text, opts => $3::text::jsonb)", [
    args.jobId,
    args.reason ?? null,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link cancelRunning}; what is left out has its default. */
export interface CancelRunningParams {
  workerId: string;
  claimId: Bigint | number | bigint;
  jobIds: readonly (Bigint | number | bigint)[];
  reason?: string | null | undefined;
  opts?: SettleOptions | null | undefined;
}

/** A row of {@link cancelRunning}. */
export interface CancelRunningRow {
  settled: number;
  lost_ids: Bigint[];
}

/** Ends running jobs of one claim as cancelled, on the wish of their own worker. */
export async function cancelRunning(db: Queryable, args: CancelRunningParams): Promise<CancelRunningRow> {
  const rows = await call<CancelRunningRow>(db, "select settled, lost_ids from awa.cancel_running(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::bigint[], reason => $4::text, opts => $5::text::jsonb)", [
    args.workerId,
    args.claimId,
    args.jobIds,
    args.reason ?? null,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link checkContract}; what is left out has its default. */
export interface CheckContractParams {
  version: string;
}

/** Whether a caller that was made for a version of this contract can work with this database. */
export async function checkContract(db: Queryable, args: CheckContractParams): Promise<string> {
  const rows = await call<{ value: string }>(db, "select awa.check_contract(version => $1::text) as value", [
    args.version,
  ]);
  return rows[0]!.value;
}

/** Arguments of {@link claimJobs}; what is left out has its default. */
export interface ClaimJobsParams {
  workerId: string;
  queue?: string | null | undefined;
  maxJobs?: number | null | undefined;
  opts?: ClaimOptions | null | undefined;
}

/** A row of {@link claimJobs}. */
export interface ClaimJobsRow {
  claim_id: Bigint;
  id: Bigint;
  kind: string;
  args: unknown;
  priority: number;
  attempt: number;
  max_attempts: number;
  run_at: Date;
  created_at: Date;
  deadline_at: Date | null;
  partition: number;
  ordering_key: string | null;
  tags: string[];
  metadata: unknown;
  progress: unknown;
  failures: unknown;
  details: unknown;
}

/** Hands up to max_jobs next jobs of a queue to a worker, most urgent first. */
export async function claimJobs(db: Queryable, args: ClaimJobsParams): Promise<ClaimJobsRow[]> {
  const rows = await call<ClaimJobsRow>(db, "select claim_id, id, kind, args, priority, attempt, max_attempts, run_at, created_at, deadline_at, partition, ordering_key, tags, metadata, progress, failures, details from awa.claim_jobs(worker_id => $1::uuid, queue => $2::text, max_jobs => $3::integer, opts => $4::text::jsonb)", [
    args.workerId,
    args.queue ?? null,
    args.maxJobs ?? null,
    json(args.opts),
  ]);
  return rows;
}

/** Arguments of {@link completeJobs}; what is left out has its default. */
export interface CompleteJobsParams {
  workerId: string;
  claimId: Bigint | number | bigint;
  jobIds: readonly (Bigint | number | bigint)[];
  results?: unknown | null | undefined;
  opts?: SettleOptions | null | undefined;
}

/** A row of {@link completeJobs}. */
export interface CompleteJobsRow {
  settled: number;
  lost_ids: Bigint[];
}

/** Ends attempts of one claim as completed, with optional results. */
export async function completeJobs(db: Queryable, args: CompleteJobsParams): Promise<CompleteJobsRow> {
  const rows = await call<CompleteJobsRow>(db, "select settled, lost_ids from awa.complete_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::bigint[], results => $4::text::jsonb, opts => $5::text::jsonb)", [
    args.workerId,
    args.claimId,
    args.jobIds,
    json(args.results),
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link configure}; what is left out has its default. */
export interface ConfigureParams {
  settings?: Settings | null | undefined;
}

/** A row of {@link configure}. */
export interface ConfigureRow {
  keep_completed: number;
  keep_failed: number;
  keep_cancelled: number;
  max_delay: number;
}

/** Sets how long ended jobs are kept where their queue does not say, and how long a job may be put off. */
export async function configure(db: Queryable, args: ConfigureParams = {}): Promise<ConfigureRow> {
  const rows = await call<ConfigureRow>(db, "select keep_completed, keep_failed, keep_cancelled, max_delay from awa.configure(settings => $1::text::jsonb)", [
    json(args.settings),
  ]);
  return rows[0]!;
}

/** Arguments of {@link configureQueue}; what is left out has its default. */
export interface ConfigureQueueParams {
  queue: string;
  settings?: QueueSettings | null | undefined;
}

/** A row of {@link configureQueue}. */
export interface ConfigureQueueRow {
  queue_name: string;
  partitions: number;
  paused: boolean;
  aging: number;
  keep_completed: number | null;
  keep_failed: number | null;
  keep_cancelled: number | null;
  max_waiting: Bigint | null;
  on_full: "off" | "signal" | "refuse";
  max_args_bytes: number | null;
  max_metadata_bytes: number | null;
  max_tags_bytes: number | null;
  max_key_bytes: number | null;
  limits: string[];
  is_configured: boolean;
}

/** Makes or changes the configuration of a queue: partitions, pause, aging, retention. */
export async function configureQueue(db: Queryable, args: ConfigureQueueParams): Promise<ConfigureQueueRow> {
  const rows = await call<ConfigureQueueRow>(db, "select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, limits, is_configured from awa.configure_queue(queue => $1::text, settings => $2::text::jsonb)", [
    args.queue,
    json(args.settings),
  ]);
  return rows[0]!;
}

/** What signatures do not say: fields of JSON arguments, errors, and what result columns hold. */
export async function contractRegistry(db: Queryable): Promise<unknown> {
  const rows = await call<{ value: unknown }>(db, "select awa.contract_registry() as value", []);
  return rows[0]!.value;
}

/** The version of the contract, major.minor. */
export async function contractVersion(db: Queryable): Promise<string> {
  const rows = await call<{ value: string }>(db, "select awa.contract_version() as value", []);
  return rows[0]!.value;
}

/** Arguments of {@link deleteJob}; what is left out has its default. */
export interface DeleteJobParams {
  jobId: Bigint | number | bigint;
  opts?: NoOptions | null | undefined;
}

/** A row of {@link deleteJob}. */
export interface DeleteJobRow {
  id: Bigint;
  outcome: "deleted" | "not_ended" | "not_found";
  state: JobState | null;
}

/** Forgets an ended job, and its hold on a unique key, before its time. */
export async function deleteJob(db: Queryable, args: DeleteJobParams): Promise<DeleteJobRow> {
  const rows = await call<DeleteJobRow>(db, "select id, outcome, state from awa.delete_job(job_id => $1::bigint, opts => $2::text::jsonb)", [
    args.jobId,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link deleteLimit}; what is left out has its default. */
export interface DeleteLimitParams {
  name: string;
}

/** A row of {@link deleteLimit}. */
export interface DeleteLimitRow {
  limit_name: string;
  outcome: "deleted" | "attached" | "not_found";
  queues: string[];
  kinds: string[];
}

/** Removes a limit that no queue and no kind has any more. */
export async function deleteLimit(db: Queryable, args: DeleteLimitParams): Promise<DeleteLimitRow> {
  const rows = await call<DeleteLimitRow>(db, "select limit_name, outcome, queues, kinds from awa.delete_limit(name => $1::text)", [
    args.name,
  ]);
  return rows[0]!;
}

/** Arguments of {@link deleteSchedule}; what is left out has its default. */
export interface DeleteScheduleParams {
  name: string;
}

/** A row of {@link deleteSchedule}. */
export interface DeleteScheduleRow {
  schedule_name: string;
  outcome: "deleted" | "not_found";
}

/** Deletes a schedule; jobs that it has made stay. */
export async function deleteSchedule(db: Queryable, args: DeleteScheduleParams): Promise<DeleteScheduleRow> {
  const rows = await call<DeleteScheduleRow>(db, "select schedule_name, outcome from awa.delete_schedule(name => $1::text)", [
    args.name,
  ]);
  return rows[0]!;
}

/** Arguments of {@link deregisterWorker}; what is left out has its default. */
export interface DeregisterWorkerParams {
  workerId: string;
  opts?: NoOptions | null | undefined;
}

/** A row of {@link deregisterWorker}. */
export interface DeregisterWorkerRow {
  outcome: "deregistered" | "unknown";
  lost: number;
}

/** Ends a worker; jobs still open under its claims are rescued. */
export async function deregisterWorker(db: Queryable, args: DeregisterWorkerParams): Promise<DeregisterWorkerRow> {
  const rows = await call<DeregisterWorkerRow>(db, "select outcome, lost from awa.deregister_worker(worker_id => $1::uuid, opts => $2::text::jsonb)", [
    args.workerId,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link describeKind}; what is left out has its default. */
export interface DescribeKindParams {
  kind: string;
  argsSchema?: unknown | null | undefined;
  description?: string | null | undefined;
  opts?: KindOptions | null | undefined;
}

/** A row of {@link describeKind}. */
export interface DescribeKindRow {
  kind_name: string;
  outcome: "created" | "changed" | "unchanged";
}

/** Says what a kind of job is, and by a JSON Schema what its args look like. */
export async function describeKind(db: Queryable, args: DescribeKindParams): Promise<DescribeKindRow> {
  const rows = await call<DescribeKindRow>(db, "select kind_name, outcome from awa.describe_kind(kind => $1::text, args_schema => $2::text::jsonb, description => $3::text, opts => $4::text::jsonb)", [
    args.kind,
    json(args.argsSchema),
    args.description ?? null,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** A row of {@link doctor}. */
export interface DoctorRow {
  check_name: string;
  status: "ok" | "warning" | "error";
  detail: string;
  hint: string | null;
}

/** Looks for what keeps the engine from working as it should, and says what to do. */
export async function doctor(db: Queryable): Promise<DoctorRow[]> {
  const rows = await call<DoctorRow>(db, "select check_name, status, detail, hint from awa.doctor()", []);
  return rows;
}

/** A row of {@link errorCodes}. */
export interface ErrorCodesRow {
  sqlstate: string;
  condition: string;
  meaning: string;
}

/** The SQLSTATEs that Awa raises, with their conditions and what they mean. */
export async function errorCodes(db: Queryable): Promise<ErrorCodesRow[]> {
  const rows = await call<ErrorCodesRow>(db, "select sqlstate, condition, meaning from awa.error_codes()", []);
  return rows;
}

/** Arguments of {@link failJobs}; what is left out has its default. */
export interface FailJobsParams {
  workerId: string;
  claimId: Bigint | number | bigint;
  jobIds: readonly (Bigint | number | bigint)[];
  errors: readonly (string | null)[];
  retryAfter?: string | null | undefined;
  final?: boolean | null | undefined;
  opts?: FailOptions | null | undefined;
}

/** A row of {@link failJobs}. */
export interface FailJobsRow {
  id: Bigint;
  outcome: "retryable" | "failed" | "lost";
  attempt: number | null;
  run_at: Date | null;
}

/** Ends attempts of one claim as failed: to be retried, or for good. */
export async function failJobs(db: Queryable, args: FailJobsParams): Promise<FailJobsRow[]> {
  const rows = await call<FailJobsRow>(db, "select id, outcome, attempt, run_at from awa.fail_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::bigint[], errors => $4::text[], retry_after => $5::interval, final => $6::boolean, opts => $7::text::jsonb)", [
    args.workerId,
    args.claimId,
    args.jobIds,
    args.errors,
    args.retryAfter ?? null,
    args.final ?? null,
    json(args.opts),
  ]);
  return rows;
}

/** Arguments of {@link getJob}; what is left out has its default. */
export interface GetJobParams {
  jobId: Bigint | number | bigint;
}

/** A row of {@link getJob}. */
export interface GetJobRow {
  id: Bigint;
  kind: string;
  queue: string;
  partition: number;
  priority: number;
  state: JobState;
  attempt: number;
  max_attempts: number;
  run_at: Date;
  created_at: Date;
  attempted_at: Date | null;
  finalized_at: Date | null;
  worker_id: string | null;
  args: unknown;
  ordering_key: string | null;
  unique_key: Uint8Array | null;
  tags: string[];
  metadata: unknown;
  progress: unknown;
  failures: unknown;
  result: unknown;
  reason: string | null;
  options: unknown;
  details: unknown;
}

/** One job by id: state, attempts, failures, progress, result and times. */
export async function getJob(db: Queryable, args: GetJobParams): Promise<GetJobRow[]> {
  const rows = await call<GetJobRow>(db, "select id, kind, queue, partition, priority, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at, worker_id, args, ordering_key, unique_key, tags, metadata, progress, failures, result, reason, options, details from awa.get_job(job_id => $1::bigint)", [
    args.jobId,
  ]);
  return rows;
}

/** Arguments of {@link getQueue}; what is left out has its default. */
export interface GetQueueParams {
  queue: string;
}

/** A row of {@link getQueue}. */
export interface GetQueueRow {
  queue_name: string;
  partitions: number;
  paused: boolean;
  aging: number;
  keep_completed: number | null;
  keep_failed: number | null;
  keep_cancelled: number | null;
  max_waiting: Bigint | null;
  on_full: "off" | "signal" | "refuse";
  max_args_bytes: number | null;
  max_metadata_bytes: number | null;
  max_tags_bytes: number | null;
  max_key_bytes: number | null;
  limits: string[];
  is_configured: boolean;
}

/** The configuration of a queue: partitions, pause, aging, retention, limits. */
export async function getQueue(db: Queryable, args: GetQueueParams): Promise<GetQueueRow> {
  const rows = await call<GetQueueRow>(db, "select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, limits, is_configured from awa.get_queue(queue => $1::text)", [
    args.queue,
  ]);
  return rows[0]!;
}

/** Arguments of {@link heartbeat}; what is left out has its default. */
export interface HeartbeatParams {
  workerId: string;
  opts?: NoOptions | null | undefined;
}

/** A row of {@link heartbeat}. */
export interface HeartbeatRow {
  outcome: "alive";
  stop_claim_ids: Bigint[];
  stop_job_ids: Bigint[];
  stop_reasons: ("cancelled" | "deadline")[];
  paused_queues: string[];
  details: unknown;
}

/** Says that a worker lives; answers which attempts it must stop and which queues are paused. */
export async function heartbeat(db: Queryable, args: HeartbeatParams): Promise<HeartbeatRow> {
  const rows = await call<HeartbeatRow>(db, "select outcome, stop_claim_ids, stop_job_ids, stop_reasons, paused_queues, details from awa.heartbeat(worker_id => $1::uuid, opts => $2::text::jsonb)", [
    args.workerId,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link insertJob}; what is left out has its default. */
export interface InsertJobParams {
  kind: string;
  args?: unknown | null | undefined;
  queue?: string | null | undefined;
  priority?: number | null | undefined;
  runAt?: Date | string | null | undefined;
  maxAttempts?: number | null | undefined;
  uniqueBy?: UniqueBy | null | undefined;
  orderingKey?: string | null | undefined;
  tags?: readonly (string | null)[] | null | undefined;
  metadata?: unknown | null | undefined;
  opts?: JobOptions | null | undefined;
}

/** A row of {@link insertJob}. */
export interface InsertJobRow {
  id: Bigint;
  outcome: "inserted" | "existing" | "replaced";
  state: JobState;
  queue_name: string | null;
  partition: number | null;
  due_at: Date | null;
  unique_key: Uint8Array | null;
  queue_full: boolean;
}

/** Enqueues a job in the caller's transaction. */
export async function insertJob(db: Queryable, args: InsertJobParams): Promise<InsertJobRow> {
  const rows = await call<InsertJobRow>(db, "select id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_job(kind => $1::text, args => $2::text::jsonb, queue => $3::text, priority => $4::integer, run_at => $5::timestamp with time zone, max_attempts => $6::integer, unique_by => $7::text::jsonb, ordering_key => $8::text, tags => $9::text[], metadata => $10::text::jsonb, opts => $11::text::jsonb)", [
    args.kind,
    json(args.args),
    args.queue ?? null,
    args.priority ?? null,
    args.runAt ?? null,
    args.maxAttempts ?? null,
    json(args.uniqueBy),
    args.orderingKey ?? null,
    args.tags ?? null,
    json(args.metadata),
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link insertJobs}; what is left out has its default. */
export interface InsertJobsParams {
  jobs: readonly NewJob[];
  opts?: NotifyOptions | null | undefined;
}

/** A row of {@link insertJobs}. */
export interface InsertJobsRow {
  ordinal: number;
  id: Bigint;
  outcome: "inserted" | "existing" | "replaced";
  state: JobState;
  queue_name: string | null;
  partition: number | null;
  due_at: Date | null;
  unique_key: Uint8Array | null;
  queue_full: boolean;
}

/** Enqueues many jobs, given as a JSON array, in one statement. */
export async function insertJobs(db: Queryable, args: InsertJobsParams): Promise<InsertJobsRow[]> {
  const rows = await call<InsertJobsRow>(db, "select ordinal, id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_jobs(jobs => $1::text::jsonb, opts => $2::text::jsonb)", [
    json(args.jobs),
    json(args.opts),
  ]);
  return rows;
}

/** Arguments of {@link insertMany}; what is left out has its default. */
export interface InsertManyParams {
  kind: string;
  args: readonly unknown[];
  queue?: string | null | undefined;
  priority?: number | null | undefined;
  runAt?: Date | string | null | undefined;
  maxAttempts?: number | null | undefined;
  orderingKeys?: readonly (string | null)[] | null | undefined;
  tags?: readonly (string | null)[] | null | undefined;
  metadata?: unknown | null | undefined;
  opts?: ManyOptions | null | undefined;
}

/** A row of {@link insertMany}. */
export interface InsertManyRow {
  id: Bigint;
  queue_full: boolean;
}

/** Enqueues many jobs of one kind into one queue, given as an array of args, the fastest way. */
export async function insertMany(db: Queryable, args: InsertManyParams): Promise<InsertManyRow[]> {
  const rows = await call<InsertManyRow>(db, "select id, queue_full from awa.insert_many(kind => $1::text, args => $2::text[]::jsonb[], queue => $3::text, priority => $4::integer, run_at => $5::timestamp with time zone, max_attempts => $6::integer, ordering_keys => $7::text[], tags => $8::text[], metadata => $9::text::jsonb, opts => $10::text::jsonb)", [
    args.kind,
    args.args.map(json),
    args.queue ?? null,
    args.priority ?? null,
    args.runAt ?? null,
    args.maxAttempts ?? null,
    args.orderingKeys ?? null,
    args.tags ?? null,
    json(args.metadata),
    json(args.opts),
  ]);
  return rows;
}

/** Arguments of {@link jobState}; what is left out has its default. */
export interface JobStateParams {
  jobId: Bigint | number | bigint;
}

/** A row of {@link jobState}. */
export interface JobStateRow {
  id: Bigint;
  state: JobState;
  attempt: number;
  max_attempts: number;
  run_at: Date;
  created_at: Date;
  attempted_at: Date | null;
  finalized_at: Date | null;
}

/** What has become of a job, by id: its state, attempts and times, without what is in it. */
export async function jobState(db: Queryable, args: JobStateParams): Promise<JobStateRow[]> {
  const rows = await call<JobStateRow>(db, "select id, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at from awa.job_state(job_id => $1::bigint)", [
    args.jobId,
  ]);
  return rows;
}

/** A row of {@link jobStates}. */
export interface JobStatesRow {
  state: JobState;
  has_ended: boolean;
  meaning: string;
}

/** The states of a job, and whether a job in it has ended. */
export async function jobStates(db: Queryable): Promise<JobStatesRow[]> {
  const rows = await call<JobStatesRow>(db, "select state, has_ended, meaning from awa.job_states()", []);
  return rows;
}

/** Arguments of {@link listJobs}; what is left out has its default. */
export interface ListJobsParams {
  queue: string;
  state: string;
  maxJobs?: number | null | undefined;
  opts?: NoOptions | null | undefined;
}

/** A row of {@link listJobs}. */
export interface ListJobsRow {
  id: Bigint;
  kind: string;
  queue_name: string;
  partition: number;
  priority: number;
  job_state: JobState;
  attempt: number;
  max_attempts: number;
  run_at: Date;
  created_at: Date;
  attempted_at: Date | null;
  finalized_at: Date | null;
  worker_id: string | null;
  args: unknown;
  ordering_key: string | null;
  unique_key: Uint8Array | null;
  tags: string[];
  metadata: unknown;
  progress: unknown;
  failures: unknown;
  result: unknown;
  reason: string | null;
  options: unknown;
  details: unknown;
}

/** The newest jobs of a queue in one state. */
export async function listJobs(db: Queryable, args: ListJobsParams): Promise<ListJobsRow[]> {
  const rows = await call<ListJobsRow>(db, "select id, kind, queue_name, partition, priority, job_state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at, worker_id, args, ordering_key, unique_key, tags, metadata, progress, failures, result, reason, options, details from awa.list_jobs(queue => $1::text, state => $2::text, max_jobs => $3::integer, opts => $4::text::jsonb)", [
    args.queue,
    args.state,
    args.maxJobs ?? null,
    json(args.opts),
  ]);
  return rows;
}

/** Arguments of {@link nextFires}; what is left out has its default. */
export interface NextFiresParams {
  spec: string;
  zone?: string | null | undefined;
  after?: Date | string | null | undefined;
  n?: number | null | undefined;
  opts?: FiresOptions | null | undefined;
}

/** A row of {@link nextFires}. */
export interface NextFiresRow {
  fire_at: Date;
}

/** The next times at which a schedule would fire: a cron spec in a time zone. */
export async function nextFires(db: Queryable, args: NextFiresParams): Promise<NextFiresRow[]> {
  const rows = await call<NextFiresRow>(db, "select fire_at from awa.next_fires(spec => $1::text, zone => $2::text, after => $3::timestamp with time zone, n => $4::integer, opts => $5::text::jsonb)", [
    args.spec,
    args.zone ?? null,
    args.after ?? null,
    args.n ?? null,
    json(args.opts),
  ]);
  return rows;
}

/** Arguments of {@link orderingHash}; what is left out has its default. */
export interface OrderingHashParams {
  key: string;
}

/** Hashes an ordering key to an unsigned 64-bit number, in decimal digits. */
export async function orderingHash(db: Queryable, args: OrderingHashParams): Promise<string> {
  const rows = await call<{ value: string }>(db, "select awa.ordering_hash(key => $1::text) as value", [
    args.key,
  ]);
  return rows[0]!.value;
}

/** Arguments of {@link partitionForKey}; what is left out has its default. */
export interface PartitionForKeyParams {
  key: string;
  partitions: number;
}

/** Tells which partition of a queue an ordering key belongs to. */
export async function partitionForKey(db: Queryable, args: PartitionForKeyParams): Promise<number> {
  const rows = await call<{ value: number }>(db, "select awa.partition_for_key(key => $1::text, partitions => $2::integer) as value", [
    args.key,
    args.partitions,
  ]);
  return rows[0]!.value;
}

/** Arguments of {@link pauseSchedule}; what is left out has its default. */
export interface PauseScheduleParams {
  name: string;
  reason?: string | null | undefined;
  until?: Date | string | null | undefined;
}

/** A row of {@link pauseSchedule}. */
export interface PauseScheduleRow {
  schedule_name: string;
  outcome: "paused" | "unchanged";
}

/** Pauses a schedule, until a time or until it is resumed. */
export async function pauseSchedule(db: Queryable, args: PauseScheduleParams): Promise<PauseScheduleRow> {
  const rows = await call<PauseScheduleRow>(db, "select schedule_name, outcome from awa.pause_schedule(name => $1::text, reason => $2::text, until => $3::timestamp with time zone)", [
    args.name,
    args.reason ?? null,
    args.until ?? null,
  ]);
  return rows[0]!;
}

/** Arguments of {@link penalizeLimit}; what is left out has its default. */
export interface PenalizeLimitParams {
  name: string;
  delay: string;
  key?: string | null | undefined;
}

/** A row of {@link penalizeLimit}. */
export interface PenalizeLimitRow {
  limit_name: string;
  outcome: "penalized" | "unchanged" | "lifted" | "not_found";
  penalized_until: Date | null;
}

/** Lets nothing start under a limit for some time. */
export async function penalizeLimit(db: Queryable, args: PenalizeLimitParams): Promise<PenalizeLimitRow> {
  const rows = await call<PenalizeLimitRow>(db, "select limit_name, outcome, penalized_until from awa.penalize_limit(name => $1::text, delay => $2::interval, key => $3::text)", [
    args.name,
    args.delay,
    args.key ?? null,
  ]);
  return rows[0]!;
}

/** Arguments of {@link putLimit}; what is left out has its default. */
export interface PutLimitParams {
  name: string;
  settings?: LimitSettings | null | undefined;
  key?: string | null | undefined;
}

/** A row of {@link putLimit}. */
export interface PutLimitRow {
  limit_name: string;
  outcome: "created" | "changed" | "unchanged";
  concurrency: number | null;
  rate: number | null;
  per: number | null;
  burst: number | null;
  details: unknown;
}

/** Makes or changes a limit of how many jobs start: concurrency, rate, or both. */
export async function putLimit(db: Queryable, args: PutLimitParams): Promise<PutLimitRow> {
  const rows = await call<PutLimitRow>(db, "select limit_name, outcome, concurrency, rate, per, burst, details from awa.put_limit(name => $1::text, settings => $2::text::jsonb, key => $3::text)", [
    args.name,
    json(args.settings),
    args.key ?? null,
  ]);
  return rows[0]!;
}

/** Arguments of {@link putSchedule}; what is left out has its default. */
export interface PutScheduleParams {
  name: string;
  spec: string;
  zone?: string | null | undefined;
  kind?: string | null | undefined;
  args?: unknown | null | undefined;
  opts?: ScheduleOptions | null | undefined;
}

/** A row of {@link putSchedule}. */
export interface PutScheduleRow {
  schedule_name: string;
  outcome: "created" | "updated" | "unchanged";
  next_fires: string[];
  sentence: string;
  notes: string[];
  details: unknown;
}

/** Makes or changes a schedule: jobs of a kind, each time that a cron spec says. */
export async function putSchedule(db: Queryable, args: PutScheduleParams): Promise<PutScheduleRow> {
  const rows = await call<PutScheduleRow>(db, "select schedule_name, outcome, next_fires, sentence, notes, details from awa.put_schedule(name => $1::text, spec => $2::text, zone => $3::text, kind => $4::text, args => $5::text::jsonb, opts => $6::text::jsonb)", [
    args.name,
    args.spec,
    args.zone ?? null,
    args.kind ?? null,
    json(args.args),
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link queueStats}; what is left out has its default. */
export interface QueueStatsParams {
  queue?: string | null | undefined;
}

/** A row of {@link queueStats}. */
export interface QueueStatsRow {
  queue_name: string;
  pending: Bigint;
  scheduled: Bigint;
  available: Bigint;
  blocked: Bigint;
  running: Bigint;
  retryable: Bigint;
  waiting_external: Bigint;
  completed: Bigint;
  failed: Bigint;
  cancelled: Bigint;
  completed_last_minute: Bigint;
  oldest_available_at: Date | null;
  partitions: number;
  paused: boolean;
  details: unknown;
}

/** What queues hold at this moment: jobs by state, throughput, the oldest waiting job. */
export async function queueStats(db: Queryable, args: QueueStatsParams = {}): Promise<QueueStatsRow[]> {
  const rows = await call<QueueStatsRow>(db, "select queue_name, pending, scheduled, available, blocked, running, retryable, waiting_external, completed, failed, cancelled, completed_last_minute, oldest_available_at, partitions, paused, details from awa.queue_stats(queue => $1::text)", [
    args.queue ?? null,
  ]);
  return rows;
}

/** Arguments of {@link registerWorker}; what is left out has its default. */
export interface RegisterWorkerParams {
  name?: string | null | undefined;
  queues?: readonly (string | null)[] | null | undefined;
  opts?: WorkerOptions | null | undefined;
}

/** A row of {@link registerWorker}. */
export interface RegisterWorkerRow {
  worker_id: string;
  contract_version: string;
  schema_version: number;
  heartbeat_ms: number;
  dead_after_ms: number;
}

/** Registers a worker process and returns its id and the pace of its heartbeats. */
export async function registerWorker(db: Queryable, args: RegisterWorkerParams = {}): Promise<RegisterWorkerRow> {
  const rows = await call<RegisterWorkerRow>(db, "select worker_id, contract_version, schema_version, heartbeat_ms, dead_after_ms from awa.register_worker(name => $1::text, queues => $2::text[], opts => $3::text::jsonb)", [
    args.name ?? null,
    args.queues ?? null,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link releaseJobs}; what is left out has its default. */
export interface ReleaseJobsParams {
  workerId: string;
  claimId: Bigint | number | bigint;
  jobIds: readonly (Bigint | number | bigint)[];
  opts?: SettleOptions | null | undefined;
}

/** A row of {@link releaseJobs}. */
export interface ReleaseJobsRow {
  settled: number;
  lost_ids: Bigint[];
}

/** Hands jobs of one claim back unstarted; they are available again at once. */
export async function releaseJobs(db: Queryable, args: ReleaseJobsParams): Promise<ReleaseJobsRow> {
  const rows = await call<ReleaseJobsRow>(db, "select settled, lost_ids from awa.release_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::bigint[], opts => $4::text::jsonb)", [
    args.workerId,
    args.claimId,
    args.jobIds,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link repair}; what is left out has its default. */
export interface RepairParams {
  opts?: NoOptions | null | undefined;
}

/** A row of {@link repair}. */
export interface RepairRow {
  outcome: "sound" | "repaired";
  waiting: Bigint;
  lost: Bigint;
  completed: Bigint;
}

/** Makes a ledger that was restored from another server whole in this one. */
export async function repair(db: Queryable, args: RepairParams = {}): Promise<RepairRow> {
  const rows = await call<RepairRow>(db, "select outcome, waiting, lost, completed from awa.repair(opts => $1::text::jsonb)", [
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link rescheduleJob}; what is left out has its default. */
export interface RescheduleJobParams {
  jobId?: Bigint | number | bigint | null | undefined;
  uniqueKey?: Uint8Array | null | undefined;
  runAt?: Date | string | null | undefined;
  priority?: number | null | undefined;
  args?: unknown | null | undefined;
  opts?: NotifyOptions | null | undefined;
}

/** A row of {@link rescheduleJob}. */
export interface RescheduleJobRow {
  id: Bigint | null;
  outcome: "rescheduled" | "not_waiting" | "already_ended" | "not_found";
  state: JobState | null;
  due_at: Date | null;
}

/** Changes when a waiting job runs, its priority or its args; named by id or unique key. */
export async function rescheduleJob(db: Queryable, args: RescheduleJobParams = {}): Promise<RescheduleJobRow> {
  const rows = await call<RescheduleJobRow>(db, "select id, outcome, state, due_at from awa.reschedule_job(job_id => $1::bigint, unique_key => $2::bytea, run_at => $3::timestamp with time zone, priority => $4::integer, args => $5::text::jsonb, opts => $6::text::jsonb)", [
    args.jobId ?? null,
    args.uniqueKey ?? null,
    args.runAt ?? null,
    args.priority ?? null,
    json(args.args),
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link resumeSchedule}; what is left out has its default. */
export interface ResumeScheduleParams {
  name: string;
  missed?: string | null | undefined;
}

/** A row of {@link resumeSchedule}. */
export interface ResumeScheduleRow {
  schedule_name: string;
  outcome: "resumed" | "not_paused";
  fired: number;
  dropped: number;
  skipped: number;
}

/** Ends the pause of a schedule, and says what becomes of the fires meanwhile. */
export async function resumeSchedule(db: Queryable, args: ResumeScheduleParams): Promise<ResumeScheduleRow> {
  const rows = await call<ResumeScheduleRow>(db, "select schedule_name, outcome, fired, dropped, skipped from awa.resume_schedule(name => $1::text, missed => $2::text)", [
    args.name,
    args.missed ?? null,
  ]);
  return rows[0]!;
}

/** Arguments of {@link retryJob}; what is left out has its default. */
export interface RetryJobParams {
  jobId: Bigint | number | bigint;
  runAt?: Date | string | null | undefined;
  opts?: RetryOptions | null | undefined;
}

/** A row of {@link retryJob}. */
export interface RetryJobRow {
  id: Bigint;
  outcome: "retried" | "not_ended" | "completed" | "not_found" | "key_held";
  state: JobState | null;
  due_at: Date | null;
}

/** Runs a failed or cancelled job again, under its id and with one attempt more if it has none left. */
export async function retryJob(db: Queryable, args: RetryJobParams): Promise<RetryJobRow> {
  const rows = await call<RetryJobRow>(db, "select id, outcome, state, due_at from awa.retry_job(job_id => $1::bigint, run_at => $2::timestamp with time zone, opts => $3::text::jsonb)", [
    args.jobId,
    args.runAt ?? null,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** The number of the newest table migration. */
export async function schemaVersion(db: Queryable): Promise<number> {
  const rows = await call<{ value: number }>(db, "select awa.schema_version() as value", []);
  return rows[0]!.value;
}

/** Arguments of {@link setProgress}; what is left out has its default. */
export interface SetProgressParams {
  workerId: string;
  claimId: Bigint | number | bigint;
  jobId: Bigint | number | bigint;
  percent?: number | null | undefined;
  message?: string | null | undefined;
  checkpoint?: unknown | null | undefined;
  opts?: NoOptions | null | undefined;
}

/** A row of {@link setProgress}. */
export interface SetProgressRow {
  id: Bigint;
  outcome: "saved";
}

/** Saves percent, message and checkpoint of a running job; kept across retries. */
export async function setProgress(db: Queryable, args: SetProgressParams): Promise<SetProgressRow> {
  const rows = await call<SetProgressRow>(db, "select id, outcome from awa.set_progress(worker_id => $1::uuid, claim_id => $2::bigint, job_id => $3::bigint, percent => $4::integer, message => $5::text, checkpoint => $6::text::jsonb, opts => $7::text::jsonb)", [
    args.workerId,
    args.claimId,
    args.jobId,
    args.percent ?? null,
    args.message ?? null,
    json(args.checkpoint),
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link sleepUntilWork}; what is left out has its default. */
export interface SleepUntilWorkParams {
  workerId: string;
  queues: readonly (string | null)[];
  pending?: string | null | undefined;
  opts?: SleepOptions | null | undefined;
}

/** A row of {@link sleepUntilWork}. */
export interface SleepUntilWorkRow {
  has_work: boolean;
  work_queues: string[];
  wait_ms: number;
  pending_after: string | null;
}

/** Declares the queues that this session sleeps on, and says how long it may wait for a notification. */
export async function sleepUntilWork(db: Queryable, args: SleepUntilWorkParams): Promise<SleepUntilWorkRow> {
  const rows = await call<SleepUntilWorkRow>(db, "select has_work, work_queues, wait_ms, pending_after from awa.sleep_until_work(worker_id => $1::uuid, queues => $2::text[], pending => $3::text, opts => $4::text::jsonb)", [
    args.workerId,
    args.queues,
    args.pending ?? null,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link snoozeJob}; what is left out has its default. */
export interface SnoozeJobParams {
  workerId: string;
  claimId: Bigint | number | bigint;
  jobId: Bigint | number | bigint;
  delay: string;
  opts?: NotifyOptions | null | undefined;
}

/** A row of {@link snoozeJob}. */
export interface SnoozeJobRow {
  id: Bigint;
  outcome: "snoozed";
  run_at: Date;
}

/** Puts a running job off for a while without counting the attempt. */
export async function snoozeJob(db: Queryable, args: SnoozeJobParams): Promise<SnoozeJobRow> {
  const rows = await call<SnoozeJobRow>(db, "select id, outcome, run_at from awa.snooze_job(worker_id => $1::uuid, claim_id => $2::bigint, job_id => $3::bigint, delay => $4::interval, opts => $5::text::jsonb)", [
    args.workerId,
    args.claimId,
    args.jobId,
    args.delay,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link tick}; what is left out has its default. */
export interface TickParams {
  opts?: TickOptions | null | undefined;
}

/** A row of {@link tick}. */
export interface TickRow {
  promoted: number;
  workers_lost: number;
  jobs_rescued: number;
  jobs_expired: number;
  details: unknown;
}

/** One bounded step of housekeeping: rescue, timeouts, promotion, schedules, retention. Call it about once a second. */
export async function tick(db: Queryable, args: TickParams = {}): Promise<TickRow> {
  const rows = await call<TickRow>(db, "select promoted, workers_lost, jobs_rescued, jobs_expired, details from awa.tick(opts => $1::text::jsonb)", [
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link triggerSchedule}; what is left out has its default. */
export interface TriggerScheduleParams {
  name: string;
  opts?: TriggerOptions | null | undefined;
}

/** A row of {@link triggerSchedule}. */
export interface TriggerScheduleRow {
  schedule_name: string;
  outcome: "triggered" | "skipped";
  id: Bigint | null;
  state: JobState | null;
}

/** Makes a job of a schedule now, beside its fires. */
export async function triggerSchedule(db: Queryable, args: TriggerScheduleParams): Promise<TriggerScheduleRow> {
  const rows = await call<TriggerScheduleRow>(db, "select schedule_name, outcome, id, state from awa.trigger_schedule(name => $1::text, opts => $2::text::jsonb)", [
    args.name,
    json(args.opts),
  ]);
  return rows[0]!;
}

/** Arguments of {@link uniqueKey}; what is left out has its default. */
export interface UniqueKeyParams {
  kind: string;
  queue?: string | null | undefined;
  args?: unknown | null | undefined;
  periodStart?: Bigint | number | bigint | null | undefined;
  key?: string | null | undefined;
}

/** Derives the 16-byte unique key of a job from the parts that make it unique. */
export async function uniqueKey(db: Queryable, args: UniqueKeyParams): Promise<Uint8Array> {
  const rows = await call<{ value: Uint8Array }>(db, "select awa.unique_key(kind => $1::text, queue => $2::text, args => $3::text::jsonb, period_start => $4::bigint, key => $5::text) as value", [
    args.kind,
    args.queue ?? null,
    json(args.args),
    args.periodStart ?? null,
    args.key ?? null,
  ]);
  return rows[0]!.value;
}

/** Arguments of {@link whyWaiting}; what is left out has its default. */
export interface WhyWaitingParams {
  jobId: Bigint | number | bigint;
}

/** A row of {@link whyWaiting}. */
export interface WhyWaitingRow {
  reason: "scheduled" | "parents" | "concurrency_key" | "paused" | "limit" | "no_worker" | "no_kind" | "behind";
  name: string | null;
  since_at: Date | null;
  until_at: Date | null;
  other_ids: Bigint[] | null;
  details: unknown;
}

/** Why a job does not run yet: one row per reason that holds now. */
export async function whyWaiting(db: Queryable, args: WhyWaitingParams): Promise<WhyWaitingRow[]> {
  const rows = await call<WhyWaitingRow>(db, "select reason, name, since_at, until_at, other_ids, details from awa.why_waiting(job_id => $1::bigint)", [
    args.jobId,
  ]);
  return rows;
}

