// Code generated from contract 1.0 of schema awa by awa codegen; DO NOT EDIT.

// Package awa calls the functions of schema awa.
package awa

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Querier sends a statement: a *pgx.Conn, a *pgxpool.Pool, or a pgx.Tx, whose transaction the call is part of then.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Contract is the version of the contract that this package was made from.
const Contract = "1.0"

// States of a job.
const (
	StatePending         = "pending"
	StateScheduled       = "scheduled"
	StateAvailable       = "available"
	StateBlocked         = "blocked"
	StateRunning         = "running"
	StateRetryable       = "retryable"
	StateWaitingExternal = "waiting_external"
	StateCompleted       = "completed"
	StateFailed          = "failed"
	StateCancelled       = "cancelled"
)

// Error is one that the database named: an SQLSTATE of class AW. The message names the bad value.
// errors.Is(err, ErrLeaseLost) and the like tell them apart.
type Error struct {
	SQLState string
	Message  string
	Hint     string
	Cause    error
}

func (e *Error) Error() string { return e.Message }

func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether both have the same SQLSTATE.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.SQLState == e.SQLState
}

// What errors.Is compares with.
var (
	// ErrInvalidArgument: An argument or option is missing, out of range or of the wrong type.
	ErrInvalidArgument = &Error{SQLState: "AW001"}
	// ErrUnknownOption: An option that this version does not know.
	ErrUnknownOption = &Error{SQLState: "AW002"}
	// ErrTooLarge: A value is larger than its limit.
	ErrTooLarge = &Error{SQLState: "AW003"}
	// ErrUniqueConflict: Another job holds the unique key.
	ErrUniqueConflict = &Error{SQLState: "AW004"}
	// ErrLeaseLost: The attempt is no longer the caller's: it was settled, cancelled or rescued.
	ErrLeaseLost = &Error{SQLState: "AW005"}
	// ErrWorkerUnknown: The worker is not registered, or was declared lost.
	ErrWorkerUnknown = &Error{SQLState: "AW006"}
	// ErrWrongState: The database came from another server and has to be repaired.
	ErrWrongState = &Error{SQLState: "AW007"}
	// ErrIsolationLevel: The call needs READ COMMITTED.
	ErrIsolationLevel = &Error{SQLState: "AW008"}
	// ErrQueueFull: The queue holds as many jobs as it takes.
	ErrQueueFull = &Error{SQLState: "AW009"}
	// ErrNotFound: There is no such job or queue, or the job was kept long enough.
	ErrNotFound = &Error{SQLState: "AW010"}
	// ErrInvalidArgs: The args do not fit the schema of their kind.
	ErrInvalidArgs = &Error{SQLState: "AW011"}
	// ErrContractMismatch: The caller was made for a version of the contract that this database does not serve.
	ErrContractMismatch = &Error{SQLState: "AW012"}
	// ErrTriggersDisabled: The call needs triggers, which session_replication_role turns off.
	ErrTriggersDisabled = &Error{SQLState: "AW013"}
)

func named(err error) error {
	var cause *pgconn.PgError
	if errors.As(err, &cause) && len(cause.Code) == 5 && cause.Code[:2] == "AW" {
		return &Error{SQLState: cause.Code, Message: cause.Message, Hint: cause.Hint, Cause: err}
	}
	return err
}

func query[Row any](ctx context.Context, db Querier, scan pgx.RowToFunc[Row], sql string, args ...any) ([]Row, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, named(err)
	}
	result, err := pgx.CollectRows(rows, scan)
	if err != nil {
		return nil, named(err)
	}
	return result, nil
}

func one[Row any](rows []Row, err error) (Row, error) {
	var row Row
	if err != nil {
		return row, err
	}
	if len(rows) != 1 {
		return row, pgx.ErrNoRows
	}
	return rows[0], nil
}

// orZero scans a null as the zero value.
type orZero[T any] struct{ to *T }

func (z orZero[T]) set(value *T) {
	if value != nil {
		*z.to = *value
	}
}

func toJSON(value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	text, err := json.Marshal(value)
	return string(text), err
}

func toJSONs(values []any) ([]string, error) {
	texts := make([]string, len(values))
	for i, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	return texts, nil
}

// CancelByUniqueKeyParams are the arguments of CancelByUniqueKey; nil is the default.
type CancelByUniqueKeyParams struct {
	Kind   string
	Queue  *string
	Args   any
	Period *string
	At     *time.Time
	Key    *string
	Reason *string
	Opts   any
}

// CancelByUniqueKeyRow is a row of CancelByUniqueKey.
type CancelByUniqueKeyRow struct {
	ID        int64
	Outcome   string
	State     string
	UniqueKey []byte
}

// CancelByUniqueKey calls awa.cancel_by_unique_key: Cancels the job that holds a unique key, named by the same parts as at insert.
func CancelByUniqueKey(ctx context.Context, db Querier, p CancelByUniqueKeyParams) ([]CancelByUniqueKeyRow, error) {
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return nil, err
	}
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r pgx.CollectableRow) (row CancelByUniqueKeyRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *string
		if err = r.Scan(&c0, &c1, &c2, &row.UniqueKey); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		orZero[string]{&row.State}.set(c2)
		return
	}, `select id, outcome, state, unique_key from awa.cancel_by_unique_key(kind => $1::text, queue => $2::text, args => $3::jsonb, period => $4::interval, at => $5::timestamp with time zone, key => $6::text, reason => $7::text, opts => $8::jsonb)`, p.Kind, p.Queue, argsJSON, p.Period, p.At, p.Key, p.Reason, optsJSON)
}

// CancelJobParams are the arguments of CancelJob; nil is the default.
type CancelJobParams struct {
	JobID  int64
	Reason *string
	Opts   any
}

// CancelJobRow is a row of CancelJob.
type CancelJobRow struct {
	ID      int64
	Outcome string
	State   string
}

// CancelJob calls awa.cancel_job: Cancels a job in any state before the end; a running one is told to stop.
func CancelJob(ctx context.Context, db Querier, p CancelJobParams) (CancelJobRow, error) {
	var none CancelJobRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row CancelJobRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *string
		if err = r.Scan(&c0, &c1, &c2); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		orZero[string]{&row.State}.set(c2)
		return
	}, `select id, outcome, state from awa.cancel_job(job_id => $1::bigint, reason => $2::text, opts => $3::jsonb)`, p.JobID, p.Reason, optsJSON))
}

// CancelRunningParams are the arguments of CancelRunning; nil is the default.
type CancelRunningParams struct {
	WorkerID string
	ClaimID  int64
	JobIds   []int64
	Reason   *string
	Opts     any
}

// CancelRunningRow is a row of CancelRunning.
type CancelRunningRow struct {
	Settled int32
	LostIds []int64
}

// CancelRunning calls awa.cancel_running: Ends running jobs of one claim as cancelled, on the wish of their own worker.
func CancelRunning(ctx context.Context, db Querier, p CancelRunningParams) (CancelRunningRow, error) {
	var none CancelRunningRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row CancelRunningRow, err error) {
		var c0 *int32
		if err = r.Scan(&c0, &row.LostIds); err != nil {
			return
		}
		orZero[int32]{&row.Settled}.set(c0)
		return
	}, `select settled, lost_ids from awa.cancel_running(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::bigint[], reason => $4::text, opts => $5::jsonb)`, p.WorkerID, p.ClaimID, p.JobIds, p.Reason, optsJSON))
}

// CheckContractParams are the arguments of CheckContract; nil is the default.
type CheckContractParams struct {
	Version string
}

// CheckContract calls awa.check_contract: Whether a caller that was made for a version of this contract can work with this database.
func CheckContract(ctx context.Context, db Querier, p CheckContractParams) (string, error) {
	return one(query(ctx, db, func(r pgx.CollectableRow) (row string, err error) {
		var c0 *string
		if err = r.Scan(&c0); err != nil {
			return
		}
		orZero[string]{&row}.set(c0)
		return
	}, `select awa.check_contract(version => $1::text) as value`, p.Version))
}

// ClaimJobsParams are the arguments of ClaimJobs; nil is the default.
type ClaimJobsParams struct {
	WorkerID string
	Queue    *string
	MaxJobs  *int32
	Opts     any
}

// ClaimJobsRow is a row of ClaimJobs.
type ClaimJobsRow struct {
	ClaimID     int64
	ID          int64
	Kind        string
	Args        json.RawMessage
	Priority    int32
	Attempt     int32
	MaxAttempts int32
	RunAt       time.Time
	CreatedAt   time.Time
	DeadlineAt  time.Time
	Partition   int32
	OrderingKey string
	Tags        []string
	Metadata    json.RawMessage
	Progress    json.RawMessage
	Errors      json.RawMessage
	Details     json.RawMessage
}

// ClaimJobs calls awa.claim_jobs: Hands up to max_jobs next jobs of a queue to a worker, most urgent first.
func ClaimJobs(ctx context.Context, db Querier, p ClaimJobsParams) ([]ClaimJobsRow, error) {
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r pgx.CollectableRow) (row ClaimJobsRow, err error) {
		var c0 *int64
		var c1 *int64
		var c2 *string
		var c4 *int32
		var c5 *int32
		var c6 *int32
		var c7 *time.Time
		var c8 *time.Time
		var c9 *time.Time
		var c10 *int32
		var c11 *string
		if err = r.Scan(&c0, &c1, &c2, &row.Args, &c4, &c5, &c6, &c7, &c8, &c9, &c10, &c11, &row.Tags, &row.Metadata, &row.Progress, &row.Errors, &row.Details); err != nil {
			return
		}
		orZero[int64]{&row.ClaimID}.set(c0)
		orZero[int64]{&row.ID}.set(c1)
		orZero[string]{&row.Kind}.set(c2)
		orZero[int32]{&row.Priority}.set(c4)
		orZero[int32]{&row.Attempt}.set(c5)
		orZero[int32]{&row.MaxAttempts}.set(c6)
		orZero[time.Time]{&row.RunAt}.set(c7)
		orZero[time.Time]{&row.CreatedAt}.set(c8)
		orZero[time.Time]{&row.DeadlineAt}.set(c9)
		orZero[int32]{&row.Partition}.set(c10)
		orZero[string]{&row.OrderingKey}.set(c11)
		return
	}, `select claim_id, id, kind, args, priority, attempt, max_attempts, run_at, created_at, deadline_at, partition, ordering_key, tags, metadata, progress, errors, details from awa.claim_jobs(worker_id => $1::uuid, queue => $2::text, max_jobs => $3::integer, opts => $4::jsonb)`, p.WorkerID, p.Queue, p.MaxJobs, optsJSON)
}

// CompleteJobsParams are the arguments of CompleteJobs; nil is the default.
type CompleteJobsParams struct {
	WorkerID string
	ClaimID  int64
	JobIds   []int64
	Results  any
	Opts     any
}

// CompleteJobsRow is a row of CompleteJobs.
type CompleteJobsRow struct {
	Settled int32
	LostIds []int64
}

// CompleteJobs calls awa.complete_jobs: Ends attempts of one claim as completed, with optional results.
func CompleteJobs(ctx context.Context, db Querier, p CompleteJobsParams) (CompleteJobsRow, error) {
	var none CompleteJobsRow
	resultsJSON, err := toJSON(p.Results)
	if err != nil {
		return none, err
	}
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row CompleteJobsRow, err error) {
		var c0 *int32
		if err = r.Scan(&c0, &row.LostIds); err != nil {
			return
		}
		orZero[int32]{&row.Settled}.set(c0)
		return
	}, `select settled, lost_ids from awa.complete_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::bigint[], results => $4::jsonb, opts => $5::jsonb)`, p.WorkerID, p.ClaimID, p.JobIds, resultsJSON, optsJSON))
}

// ConfigureParams are the arguments of Configure; nil is the default.
type ConfigureParams struct {
	Settings any
}

// ConfigureRow is a row of Configure.
type ConfigureRow struct {
	KeepCompleted float64
	KeepFailed    float64
	KeepCancelled float64
	MaxDelay      float64
}

// Configure calls awa.configure: Sets how long ended jobs are kept where their queue does not say, and how long a job may be put off.
func Configure(ctx context.Context, db Querier, p ConfigureParams) (ConfigureRow, error) {
	var none ConfigureRow
	settingsJSON, err := toJSON(p.Settings)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row ConfigureRow, err error) {
		var c0 *float64
		var c1 *float64
		var c2 *float64
		var c3 *float64
		if err = r.Scan(&c0, &c1, &c2, &c3); err != nil {
			return
		}
		orZero[float64]{&row.KeepCompleted}.set(c0)
		orZero[float64]{&row.KeepFailed}.set(c1)
		orZero[float64]{&row.KeepCancelled}.set(c2)
		orZero[float64]{&row.MaxDelay}.set(c3)
		return
	}, `select keep_completed, keep_failed, keep_cancelled, max_delay from awa.configure(settings => $1::jsonb)`, settingsJSON))
}

// ConfigureQueueParams are the arguments of ConfigureQueue; nil is the default.
type ConfigureQueueParams struct {
	Queue    string
	Settings any
}

// ConfigureQueueRow is a row of ConfigureQueue.
type ConfigureQueueRow struct {
	QueueName        string
	Partitions       int32
	Paused           bool
	Aging            float64
	KeepCompleted    float64
	KeepFailed       float64
	KeepCancelled    float64
	MaxWaiting       int64
	OnFull           string
	MaxArgsBytes     int32
	MaxMetadataBytes int32
	MaxTagsBytes     int32
	MaxKeyBytes      int32
	IsConfigured     bool
}

// ConfigureQueue calls awa.configure_queue: Makes or changes the configuration of a queue: partitions, pause, aging, retention.
func ConfigureQueue(ctx context.Context, db Querier, p ConfigureQueueParams) (ConfigureQueueRow, error) {
	var none ConfigureQueueRow
	settingsJSON, err := toJSON(p.Settings)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row ConfigureQueueRow, err error) {
		var c0 *string
		var c1 *int32
		var c2 *bool
		var c3 *float64
		var c4 *float64
		var c5 *float64
		var c6 *float64
		var c7 *int64
		var c8 *string
		var c9 *int32
		var c10 *int32
		var c11 *int32
		var c12 *int32
		var c13 *bool
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4, &c5, &c6, &c7, &c8, &c9, &c10, &c11, &c12, &c13); err != nil {
			return
		}
		orZero[string]{&row.QueueName}.set(c0)
		orZero[int32]{&row.Partitions}.set(c1)
		orZero[bool]{&row.Paused}.set(c2)
		orZero[float64]{&row.Aging}.set(c3)
		orZero[float64]{&row.KeepCompleted}.set(c4)
		orZero[float64]{&row.KeepFailed}.set(c5)
		orZero[float64]{&row.KeepCancelled}.set(c6)
		orZero[int64]{&row.MaxWaiting}.set(c7)
		orZero[string]{&row.OnFull}.set(c8)
		orZero[int32]{&row.MaxArgsBytes}.set(c9)
		orZero[int32]{&row.MaxMetadataBytes}.set(c10)
		orZero[int32]{&row.MaxTagsBytes}.set(c11)
		orZero[int32]{&row.MaxKeyBytes}.set(c12)
		orZero[bool]{&row.IsConfigured}.set(c13)
		return
	}, `select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, is_configured from awa.configure_queue(queue => $1::text, settings => $2::jsonb)`, p.Queue, settingsJSON))
}

// ContractRegistry calls awa.contract_registry: What signatures do not say: fields of JSON arguments, errors, and what result columns hold.
func ContractRegistry(ctx context.Context, db Querier) (json.RawMessage, error) {
	return one(query(ctx, db, func(r pgx.CollectableRow) (row json.RawMessage, err error) {
		if err = r.Scan(&row); err != nil {
			return
		}
		return
	}, `select awa.contract_registry() as value`))
}

// ContractVersion calls awa.contract_version: The version of the contract, major.minor.
func ContractVersion(ctx context.Context, db Querier) (string, error) {
	return one(query(ctx, db, func(r pgx.CollectableRow) (row string, err error) {
		var c0 *string
		if err = r.Scan(&c0); err != nil {
			return
		}
		orZero[string]{&row}.set(c0)
		return
	}, `select awa.contract_version() as value`))
}

// DeleteJobParams are the arguments of DeleteJob; nil is the default.
type DeleteJobParams struct {
	JobID int64
	Opts  any
}

// DeleteJobRow is a row of DeleteJob.
type DeleteJobRow struct {
	ID      int64
	Outcome string
	State   string
}

// DeleteJob calls awa.delete_job: Forgets an ended job, and its hold on a unique key, before its time.
func DeleteJob(ctx context.Context, db Querier, p DeleteJobParams) (DeleteJobRow, error) {
	var none DeleteJobRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row DeleteJobRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *string
		if err = r.Scan(&c0, &c1, &c2); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		orZero[string]{&row.State}.set(c2)
		return
	}, `select id, outcome, state from awa.delete_job(job_id => $1::bigint, opts => $2::jsonb)`, p.JobID, optsJSON))
}

// DeregisterWorkerParams are the arguments of DeregisterWorker; nil is the default.
type DeregisterWorkerParams struct {
	WorkerID string
	Opts     any
}

// DeregisterWorkerRow is a row of DeregisterWorker.
type DeregisterWorkerRow struct {
	Outcome string
	Lost    int32
}

// DeregisterWorker calls awa.deregister_worker: Ends a worker; jobs still open under its claims are rescued.
func DeregisterWorker(ctx context.Context, db Querier, p DeregisterWorkerParams) (DeregisterWorkerRow, error) {
	var none DeregisterWorkerRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row DeregisterWorkerRow, err error) {
		var c0 *string
		var c1 *int32
		if err = r.Scan(&c0, &c1); err != nil {
			return
		}
		orZero[string]{&row.Outcome}.set(c0)
		orZero[int32]{&row.Lost}.set(c1)
		return
	}, `select outcome, lost from awa.deregister_worker(worker_id => $1::uuid, opts => $2::jsonb)`, p.WorkerID, optsJSON))
}

// DescribeKindParams are the arguments of DescribeKind; nil is the default.
type DescribeKindParams struct {
	Kind        string
	ArgsSchema  any
	Description *string
	Opts        any
}

// DescribeKindRow is a row of DescribeKind.
type DescribeKindRow struct {
	KindName string
	Outcome  string
}

// DescribeKind calls awa.describe_kind: Says what a kind of job is, and by a JSON Schema what its args look like.
func DescribeKind(ctx context.Context, db Querier, p DescribeKindParams) (DescribeKindRow, error) {
	var none DescribeKindRow
	argsSchemaJSON, err := toJSON(p.ArgsSchema)
	if err != nil {
		return none, err
	}
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row DescribeKindRow, err error) {
		var c0 *string
		var c1 *string
		if err = r.Scan(&c0, &c1); err != nil {
			return
		}
		orZero[string]{&row.KindName}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		return
	}, `select kind_name, outcome from awa.describe_kind(kind => $1::text, args_schema => $2::jsonb, description => $3::text, opts => $4::jsonb)`, p.Kind, argsSchemaJSON, p.Description, optsJSON))
}

// DoctorRow is a row of Doctor.
type DoctorRow struct {
	CheckName string
	Status    string
	Detail    string
	Hint      string
}

// Doctor calls awa.doctor: Looks for what keeps the engine from working as it should, and says what to do.
func Doctor(ctx context.Context, db Querier) ([]DoctorRow, error) {
	return query(ctx, db, func(r pgx.CollectableRow) (row DoctorRow, err error) {
		var c0 *string
		var c1 *string
		var c2 *string
		var c3 *string
		if err = r.Scan(&c0, &c1, &c2, &c3); err != nil {
			return
		}
		orZero[string]{&row.CheckName}.set(c0)
		orZero[string]{&row.Status}.set(c1)
		orZero[string]{&row.Detail}.set(c2)
		orZero[string]{&row.Hint}.set(c3)
		return
	}, `select check_name, status, detail, hint from awa.doctor()`)
}

// ErrorCodesRow is a row of ErrorCodes.
type ErrorCodesRow struct {
	Sqlstate  string
	Condition string
	Meaning   string
}

// ErrorCodes calls awa.error_codes: The SQLSTATEs that Awa raises, with their conditions and what they mean.
func ErrorCodes(ctx context.Context, db Querier) ([]ErrorCodesRow, error) {
	return query(ctx, db, func(r pgx.CollectableRow) (row ErrorCodesRow, err error) {
		var c0 *string
		var c1 *string
		var c2 *string
		if err = r.Scan(&c0, &c1, &c2); err != nil {
			return
		}
		orZero[string]{&row.Sqlstate}.set(c0)
		orZero[string]{&row.Condition}.set(c1)
		orZero[string]{&row.Meaning}.set(c2)
		return
	}, `select sqlstate, condition, meaning from awa.error_codes()`)
}

// FailJobsParams are the arguments of FailJobs; nil is the default.
type FailJobsParams struct {
	WorkerID   string
	ClaimID    int64
	JobIds     []int64
	Errors     []*string
	RetryAfter *string
	Final      *bool
	Opts       any
}

// FailJobsRow is a row of FailJobs.
type FailJobsRow struct {
	ID      int64
	Outcome string
	Attempt int32
	RunAt   time.Time
}

// FailJobs calls awa.fail_jobs: Ends attempts of one claim as failed: to be retried, or for good.
func FailJobs(ctx context.Context, db Querier, p FailJobsParams) ([]FailJobsRow, error) {
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r pgx.CollectableRow) (row FailJobsRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *int32
		var c3 *time.Time
		if err = r.Scan(&c0, &c1, &c2, &c3); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		orZero[int32]{&row.Attempt}.set(c2)
		orZero[time.Time]{&row.RunAt}.set(c3)
		return
	}, `select id, outcome, attempt, run_at from awa.fail_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::bigint[], errors => $4::text[], retry_after => $5::interval, final => $6::boolean, opts => $7::jsonb)`, p.WorkerID, p.ClaimID, p.JobIds, p.Errors, p.RetryAfter, p.Final, optsJSON)
}

// GetJobParams are the arguments of GetJob; nil is the default.
type GetJobParams struct {
	JobID int64
}

// GetJobRow is a row of GetJob.
type GetJobRow struct {
	ID          int64
	Kind        string
	Queue       string
	Partition   int32
	Priority    int32
	State       string
	Attempt     int32
	MaxAttempts int32
	RunAt       time.Time
	CreatedAt   time.Time
	AttemptedAt time.Time
	FinalizedAt time.Time
	WorkerID    string
	Args        json.RawMessage
	OrderingKey string
	UniqueKey   []byte
	Tags        []string
	Metadata    json.RawMessage
	Progress    json.RawMessage
	Errors      json.RawMessage
	Result      json.RawMessage
	Reason      string
	Options     json.RawMessage
	Details     json.RawMessage
}

// GetJob calls awa.get_job: One job by id: state, attempts, errors, progress, result and times.
func GetJob(ctx context.Context, db Querier, p GetJobParams) ([]GetJobRow, error) {
	return query(ctx, db, func(r pgx.CollectableRow) (row GetJobRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *string
		var c3 *int32
		var c4 *int32
		var c5 *string
		var c6 *int32
		var c7 *int32
		var c8 *time.Time
		var c9 *time.Time
		var c10 *time.Time
		var c11 *time.Time
		var c12 *string
		var c14 *string
		var c21 *string
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4, &c5, &c6, &c7, &c8, &c9, &c10, &c11, &c12, &row.Args, &c14, &row.UniqueKey, &row.Tags, &row.Metadata, &row.Progress, &row.Errors, &row.Result, &c21, &row.Options, &row.Details); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Kind}.set(c1)
		orZero[string]{&row.Queue}.set(c2)
		orZero[int32]{&row.Partition}.set(c3)
		orZero[int32]{&row.Priority}.set(c4)
		orZero[string]{&row.State}.set(c5)
		orZero[int32]{&row.Attempt}.set(c6)
		orZero[int32]{&row.MaxAttempts}.set(c7)
		orZero[time.Time]{&row.RunAt}.set(c8)
		orZero[time.Time]{&row.CreatedAt}.set(c9)
		orZero[time.Time]{&row.AttemptedAt}.set(c10)
		orZero[time.Time]{&row.FinalizedAt}.set(c11)
		orZero[string]{&row.WorkerID}.set(c12)
		orZero[string]{&row.OrderingKey}.set(c14)
		orZero[string]{&row.Reason}.set(c21)
		return
	}, `select id, kind, queue, partition, priority, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at, worker_id, args, ordering_key, unique_key, tags, metadata, progress, errors, result, reason, options, details from awa.get_job(job_id => $1::bigint)`, p.JobID)
}

// GetQueueParams are the arguments of GetQueue; nil is the default.
type GetQueueParams struct {
	Queue string
}

// GetQueueRow is a row of GetQueue.
type GetQueueRow struct {
	QueueName        string
	Partitions       int32
	Paused           bool
	Aging            float64
	KeepCompleted    float64
	KeepFailed       float64
	KeepCancelled    float64
	MaxWaiting       int64
	OnFull           string
	MaxArgsBytes     int32
	MaxMetadataBytes int32
	MaxTagsBytes     int32
	MaxKeyBytes      int32
	IsConfigured     bool
}

// GetQueue calls awa.get_queue: The configuration of a queue: partitions, pause, aging, retention, limits.
func GetQueue(ctx context.Context, db Querier, p GetQueueParams) (GetQueueRow, error) {
	return one(query(ctx, db, func(r pgx.CollectableRow) (row GetQueueRow, err error) {
		var c0 *string
		var c1 *int32
		var c2 *bool
		var c3 *float64
		var c4 *float64
		var c5 *float64
		var c6 *float64
		var c7 *int64
		var c8 *string
		var c9 *int32
		var c10 *int32
		var c11 *int32
		var c12 *int32
		var c13 *bool
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4, &c5, &c6, &c7, &c8, &c9, &c10, &c11, &c12, &c13); err != nil {
			return
		}
		orZero[string]{&row.QueueName}.set(c0)
		orZero[int32]{&row.Partitions}.set(c1)
		orZero[bool]{&row.Paused}.set(c2)
		orZero[float64]{&row.Aging}.set(c3)
		orZero[float64]{&row.KeepCompleted}.set(c4)
		orZero[float64]{&row.KeepFailed}.set(c5)
		orZero[float64]{&row.KeepCancelled}.set(c6)
		orZero[int64]{&row.MaxWaiting}.set(c7)
		orZero[string]{&row.OnFull}.set(c8)
		orZero[int32]{&row.MaxArgsBytes}.set(c9)
		orZero[int32]{&row.MaxMetadataBytes}.set(c10)
		orZero[int32]{&row.MaxTagsBytes}.set(c11)
		orZero[int32]{&row.MaxKeyBytes}.set(c12)
		orZero[bool]{&row.IsConfigured}.set(c13)
		return
	}, `select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, is_configured from awa.get_queue(queue => $1::text)`, p.Queue))
}

// HeartbeatParams are the arguments of Heartbeat; nil is the default.
type HeartbeatParams struct {
	WorkerID string
	Opts     any
}

// HeartbeatRow is a row of Heartbeat.
type HeartbeatRow struct {
	Outcome      string
	StopClaimIds []int64
	StopJobIds   []int64
	StopReasons  []string
	PausedQueues []string
	Details      json.RawMessage
}

// Heartbeat calls awa.heartbeat: Says that a worker lives; answers which attempts it must stop and which queues are paused.
func Heartbeat(ctx context.Context, db Querier, p HeartbeatParams) (HeartbeatRow, error) {
	var none HeartbeatRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row HeartbeatRow, err error) {
		var c0 *string
		if err = r.Scan(&c0, &row.StopClaimIds, &row.StopJobIds, &row.StopReasons, &row.PausedQueues, &row.Details); err != nil {
			return
		}
		orZero[string]{&row.Outcome}.set(c0)
		return
	}, `select outcome, stop_claim_ids, stop_job_ids, stop_reasons, paused_queues, details from awa.heartbeat(worker_id => $1::uuid, opts => $2::jsonb)`, p.WorkerID, optsJSON))
}

// InsertJobParams are the arguments of InsertJob; nil is the default.
type InsertJobParams struct {
	Kind        string
	Args        any
	Queue       *string
	Priority    *int32
	RunAt       *time.Time
	MaxAttempts *int32
	UniqueBy    any
	OrderingKey *string
	Tags        []*string
	Metadata    any
	Opts        any
}

// InsertJobRow is a row of InsertJob.
type InsertJobRow struct {
	ID        int64
	Outcome   string
	State     string
	QueueName string
	Partition int32
	DueAt     time.Time
	UniqueKey []byte
	QueueFull bool
}

// InsertJob calls awa.insert_job: Enqueues a job in the caller's transaction.
func InsertJob(ctx context.Context, db Querier, p InsertJobParams) (InsertJobRow, error) {
	var none InsertJobRow
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return none, err
	}
	uniqueByJSON, err := toJSON(p.UniqueBy)
	if err != nil {
		return none, err
	}
	metadataJSON, err := toJSON(p.Metadata)
	if err != nil {
		return none, err
	}
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row InsertJobRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *string
		var c3 *string
		var c4 *int32
		var c5 *time.Time
		var c7 *bool
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4, &c5, &row.UniqueKey, &c7); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		orZero[string]{&row.State}.set(c2)
		orZero[string]{&row.QueueName}.set(c3)
		orZero[int32]{&row.Partition}.set(c4)
		orZero[time.Time]{&row.DueAt}.set(c5)
		orZero[bool]{&row.QueueFull}.set(c7)
		return
	}, `select id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_job(kind => $1::text, args => $2::jsonb, queue => $3::text, priority => $4::integer, run_at => $5::timestamp with time zone, max_attempts => $6::integer, unique_by => $7::jsonb, ordering_key => $8::text, tags => $9::text[], metadata => $10::jsonb, opts => $11::jsonb)`, p.Kind, argsJSON, p.Queue, p.Priority, p.RunAt, p.MaxAttempts, uniqueByJSON, p.OrderingKey, p.Tags, metadataJSON, optsJSON))
}

// InsertJobsParams are the arguments of InsertJobs; nil is the default.
type InsertJobsParams struct {
	Jobs any
	Opts any
}

// InsertJobsRow is a row of InsertJobs.
type InsertJobsRow struct {
	Ordinal   int32
	ID        int64
	Outcome   string
	State     string
	QueueName string
	Partition int32
	DueAt     time.Time
	UniqueKey []byte
	QueueFull bool
}

// InsertJobs calls awa.insert_jobs: Enqueues many jobs, given as a JSON array, in one statement.
func InsertJobs(ctx context.Context, db Querier, p InsertJobsParams) ([]InsertJobsRow, error) {
	jobsJSON, err := toJSON(p.Jobs)
	if err != nil {
		return nil, err
	}
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r pgx.CollectableRow) (row InsertJobsRow, err error) {
		var c0 *int32
		var c1 *int64
		var c2 *string
		var c3 *string
		var c4 *string
		var c5 *int32
		var c6 *time.Time
		var c8 *bool
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4, &c5, &c6, &row.UniqueKey, &c8); err != nil {
			return
		}
		orZero[int32]{&row.Ordinal}.set(c0)
		orZero[int64]{&row.ID}.set(c1)
		orZero[string]{&row.Outcome}.set(c2)
		orZero[string]{&row.State}.set(c3)
		orZero[string]{&row.QueueName}.set(c4)
		orZero[int32]{&row.Partition}.set(c5)
		orZero[time.Time]{&row.DueAt}.set(c6)
		orZero[bool]{&row.QueueFull}.set(c8)
		return
	}, `select ordinal, id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_jobs(jobs => $1::jsonb, opts => $2::jsonb)`, jobsJSON, optsJSON)
}

// InsertManyParams are the arguments of InsertMany; nil is the default.
type InsertManyParams struct {
	Kind         string
	Args         []any
	Queue        *string
	Priority     *int32
	RunAt        *time.Time
	MaxAttempts  *int32
	OrderingKeys []*string
	Tags         []*string
	Metadata     any
	Opts         any
}

// InsertManyRow is a row of InsertMany.
type InsertManyRow struct {
	ID        int64
	QueueFull bool
}

// InsertMany calls awa.insert_many: Enqueues many jobs of one kind into one queue, given as an array of args, the fastest way.
func InsertMany(ctx context.Context, db Querier, p InsertManyParams) ([]InsertManyRow, error) {
	argsJSON, err := toJSONs(p.Args)
	if err != nil {
		return nil, err
	}
	metadataJSON, err := toJSON(p.Metadata)
	if err != nil {
		return nil, err
	}
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r pgx.CollectableRow) (row InsertManyRow, err error) {
		var c0 *int64
		var c1 *bool
		if err = r.Scan(&c0, &c1); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[bool]{&row.QueueFull}.set(c1)
		return
	}, `select id, queue_full from awa.insert_many(kind => $1::text, args => $2::text[]::jsonb[], queue => $3::text, priority => $4::integer, run_at => $5::timestamp with time zone, max_attempts => $6::integer, ordering_keys => $7::text[], tags => $8::text[], metadata => $9::jsonb, opts => $10::jsonb)`, p.Kind, argsJSON, p.Queue, p.Priority, p.RunAt, p.MaxAttempts, p.OrderingKeys, p.Tags, metadataJSON, optsJSON)
}

// JobStateParams are the arguments of JobState; nil is the default.
type JobStateParams struct {
	JobID int64
}

// JobStateRow is a row of JobState.
type JobStateRow struct {
	ID          int64
	State       string
	Attempt     int32
	MaxAttempts int32
	RunAt       time.Time
	CreatedAt   time.Time
	AttemptedAt time.Time
	FinalizedAt time.Time
}

// JobState calls awa.job_state: What has become of a job, by id: its state, attempts and times, without what is in it.
func JobState(ctx context.Context, db Querier, p JobStateParams) ([]JobStateRow, error) {
	return query(ctx, db, func(r pgx.CollectableRow) (row JobStateRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *int32
		var c3 *int32
		var c4 *time.Time
		var c5 *time.Time
		var c6 *time.Time
		var c7 *time.Time
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4, &c5, &c6, &c7); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.State}.set(c1)
		orZero[int32]{&row.Attempt}.set(c2)
		orZero[int32]{&row.MaxAttempts}.set(c3)
		orZero[time.Time]{&row.RunAt}.set(c4)
		orZero[time.Time]{&row.CreatedAt}.set(c5)
		orZero[time.Time]{&row.AttemptedAt}.set(c6)
		orZero[time.Time]{&row.FinalizedAt}.set(c7)
		return
	}, `select id, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at from awa.job_state(job_id => $1::bigint)`, p.JobID)
}

// JobStatesRow is a row of JobStates.
type JobStatesRow struct {
	State    string
	HasEnded bool
	Meaning  string
}

// JobStates calls awa.job_states: The states of a job, and whether a job in it has ended.
func JobStates(ctx context.Context, db Querier) ([]JobStatesRow, error) {
	return query(ctx, db, func(r pgx.CollectableRow) (row JobStatesRow, err error) {
		var c0 *string
		var c1 *bool
		var c2 *string
		if err = r.Scan(&c0, &c1, &c2); err != nil {
			return
		}
		orZero[string]{&row.State}.set(c0)
		orZero[bool]{&row.HasEnded}.set(c1)
		orZero[string]{&row.Meaning}.set(c2)
		return
	}, `select state, has_ended, meaning from awa.job_states()`)
}

// ListJobsParams are the arguments of ListJobs; nil is the default.
type ListJobsParams struct {
	Queue   string
	State   string
	MaxJobs *int32
	Opts    any
}

// ListJobsRow is a row of ListJobs.
type ListJobsRow struct {
	ID          int64
	Kind        string
	QueueName   string
	Partition   int32
	Priority    int32
	JobState    string
	Attempt     int32
	MaxAttempts int32
	RunAt       time.Time
	CreatedAt   time.Time
	AttemptedAt time.Time
	FinalizedAt time.Time
	WorkerID    string
	Args        json.RawMessage
	OrderingKey string
	UniqueKey   []byte
	Tags        []string
	Metadata    json.RawMessage
	Progress    json.RawMessage
	Errors      json.RawMessage
	Result      json.RawMessage
	Reason      string
	Options     json.RawMessage
	Details     json.RawMessage
}

// ListJobs calls awa.list_jobs: The newest jobs of a queue in one state.
func ListJobs(ctx context.Context, db Querier, p ListJobsParams) ([]ListJobsRow, error) {
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r pgx.CollectableRow) (row ListJobsRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *string
		var c3 *int32
		var c4 *int32
		var c5 *string
		var c6 *int32
		var c7 *int32
		var c8 *time.Time
		var c9 *time.Time
		var c10 *time.Time
		var c11 *time.Time
		var c12 *string
		var c14 *string
		var c21 *string
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4, &c5, &c6, &c7, &c8, &c9, &c10, &c11, &c12, &row.Args, &c14, &row.UniqueKey, &row.Tags, &row.Metadata, &row.Progress, &row.Errors, &row.Result, &c21, &row.Options, &row.Details); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Kind}.set(c1)
		orZero[string]{&row.QueueName}.set(c2)
		orZero[int32]{&row.Partition}.set(c3)
		orZero[int32]{&row.Priority}.set(c4)
		orZero[string]{&row.JobState}.set(c5)
		orZero[int32]{&row.Attempt}.set(c6)
		orZero[int32]{&row.MaxAttempts}.set(c7)
		orZero[time.Time]{&row.RunAt}.set(c8)
		orZero[time.Time]{&row.CreatedAt}.set(c9)
		orZero[time.Time]{&row.AttemptedAt}.set(c10)
		orZero[time.Time]{&row.FinalizedAt}.set(c11)
		orZero[string]{&row.WorkerID}.set(c12)
		orZero[string]{&row.OrderingKey}.set(c14)
		orZero[string]{&row.Reason}.set(c21)
		return
	}, `select id, kind, queue_name, partition, priority, job_state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at, worker_id, args, ordering_key, unique_key, tags, metadata, progress, errors, result, reason, options, details from awa.list_jobs(queue => $1::text, state => $2::text, max_jobs => $3::integer, opts => $4::jsonb)`, p.Queue, p.State, p.MaxJobs, optsJSON)
}

// OrderingHashParams are the arguments of OrderingHash; nil is the default.
type OrderingHashParams struct {
	Key string
}

// OrderingHash calls awa.ordering_hash: Hashes an ordering key to an unsigned 64-bit number, in decimal digits.
func OrderingHash(ctx context.Context, db Querier, p OrderingHashParams) (string, error) {
	return one(query(ctx, db, func(r pgx.CollectableRow) (row string, err error) {
		var c0 *string
		if err = r.Scan(&c0); err != nil {
			return
		}
		orZero[string]{&row}.set(c0)
		return
	}, `select awa.ordering_hash(key => $1::text) as value`, p.Key))
}

// PartitionForKeyParams are the arguments of PartitionForKey; nil is the default.
type PartitionForKeyParams struct {
	Key        string
	Partitions int32
}

// PartitionForKey calls awa.partition_for_key: Tells which partition of a queue an ordering key belongs to.
func PartitionForKey(ctx context.Context, db Querier, p PartitionForKeyParams) (int32, error) {
	return one(query(ctx, db, func(r pgx.CollectableRow) (row int32, err error) {
		var c0 *int32
		if err = r.Scan(&c0); err != nil {
			return
		}
		orZero[int32]{&row}.set(c0)
		return
	}, `select awa.partition_for_key(key => $1::text, partitions => $2::integer) as value`, p.Key, p.Partitions))
}

// QueueStatsParams are the arguments of QueueStats; nil is the default.
type QueueStatsParams struct {
	Queue *string
}

// QueueStatsRow is a row of QueueStats.
type QueueStatsRow struct {
	QueueName           string
	Pending             int64
	Scheduled           int64
	Available           int64
	Blocked             int64
	Running             int64
	Retryable           int64
	WaitingExternal     int64
	Completed           int64
	Failed              int64
	Cancelled           int64
	CompletedLastMinute int64
	OldestAvailableAt   time.Time
	Partitions          int32
	Paused              bool
	Details             json.RawMessage
}

// QueueStats calls awa.queue_stats: What queues hold at this moment: jobs by state, throughput, the oldest waiting job.
func QueueStats(ctx context.Context, db Querier, p QueueStatsParams) ([]QueueStatsRow, error) {
	return query(ctx, db, func(r pgx.CollectableRow) (row QueueStatsRow, err error) {
		var c0 *string
		var c1 *int64
		var c2 *int64
		var c3 *int64
		var c4 *int64
		var c5 *int64
		var c6 *int64
		var c7 *int64
		var c8 *int64
		var c9 *int64
		var c10 *int64
		var c11 *int64
		var c12 *time.Time
		var c13 *int32
		var c14 *bool
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4, &c5, &c6, &c7, &c8, &c9, &c10, &c11, &c12, &c13, &c14, &row.Details); err != nil {
			return
		}
		orZero[string]{&row.QueueName}.set(c0)
		orZero[int64]{&row.Pending}.set(c1)
		orZero[int64]{&row.Scheduled}.set(c2)
		orZero[int64]{&row.Available}.set(c3)
		orZero[int64]{&row.Blocked}.set(c4)
		orZero[int64]{&row.Running}.set(c5)
		orZero[int64]{&row.Retryable}.set(c6)
		orZero[int64]{&row.WaitingExternal}.set(c7)
		orZero[int64]{&row.Completed}.set(c8)
		orZero[int64]{&row.Failed}.set(c9)
		orZero[int64]{&row.Cancelled}.set(c10)
		orZero[int64]{&row.CompletedLastMinute}.set(c11)
		orZero[time.Time]{&row.OldestAvailableAt}.set(c12)
		orZero[int32]{&row.Partitions}.set(c13)
		orZero[bool]{&row.Paused}.set(c14)
		return
	}, `select queue_name, pending, scheduled, available, blocked, running, retryable, waiting_external, completed, failed, cancelled, completed_last_minute, oldest_available_at, partitions, paused, details from awa.queue_stats(queue => $1::text)`, p.Queue)
}

// RegisterWorkerParams are the arguments of RegisterWorker; nil is the default.
type RegisterWorkerParams struct {
	Name   *string
	Queues []*string
	Opts   any
}

// RegisterWorkerRow is a row of RegisterWorker.
type RegisterWorkerRow struct {
	WorkerID        string
	ContractVersion string
	SchemaVersion   int32
	HeartbeatMs     int32
	DeadAfterMs     int32
}

// RegisterWorker calls awa.register_worker: Registers a worker process and returns its id and the pace of its heartbeats.
func RegisterWorker(ctx context.Context, db Querier, p RegisterWorkerParams) (RegisterWorkerRow, error) {
	var none RegisterWorkerRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row RegisterWorkerRow, err error) {
		var c0 *string
		var c1 *string
		var c2 *int32
		var c3 *int32
		var c4 *int32
		if err = r.Scan(&c0, &c1, &c2, &c3, &c4); err != nil {
			return
		}
		orZero[string]{&row.WorkerID}.set(c0)
		orZero[string]{&row.ContractVersion}.set(c1)
		orZero[int32]{&row.SchemaVersion}.set(c2)
		orZero[int32]{&row.HeartbeatMs}.set(c3)
		orZero[int32]{&row.DeadAfterMs}.set(c4)
		return
	}, `select worker_id, contract_version, schema_version, heartbeat_ms, dead_after_ms from awa.register_worker(name => $1::text, queues => $2::text[], opts => $3::jsonb)`, p.Name, p.Queues, optsJSON))
}

// ReleaseJobsParams are the arguments of ReleaseJobs; nil is the default.
type ReleaseJobsParams struct {
	WorkerID string
	ClaimID  int64
	JobIds   []int64
	Opts     any
}

// ReleaseJobsRow is a row of ReleaseJobs.
type ReleaseJobsRow struct {
	Settled int32
	LostIds []int64
}

// ReleaseJobs calls awa.release_jobs: Hands jobs of one claim back unstarted; they are available again at once.
func ReleaseJobs(ctx context.Context, db Querier, p ReleaseJobsParams) (ReleaseJobsRow, error) {
	var none ReleaseJobsRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row ReleaseJobsRow, err error) {
		var c0 *int32
		if err = r.Scan(&c0, &row.LostIds); err != nil {
			return
		}
		orZero[int32]{&row.Settled}.set(c0)
		return
	}, `select settled, lost_ids from awa.release_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::bigint[], opts => $4::jsonb)`, p.WorkerID, p.ClaimID, p.JobIds, optsJSON))
}

// RepairParams are the arguments of Repair; nil is the default.
type RepairParams struct {
	Opts any
}

// RepairRow is a row of Repair.
type RepairRow struct {
	Outcome   string
	Waiting   int64
	Lost      int64
	Completed int64
}

// Repair calls awa.repair: Makes a ledger that was restored from another server whole in this one.
func Repair(ctx context.Context, db Querier, p RepairParams) (RepairRow, error) {
	var none RepairRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row RepairRow, err error) {
		var c0 *string
		var c1 *int64
		var c2 *int64
		var c3 *int64
		if err = r.Scan(&c0, &c1, &c2, &c3); err != nil {
			return
		}
		orZero[string]{&row.Outcome}.set(c0)
		orZero[int64]{&row.Waiting}.set(c1)
		orZero[int64]{&row.Lost}.set(c2)
		orZero[int64]{&row.Completed}.set(c3)
		return
	}, `select outcome, waiting, lost, completed from awa.repair(opts => $1::jsonb)`, optsJSON))
}

// RescheduleJobParams are the arguments of RescheduleJob; nil is the default.
type RescheduleJobParams struct {
	JobID     *int64
	UniqueKey []byte
	RunAt     *time.Time
	Priority  *int32
	Args      any
	Opts      any
}

// RescheduleJobRow is a row of RescheduleJob.
type RescheduleJobRow struct {
	ID      int64
	Outcome string
	State   string
	DueAt   time.Time
}

// RescheduleJob calls awa.reschedule_job: Changes when a waiting job runs, its priority or its args; named by id or unique key.
func RescheduleJob(ctx context.Context, db Querier, p RescheduleJobParams) (RescheduleJobRow, error) {
	var none RescheduleJobRow
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return none, err
	}
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row RescheduleJobRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *string
		var c3 *time.Time
		if err = r.Scan(&c0, &c1, &c2, &c3); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		orZero[string]{&row.State}.set(c2)
		orZero[time.Time]{&row.DueAt}.set(c3)
		return
	}, `select id, outcome, state, due_at from awa.reschedule_job(job_id => $1::bigint, unique_key => $2::bytea, run_at => $3::timestamp with time zone, priority => $4::integer, args => $5::jsonb, opts => $6::jsonb)`, p.JobID, p.UniqueKey, p.RunAt, p.Priority, argsJSON, optsJSON))
}

// RetryJobParams are the arguments of RetryJob; nil is the default.
type RetryJobParams struct {
	JobID int64
	RunAt *time.Time
	Opts  any
}

// RetryJobRow is a row of RetryJob.
type RetryJobRow struct {
	ID      int64
	Outcome string
	State   string
	DueAt   time.Time
}

// RetryJob calls awa.retry_job: Runs a failed or cancelled job again, under its id and with one attempt more if it has none left.
func RetryJob(ctx context.Context, db Querier, p RetryJobParams) (RetryJobRow, error) {
	var none RetryJobRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row RetryJobRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *string
		var c3 *time.Time
		if err = r.Scan(&c0, &c1, &c2, &c3); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		orZero[string]{&row.State}.set(c2)
		orZero[time.Time]{&row.DueAt}.set(c3)
		return
	}, `select id, outcome, state, due_at from awa.retry_job(job_id => $1::bigint, run_at => $2::timestamp with time zone, opts => $3::jsonb)`, p.JobID, p.RunAt, optsJSON))
}

// SchemaVersion calls awa.schema_version: The number of the newest table migration.
func SchemaVersion(ctx context.Context, db Querier) (int32, error) {
	return one(query(ctx, db, func(r pgx.CollectableRow) (row int32, err error) {
		var c0 *int32
		if err = r.Scan(&c0); err != nil {
			return
		}
		orZero[int32]{&row}.set(c0)
		return
	}, `select awa.schema_version() as value`))
}

// SetProgressParams are the arguments of SetProgress; nil is the default.
type SetProgressParams struct {
	WorkerID   string
	ClaimID    int64
	JobID      int64
	Percent    *int32
	Message    *string
	Checkpoint any
	Opts       any
}

// SetProgressRow is a row of SetProgress.
type SetProgressRow struct {
	ID      int64
	Outcome string
}

// SetProgress calls awa.set_progress: Saves percent, message and checkpoint of a running job; kept across retries.
func SetProgress(ctx context.Context, db Querier, p SetProgressParams) (SetProgressRow, error) {
	var none SetProgressRow
	checkpointJSON, err := toJSON(p.Checkpoint)
	if err != nil {
		return none, err
	}
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row SetProgressRow, err error) {
		var c0 *int64
		var c1 *string
		if err = r.Scan(&c0, &c1); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		return
	}, `select id, outcome from awa.set_progress(worker_id => $1::uuid, claim_id => $2::bigint, job_id => $3::bigint, percent => $4::integer, message => $5::text, checkpoint => $6::jsonb, opts => $7::jsonb)`, p.WorkerID, p.ClaimID, p.JobID, p.Percent, p.Message, checkpointJSON, optsJSON))
}

// SleepUntilWorkParams are the arguments of SleepUntilWork; nil is the default.
type SleepUntilWorkParams struct {
	WorkerID string
	Queues   []*string
	Pending  *string
	Opts     any
}

// SleepUntilWorkRow is a row of SleepUntilWork.
type SleepUntilWorkRow struct {
	HasWork      bool
	WorkQueues   []string
	WaitMs       int32
	PendingAfter string
}

// SleepUntilWork calls awa.sleep_until_work: Declares the queues that this session sleeps on, and says how long it may wait for a notification.
func SleepUntilWork(ctx context.Context, db Querier, p SleepUntilWorkParams) (SleepUntilWorkRow, error) {
	var none SleepUntilWorkRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row SleepUntilWorkRow, err error) {
		var c0 *bool
		var c2 *int32
		var c3 *string
		if err = r.Scan(&c0, &row.WorkQueues, &c2, &c3); err != nil {
			return
		}
		orZero[bool]{&row.HasWork}.set(c0)
		orZero[int32]{&row.WaitMs}.set(c2)
		orZero[string]{&row.PendingAfter}.set(c3)
		return
	}, `select has_work, work_queues, wait_ms, pending_after from awa.sleep_until_work(worker_id => $1::uuid, queues => $2::text[], pending => $3::text, opts => $4::jsonb)`, p.WorkerID, p.Queues, p.Pending, optsJSON))
}

// SnoozeJobParams are the arguments of SnoozeJob; nil is the default.
type SnoozeJobParams struct {
	WorkerID string
	ClaimID  int64
	JobID    int64
	Delay    string
	Opts     any
}

// SnoozeJobRow is a row of SnoozeJob.
type SnoozeJobRow struct {
	ID      int64
	Outcome string
	RunAt   time.Time
}

// SnoozeJob calls awa.snooze_job: Puts a running job off for a while without counting the attempt.
func SnoozeJob(ctx context.Context, db Querier, p SnoozeJobParams) (SnoozeJobRow, error) {
	var none SnoozeJobRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row SnoozeJobRow, err error) {
		var c0 *int64
		var c1 *string
		var c2 *time.Time
		if err = r.Scan(&c0, &c1, &c2); err != nil {
			return
		}
		orZero[int64]{&row.ID}.set(c0)
		orZero[string]{&row.Outcome}.set(c1)
		orZero[time.Time]{&row.RunAt}.set(c2)
		return
	}, `select id, outcome, run_at from awa.snooze_job(worker_id => $1::uuid, claim_id => $2::bigint, job_id => $3::bigint, delay => $4::interval, opts => $5::jsonb)`, p.WorkerID, p.ClaimID, p.JobID, p.Delay, optsJSON))
}

// TickParams are the arguments of Tick; nil is the default.
type TickParams struct {
	Opts any
}

// TickRow is a row of Tick.
type TickRow struct {
	Promoted    int32
	WorkersLost int32
	JobsRescued int32
	JobsExpired int32
	Details     json.RawMessage
}

// Tick calls awa.tick: One bounded step of housekeeping: rescue, timeouts, promotion, retention. Call it about once a second.
func Tick(ctx context.Context, db Querier, p TickParams) (TickRow, error) {
	var none TickRow
	optsJSON, err := toJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row TickRow, err error) {
		var c0 *int32
		var c1 *int32
		var c2 *int32
		var c3 *int32
		if err = r.Scan(&c0, &c1, &c2, &c3, &row.Details); err != nil {
			return
		}
		orZero[int32]{&row.Promoted}.set(c0)
		orZero[int32]{&row.WorkersLost}.set(c1)
		orZero[int32]{&row.JobsRescued}.set(c2)
		orZero[int32]{&row.JobsExpired}.set(c3)
		return
	}, `select promoted, workers_lost, jobs_rescued, jobs_expired, details from awa.tick(opts => $1::jsonb)`, optsJSON))
}

// UniqueKeyParams are the arguments of UniqueKey; nil is the default.
type UniqueKeyParams struct {
	Kind        string
	Queue       *string
	Args        any
	PeriodStart *int64
	Key         *string
}

// UniqueKey calls awa.unique_key: Derives the 16-byte unique key of a job from the parts that make it unique.
func UniqueKey(ctx context.Context, db Querier, p UniqueKeyParams) ([]byte, error) {
	var none []byte
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r pgx.CollectableRow) (row []byte, err error) {
		if err = r.Scan(&row); err != nil {
			return
		}
		return
	}, `select awa.unique_key(kind => $1::text, queue => $2::text, args => $3::jsonb, period_start => $4::bigint, key => $5::text) as value`, p.Kind, p.Queue, argsJSON, p.PeriodStart, p.Key))
}
