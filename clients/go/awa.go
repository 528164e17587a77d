// Code generated from contract 1.0 of schema awa by awa codegen; DO NOT EDIT.

// Package awa calls the functions of schema awa, by pgx or by database/sql.
package awa

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Rows is what a statement answers with; pgx.Rows and *sql.Rows are such.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
}

// Querier sends a statement: a *pgx.Conn, a *pgxpool.Pool, or a pgx.Tx, whose transaction the call is part of then. SQL
// makes one of what database/sql has.
type Querier[R Rows] interface {
	Query(ctx context.Context, sql string, args ...any) (R, error)
}

// Database sends a statement: a *sql.DB, a *sql.Conn, or a *sql.Tx, whose transaction the call is part of then; also what holds
// one of them, as a *sqlx.Tx, or Statement.ConnPool of a *gorm.DB. Of Bun's take the DB of a *bun.DB and the Tx of a bun.Tx.
type Database interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// SQL lets a call go by database/sql, whatever the driver.
func SQL(db Database) Querier[*sql.Rows] { return database{db} }

type database struct{ db Database }

func (d database) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return d.db.QueryContext(ctx, query, args...)
}

// Ptr gives an argument that may be left out.
func Ptr[T any](value T) *T { return &value }

// Contract is the version of the contract that this package was made from.
const Contract = "1.0"

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
	// ErrNotFound: There is no such job, queue or schedule, or the history of the job has expired.
	ErrNotFound = &Error{SQLState: "AW010"}
	// ErrInvalidArgs: The args do not fit the schema of their kind.
	ErrInvalidArgs = &Error{SQLState: "AW011"}
	// ErrContractMismatch: The caller was made for a version of the contract that this database does not serve.
	ErrContractMismatch = &Error{SQLState: "AW012"}
	// ErrTriggersDisabled: The call needs triggers, which session_replication_role turns off.
	ErrTriggersDisabled = &Error{SQLState: "AW013"}
	// ErrNotPermitted: The schedule belongs to another login, and the caller is no operator.
	ErrNotPermitted = &Error{SQLState: "AW014"}
)

// named gives an error of the contract its name, whatever the driver.
func named(err error) error {
	var code, message, hint string
	var state interface{ SQLState() string }
	var fields interface{ Field(byte) string }
	switch {
	case errors.As(err, &state):
		code, message, hint = state.SQLState(), told(state, "Message"), told(state, "Hint")
	case errors.As(err, &fields):
		code, message, hint = fields.Field('C'), fields.Field('M'), fields.Field('H')
	}
	if len(code) != 5 || code[:2] != "AW" {
		return err
	}
	if message == "" {
		message = err.Error()
	}
	return &Error{SQLState: code, Message: message, Hint: hint, Cause: err}
}

// told is a text of an error of a driver, which all call alike.
func told(err any, field string) string {
	value := reflect.Indirect(reflect.ValueOf(err))
	if value.Kind() != reflect.Struct {
		return ""
	}
	if text := value.FieldByName(field); text.IsValid() && text.Kind() == reflect.String {
		return text.String()
	}
	return ""
}

func query[R Rows, Row any](ctx context.Context, db Querier[R], scan func(Rows) (Row, error), sql string, args ...any) ([]Row, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return nil, named(err)
	}
	defer done(rows)
	result := []Row{}
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, named(err)
		}
		result = append(result, row)
	}
	if err := rows.Err(); err != nil {
		return nil, named(err)
	}
	return result, nil
}

func done(rows any) {
	switch rows := rows.(type) {
	case interface{ Close() error }:
		rows.Close()
	case interface{ Close() }:
		rows.Close()
	}
}

func one[Row any](rows []Row, err error) (Row, error) {
	var row Row
	if err != nil {
		return row, err
	}
	if len(rows) != 1 {
		return row, fmt.Errorf("the database answered with %d rows, not with one", len(rows))
	}
	return rows[0], nil
}

// Every value is sent as one that all drivers take: a list as its text, JSON as its text, an interval as its text.

func toJSON(value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	text, err := json.Marshal(value)
	return string(text), err
}

func optionsToJSON[T any](value *T) (any, error) {
	if value == nil {
		return nil, nil
	}
	return toJSON(value)
}

// withNulls adds to the JSON of an object what is set to null.
func withNulls(object any, names []string) ([]byte, error) {
	text, err := json.Marshal(object)
	if err != nil || len(names) == 0 {
		return text, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, err
	}
	for _, name := range names {
		fields[name] = nil
	}
	return json.Marshal(fields)
}

func jsonList(values []any) (any, error) {
	texts := make([]string, len(values))
	for i, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	return textList(texts), nil
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func textList(texts []string) any {
	var list strings.Builder
	list.WriteByte('{')
	for i, text := range texts {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteByte('"')
		escapes.WriteString(&list, text)
		list.WriteByte('"')
	}
	list.WriteByte('}')
	return list.String()
}

func textOrNullList(texts []*string) any {
	var list strings.Builder
	list.WriteByte('{')
	for i, text := range texts {
		if i > 0 {
			list.WriteByte(',')
		}
		if text == nil {
			list.WriteString("null")
			continue
		}
		list.WriteByte('"')
		escapes.WriteString(&list, *text)
		list.WriteByte('"')
	}
	list.WriteByte('}')
	return list.String()
}

func idList(ids []int64) any {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.FormatInt(id, 10)
	}
	return "{" + strings.Join(texts, ",") + "}"
}

// optional sends no list as a null.
func optional[T any](values []T, send func([]T) any) any {
	if values == nil {
		return nil
	}
	return send(values)
}

func toInterval(duration *time.Duration) any {
	if duration == nil {
		return nil
	}
	return string(Seconds(*duration))
}

func same(bytes []byte) any { return bytes }

func fromJSON(text *string) json.RawMessage {
	if text == nil {
		return nil
	}
	return json.RawMessage(*text)
}

func fromList[T any](text *string, to *[]T) error {
	if text == nil {
		return nil
	}
	return json.Unmarshal([]byte(*text), to)
}

// Interval is a time span as PostgreSQL reads it: "90 s", "7 days"; empty where it is left out.
type Interval string

// Seconds is a duration as an Interval, to the microsecond. A time.Duration as such would be a number of nanoseconds, which
// PostgreSQL reads as seconds.
func Seconds(duration time.Duration) Interval {
	return Interval(strconv.FormatInt(duration.Microseconds(), 10) + " us")
}

// At is a point in time, for an option that may be one instead of an Interval.
func At(at time.Time) Interval { return Interval(at.Format(time.RFC3339Nano)) }

// State is where a job stands.
type State string

// States of a job.
const (
	StatePending         State = "pending"
	StateScheduled       State = "scheduled"
	StateAvailable       State = "available"
	StateBlocked         State = "blocked"
	StateRunning         State = "running"
	StateRetryable       State = "retryable"
	StateWaitingExternal State = "waiting_external"
	StateCompleted       State = "completed"
	StateFailed          State = "failed"
	StateCancelled       State = "cancelled"
)

// ApplySchedulesOutcome is one of some texts.
type ApplySchedulesOutcome string

// What ApplySchedulesOutcome may be.
const (
	ApplySchedulesOutcomeCreated   ApplySchedulesOutcome = "created"
	ApplySchedulesOutcomeUpdated   ApplySchedulesOutcome = "updated"
	ApplySchedulesOutcomeUnchanged ApplySchedulesOutcome = "unchanged"
	ApplySchedulesOutcomeDeleted   ApplySchedulesOutcome = "deleted"
)

// BackfillScheduleOutcome is one of some texts.
type BackfillScheduleOutcome string

// What BackfillScheduleOutcome may be.
const (
	BackfillScheduleOutcomeBackfilled BackfillScheduleOutcome = "backfilled"
	BackfillScheduleOutcomePartial    BackfillScheduleOutcome = "partial"
)

// BackoffKind is one of some texts.
type BackoffKind string

// What BackoffKind may be.
const (
	BackoffKindExponential BackoffKind = "exponential"
	BackoffKindLinear      BackoffKind = "linear"
	BackoffKindFixed       BackoffKind = "fixed"
)

// CancelJobOutcome is one of some texts.
type CancelJobOutcome string

// What CancelJobOutcome may be.
const (
	CancelJobOutcomeCancelled    CancelJobOutcome = "cancelled"
	CancelJobOutcomeAlreadyEnded CancelJobOutcome = "already_ended"
	CancelJobOutcomeNotFound     CancelJobOutcome = "not_found"
)

// CatchUpPolicy is one of some texts.
type CatchUpPolicy string

// What CatchUpPolicy may be.
const (
	CatchUpPolicyNone   CatchUpPolicy = "none"
	CatchUpPolicyLatest CatchUpPolicy = "latest"
	CatchUpPolicyAll    CatchUpPolicy = "all"
)

// DeleteJobOutcome is one of some texts.
type DeleteJobOutcome string

// What DeleteJobOutcome may be.
const (
	DeleteJobOutcomeDeleted  DeleteJobOutcome = "deleted"
	DeleteJobOutcomeNotEnded DeleteJobOutcome = "not_ended"
	DeleteJobOutcomeNotFound DeleteJobOutcome = "not_found"
)

// DeleteLimitOutcome is one of some texts.
type DeleteLimitOutcome string

// What DeleteLimitOutcome may be.
const (
	DeleteLimitOutcomeDeleted  DeleteLimitOutcome = "deleted"
	DeleteLimitOutcomeAttached DeleteLimitOutcome = "attached"
	DeleteLimitOutcomeNotFound DeleteLimitOutcome = "not_found"
)

// DeleteScheduleOutcome is one of some texts.
type DeleteScheduleOutcome string

// What DeleteScheduleOutcome may be.
const (
	DeleteScheduleOutcomeDeleted  DeleteScheduleOutcome = "deleted"
	DeleteScheduleOutcomeNotFound DeleteScheduleOutcome = "not_found"
)

// DeregisterWorkerOutcome is one of some texts.
type DeregisterWorkerOutcome string

// What DeregisterWorkerOutcome may be.
const (
	DeregisterWorkerOutcomeDeregistered DeregisterWorkerOutcome = "deregistered"
	DeregisterWorkerOutcomeUnknown      DeregisterWorkerOutcome = "unknown"
)

// DoctorStatus is one of some texts.
type DoctorStatus string

// What DoctorStatus may be.
const (
	DoctorStatusOk      DoctorStatus = "ok"
	DoctorStatusWarning DoctorStatus = "warning"
	DoctorStatusError   DoctorStatus = "error"
)

// FailJobsOutcome is one of some texts.
type FailJobsOutcome string

// What FailJobsOutcome may be.
const (
	FailJobsOutcomeRetryable FailJobsOutcome = "retryable"
	FailJobsOutcomeFailed    FailJobsOutcome = "failed"
	FailJobsOutcomeLost      FailJobsOutcome = "lost"
)

// FailOptionsOnLost is one of some texts.
type FailOptionsOnLost string

// What FailOptionsOnLost may be.
const (
	FailOptionsOnLostRaise  FailOptionsOnLost = "raise"
	FailOptionsOnLostReport FailOptionsOnLost = "report"
)

// FiresOptionsDays is one of some texts.
type FiresOptionsDays string

// What FiresOptionsDays may be.
const (
	FiresOptionsDaysEither FiresOptionsDays = "either"
	FiresOptionsDaysBoth   FiresOptionsDays = "both"
)

// GetQueueOnFull is one of some texts.
type GetQueueOnFull string

// What GetQueueOnFull may be.
const (
	GetQueueOnFullOff    GetQueueOnFull = "off"
	GetQueueOnFullSignal GetQueueOnFull = "signal"
	GetQueueOnFullRefuse GetQueueOnFull = "refuse"
)

// HeartbeatOutcome is one of some texts.
type HeartbeatOutcome string

// What HeartbeatOutcome may be.
const (
	HeartbeatOutcomeAlive HeartbeatOutcome = "alive"
)

// HeartbeatStopReason is one of some texts.
type HeartbeatStopReason string

// What HeartbeatStopReason may be.
const (
	HeartbeatStopReasonCancelled HeartbeatStopReason = "cancelled"
	HeartbeatStopReasonDeadline  HeartbeatStopReason = "deadline"
)

// InsertJobOutcome is one of some texts.
type InsertJobOutcome string

// What InsertJobOutcome may be.
const (
	InsertJobOutcomeInserted InsertJobOutcome = "inserted"
	InsertJobOutcomeExisting InsertJobOutcome = "existing"
	InsertJobOutcomeReplaced InsertJobOutcome = "replaced"
)

// JobOptionsOnParentFailure is one of some texts.
type JobOptionsOnParentFailure string

// What JobOptionsOnParentFailure may be.
const (
	JobOptionsOnParentFailureCancel JobOptionsOnParentFailure = "cancel"
	JobOptionsOnParentFailureRun    JobOptionsOnParentFailure = "run"
	JobOptionsOnParentFailureFail   JobOptionsOnParentFailure = "fail"
)

// LimitSettingsScope is one of some texts.
type LimitSettingsScope string

// What LimitSettingsScope may be.
const (
	LimitSettingsScopeExecuting LimitSettingsScope = "executing"
	LimitSettingsScopeLifetime  LimitSettingsScope = "lifetime"
)

// PauseScheduleOutcome is one of some texts.
type PauseScheduleOutcome string

// What PauseScheduleOutcome may be.
const (
	PauseScheduleOutcomePaused    PauseScheduleOutcome = "paused"
	PauseScheduleOutcomeUnchanged PauseScheduleOutcome = "unchanged"
)

// PenalizeLimitOutcome is one of some texts.
type PenalizeLimitOutcome string

// What PenalizeLimitOutcome may be.
const (
	PenalizeLimitOutcomePenalized PenalizeLimitOutcome = "penalized"
	PenalizeLimitOutcomeUnchanged PenalizeLimitOutcome = "unchanged"
	PenalizeLimitOutcomeLifted    PenalizeLimitOutcome = "lifted"
	PenalizeLimitOutcomeNotFound  PenalizeLimitOutcome = "not_found"
)

// PutLimitOutcome is one of some texts.
type PutLimitOutcome string

// What PutLimitOutcome may be.
const (
	PutLimitOutcomeCreated   PutLimitOutcome = "created"
	PutLimitOutcomeChanged   PutLimitOutcome = "changed"
	PutLimitOutcomeUnchanged PutLimitOutcome = "unchanged"
)

// PutScheduleOutcome is one of some texts.
type PutScheduleOutcome string

// What PutScheduleOutcome may be.
const (
	PutScheduleOutcomeCreated   PutScheduleOutcome = "created"
	PutScheduleOutcomeUpdated   PutScheduleOutcome = "updated"
	PutScheduleOutcomeUnchanged PutScheduleOutcome = "unchanged"
)

// RepairOutcome is one of some texts.
type RepairOutcome string

// What RepairOutcome may be.
const (
	RepairOutcomeSound    RepairOutcome = "sound"
	RepairOutcomeRepaired RepairOutcome = "repaired"
)

// RescheduleJobOutcome is one of some texts.
type RescheduleJobOutcome string

// What RescheduleJobOutcome may be.
const (
	RescheduleJobOutcomeRescheduled  RescheduleJobOutcome = "rescheduled"
	RescheduleJobOutcomeNotWaiting   RescheduleJobOutcome = "not_waiting"
	RescheduleJobOutcomeAlreadyEnded RescheduleJobOutcome = "already_ended"
	RescheduleJobOutcomeNotFound     RescheduleJobOutcome = "not_found"
)

// ResumeScheduleOutcome is one of some texts.
type ResumeScheduleOutcome string

// What ResumeScheduleOutcome may be.
const (
	ResumeScheduleOutcomeResumed   ResumeScheduleOutcome = "resumed"
	ResumeScheduleOutcomeNotPaused ResumeScheduleOutcome = "not_paused"
)

// RetryJobOutcome is one of some texts.
type RetryJobOutcome string

// What RetryJobOutcome may be.
const (
	RetryJobOutcomeRetried   RetryJobOutcome = "retried"
	RetryJobOutcomeNotEnded  RetryJobOutcome = "not_ended"
	RetryJobOutcomeCompleted RetryJobOutcome = "completed"
	RetryJobOutcomeNotFound  RetryJobOutcome = "not_found"
	RetryJobOutcomeKeyHeld   RetryJobOutcome = "key_held"
)

// RetryOptionsOnConflict is one of some texts.
type RetryOptionsOnConflict string

// What RetryOptionsOnConflict may be.
const (
	RetryOptionsOnConflictRaise  RetryOptionsOnConflict = "raise"
	RetryOptionsOnConflictReport RetryOptionsOnConflict = "report"
)

// ScheduleOptionsStartBy is one of some texts.
type ScheduleOptionsStartBy string

// What ScheduleOptionsStartBy may be.
const (
	ScheduleOptionsStartByNextFire ScheduleOptionsStartBy = "next_fire"
)

// SetProgressOutcome is one of some texts.
type SetProgressOutcome string

// What SetProgressOutcome may be.
const (
	SetProgressOutcomeSaved SetProgressOutcome = "saved"
)

// SnoozeJobOutcome is one of some texts.
type SnoozeJobOutcome string

// What SnoozeJobOutcome may be.
const (
	SnoozeJobOutcomeSnoozed SnoozeJobOutcome = "snoozed"
)

// TriggerOptionsOverlap is one of some texts.
type TriggerOptionsOverlap string

// What TriggerOptionsOverlap may be.
const (
	TriggerOptionsOverlapAllow       TriggerOptionsOverlap = "allow"
	TriggerOptionsOverlapSkip        TriggerOptionsOverlap = "skip"
	TriggerOptionsOverlapQueueOne    TriggerOptionsOverlap = "queue_one"
	TriggerOptionsOverlapCancelOther TriggerOptionsOverlap = "cancel_other"
)

// TriggerScheduleOutcome is one of some texts.
type TriggerScheduleOutcome string

// What TriggerScheduleOutcome may be.
const (
	TriggerScheduleOutcomeTriggered TriggerScheduleOutcome = "triggered"
	TriggerScheduleOutcomeSkipped   TriggerScheduleOutcome = "skipped"
)

// UniqueByOnConflict is one of some texts.
type UniqueByOnConflict string

// What UniqueByOnConflict may be.
const (
	UniqueByOnConflictExisting     UniqueByOnConflict = "existing"
	UniqueByOnConflictRaise        UniqueByOnConflict = "raise"
	UniqueByOnConflictReplace      UniqueByOnConflict = "replace"
	UniqueByOnConflictKeepEarliest UniqueByOnConflict = "keep_earliest"
)

// WhyWaitingReason is one of some texts.
type WhyWaitingReason string

// What WhyWaitingReason may be.
const (
	WhyWaitingReasonScheduled      WhyWaitingReason = "scheduled"
	WhyWaitingReasonParents        WhyWaitingReason = "parents"
	WhyWaitingReasonConcurrencyKey WhyWaitingReason = "concurrency_key"
	WhyWaitingReasonPaused         WhyWaitingReason = "paused"
	WhyWaitingReasonLimit          WhyWaitingReason = "limit"
	WhyWaitingReasonNoWorker       WhyWaitingReason = "no_worker"
	WhyWaitingReasonNoKind         WhyWaitingReason = "no_kind"
	WhyWaitingReasonBehind         WhyWaitingReason = "behind"
)

// Backoff is an object of JSON that callers pass; what is empty or nil is left out.
type Backoff struct {
	// The wait after the first attempt, up to max_delay; 2 s unless given.
	Base Interval `json:"base,omitzero"`

	// A random part of the wait that is added; 0.25 unless given.
	Jitter *float64 `json:"jitter,omitzero"`

	// How the wait grows; exponential unless given.
	Kind BackoffKind `json:"kind,omitzero"`

	// The longest wait, up to max_delay; 24 h unless given.
	Max Interval `json:"max,omitzero"`
}

// CatchUp is an object of JSON that callers pass; what is empty or nil is left out.
type CatchUp struct {
	// With all: how many, the newest ones; 100 unless given.
	Max *int32 `json:"max,omitzero"`

	// Which of them are made; latest unless given.
	Policy CatchUpPolicy `json:"policy,omitzero"`

	// How late a fire may be; as late as it is unless given.
	Window Interval `json:"window,omitzero"`
}

// JobLimit is an object of JSON that callers pass; what is empty or nil is left out.
type JobLimit struct {
	// What is limited, such as a customer: each key apart.
	Key string `json:"key"`

	// The name of a limit.
	Name string `json:"name"`

	// How much of it the job takes; 1 unless given.
	Weight *int32 `json:"weight,omitzero"`
}

// UniqueBy is an object of JSON that callers pass; what is empty or nil is left out.
type UniqueBy struct {
	// true for the whole of args, or a list of top-level fields.
	Args any `json:"args,omitzero"`

	// A text of the caller's; in bytes.
	Key *string `json:"key,omitzero"`

	// A key made elsewhere, 1 to 32 bytes in hex; stands alone and without the kind.
	KeyHex *string `json:"key_hex,omitzero"`

	// What to do if the key is held: answer with the holder unless given.
	OnConflict UniqueByOnConflict `json:"on_conflict,omitzero"`

	// Windows of time that it is unique in, in whole seconds; no months.
	Period Interval `json:"period,omitzero"`

	// true: in another queue it is another job.
	Queue *bool `json:"queue,omitzero"`

	// In which states the holder keeps the key; all before the end unless given.
	States []State `json:"states,omitzero"`
}

// ScheduleOptions is an object of JSON that callers pass; what is empty or nil is left out.
type ScheduleOptions struct {
	// How long to wait after a failed attempt.
	Backoff *Backoff `json:"backoff,omitzero"`

	// What becomes of fires that are late by more than a minute.
	CatchUp *CatchUp `json:"catch_up,omitzero"`

	// Limits how many jobs of a key are under way at once.
	ConcurrencyKey *string `json:"concurrency_key,omitzero"`

	// How many they are; 1 unless given.
	ConcurrencyLimit *int32 `json:"concurrency_limit,omitzero"`

	// Which of day of month and day of week have to match if both are restricted; either unless given.
	Days FiresOptionsDays `json:"days,omitzero"`

	// The last time at which it may fire.
	EndAt *time.Time `json:"end_at,omitzero"`

	// Each fire is put off by a part of it, always the same.
	Jitter Interval `json:"jitter,omitzero"`

	// How long the job is kept after its end, instead of what its queue says.
	Keep Interval `json:"keep,omitzero"`

	// Limits that the job starts under, each by a key.
	Limits []JobLimit `json:"limits,omitzero"`

	// How many attempts it has; 25 unless given.
	MaxAttempts *int32 `json:"max_attempts,omitzero"`

	// For whoever carries the job, up to 64 KiB.
	Metadata map[string]any `json:"metadata,omitzero"`

	// Routes the job to a partition of its queue; in bytes.
	OrderingKey *string `json:"ordering_key,omitzero"`

	// What becomes of a fire while a job of the schedule has not ended, retries included; allow unless given.
	Overlap TriggerOptionsOverlap `json:"overlap,omitzero"`

	// From 1, the most urgent, to 4; 2 unless given.
	Priority *int32 `json:"priority,omitzero"`

	// The queue; "default" unless given.
	Queue *string `json:"queue,omitzero"`

	// The first time at which it may fire, ISO 8601 with an offset.
	StartAt *time.Time `json:"start_at,omitzero"`

	// "next_fire", or an interval from when the job is made, of up to max_delay: an attempt that has not started by then
	// is not made.
	StartBy any `json:"start_by,omitzero"`

	// For people; 4096 bytes together.
	Tags []string `json:"tags,omitzero"`

	// How long one attempt may take, up to max_delay; then it is ended and counts.
	Timeout Interval `json:"timeout,omitzero"`

	// What makes the job unique.
	UniqueBy *UniqueBy `json:"unique_by,omitzero"`

	// true: args have to fit the schema of the kind.
	Validate *bool `json:"validate,omitzero"`
}

// NewSchedule is an object of JSON that callers pass; what is empty or nil is left out.
type NewSchedule struct {
	// What the handler gets; {} unless given.
	Args any `json:"args,omitzero"`

	// The kind of its jobs.
	Kind string `json:"kind"`

	// The name of the schedule.
	Name string `json:"name"`

	// More about the schedule and its jobs.
	Opts *ScheduleOptions `json:"opts,omitzero"`

	// When it fires; in bytes.
	Spec string `json:"spec"`

	// The IANA name of the time zone; UTC unless given.
	Zone *string `json:"zone,omitzero"`
}

// ApplyOptions is an object of JSON that callers pass; what is empty or nil is left out.
type ApplyOptions struct {
	// The name of the set; "default" unless given.
	Source *string `json:"source,omitzero"`
}

// CancelKeyOptions is an object of JSON that callers pass; what is empty or nil is left out.
type CancelKeyOptions struct {
	// true: every open job with the key, also one that does not hold it.
	All *bool `json:"all,omitzero"`

	// A key made elsewhere, 1 to 32 bytes in hex; only kind goes with it.
	KeyHex *string `json:"key_hex,omitzero"`

	// false: nobody is notified in this transaction from here on, so that it can be prepared.
	Notify *bool `json:"notify,omitzero"`
}

// NotifyOptions is an object of JSON that callers pass; what is empty or nil is left out.
type NotifyOptions struct {
	// false: nobody is notified in this transaction from here on, so that it can be prepared.
	Notify *bool `json:"notify,omitzero"`
}

// SettleOptions is an object of JSON that callers pass; what is empty or nil is left out.
type SettleOptions struct {
	// false: nobody is notified in this transaction from here on, so that it can be prepared.
	Notify *bool `json:"notify,omitzero"`

	// What to do with jobs that are not open under the claim; raise unless given.
	OnLost FailOptionsOnLost `json:"on_lost,omitzero"`
}

// ClaimOptions is an object of JSON that callers pass; what is empty or nil is left out.
type ClaimOptions struct {
	// true: commits without waiting for the disk, which is safe.
	Async *bool `json:"async,omitzero"`
}

// Settings is an object of JSON that callers pass; what is empty or nil is left out.
type Settings struct {
	// How long cancelled jobs are kept; 7 days at first.
	KeepCancelled Interval `json:"keep_cancelled,omitzero"`

	// How long completed jobs are kept; 24 hours at first.
	KeepCompleted Interval `json:"keep_completed,omitzero"`

	// How long failed jobs are kept; 30 days at first.
	KeepFailed Interval `json:"keep_failed,omitzero"`

	// How long a retry, a snooze or a timeout may be; 366 days at first.
	MaxDelay Interval `json:"max_delay,omitzero"`
}

// QueueSettings is an object of JSON that callers pass; what is empty or nil is left out.
type QueueSettings struct {
	// How long a lane waits until it counts as one priority more urgent; 60 s at first.
	Aging Interval `json:"aging,omitzero"`

	// true: a queue that nobody knows is made.
	Create *bool `json:"create,omitzero"`

	// How long its cancelled jobs are kept; null: as configure says.
	KeepCancelled Interval `json:"keep_cancelled,omitzero"`

	// How long its completed jobs are kept; null: as configure says.
	KeepCompleted Interval `json:"keep_completed,omitzero"`

	// How long its failed jobs are kept; null: as configure says.
	KeepFailed Interval `json:"keep_failed,omitzero"`

	// Names of limits that the starts of its jobs are under, all of them; null: none.
	Limits []string `json:"limits,omitzero"`

	// How large args may be; null: as in any queue.
	MaxArgsBytes *int32 `json:"max_args_bytes,omitzero"`

	// How large an ordering key or unique_by.key may be; null: as in any queue.
	MaxKeyBytes *int32 `json:"max_key_bytes,omitzero"`

	// How large metadata may be; null: as in any queue.
	MaxMetadataBytes *int32 `json:"max_metadata_bytes,omitzero"`

	// How large tags may be together; null: as in any queue.
	MaxTagsBytes *int32 `json:"max_tags_bytes,omitzero"`

	// How many available jobs it should hold; null: any number.
	MaxWaiting *int64 `json:"max_waiting,omitzero"`

	// What an insert does when it holds so many.
	OnFull GetQueueOnFull `json:"on_full,omitzero"`

	// How many partitions new jobs are routed to.
	Partitions *int32 `json:"partitions,omitzero"`

	// true: nothing is claimed from it.
	Paused *bool `json:"paused,omitzero"`

	// Null has the names, in JSON, of fields that are set to null.
	Null []string `json:"-"`
}

// MarshalJSON has the fields that are set, and the nulls.
func (o QueueSettings) MarshalJSON() ([]byte, error) {
	type plain QueueSettings
	return withNulls(plain(o), o.Null)
}

// NoOptions is an object of JSON that callers pass; what is empty or nil is left out.
type NoOptions struct {
}

// KindOptions is an object of JSON that callers pass; what is empty or nil is left out.
type KindOptions struct {
	// Names of limits that the starts of its jobs are under, all of them; null: none.
	Limits []string `json:"limits,omitzero"`

	// Null has the names, in JSON, of fields that are set to null.
	Null []string `json:"-"`
}

// MarshalJSON has the fields that are set, and the nulls.
func (o KindOptions) MarshalJSON() ([]byte, error) {
	type plain KindOptions
	return withNulls(plain(o), o.Null)
}

// FailureCause is an object of JSON that callers pass; what is empty or nil is left out.
type FailureCause struct {
	// The name of what was thrown; 200 characters of it are kept.
	Class *string `json:"class,omitzero"`

	// Where it was thrown; 8192 bytes of it are kept, without its middle.
	Stack *string `json:"stack,omitzero"`
}

// FailOptions is an object of JSON that callers pass; what is empty or nil is left out.
type FailOptions struct {
	// More of what went wrong: one element per job of job_ids, null where there is none.
	Causes []FailureCause `json:"causes,omitzero"`

	// false: nobody is notified in this transaction from here on, so that it can be prepared.
	Notify *bool `json:"notify,omitzero"`

	// What to do with jobs that are not open under the claim; raise unless given.
	OnLost FailOptionsOnLost `json:"on_lost,omitzero"`
}

// JobOptions is an object of JSON that callers pass; what is empty or nil is left out.
type JobOptions struct {
	// How long to wait after a failed attempt.
	Backoff *Backoff `json:"backoff,omitzero"`

	// Limits how many jobs of a key are under way at once.
	ConcurrencyKey *string `json:"concurrency_key,omitzero"`

	// How many they are; 1 unless given.
	ConcurrencyLimit *int32 `json:"concurrency_limit,omitzero"`

	// How long the job is kept after its end, instead of what its queue says.
	Keep Interval `json:"keep,omitzero"`

	// Limits that the job starts under, each by a key.
	Limits []JobLimit `json:"limits,omitzero"`

	// false: nobody is notified in this transaction from here on, so that it can be prepared.
	Notify *bool `json:"notify,omitzero"`

	// What becomes of the job if a parent fails or is cancelled, or after parents_timeout; cancel unless given.
	OnParentFailure JobOptionsOnParentFailure `json:"on_parent_failure,omitzero"`

	// The jobs that have to end first; ids may be texts.
	Parents []int64 `json:"parents,omitzero"`

	// How many of the parents have to complete; all unless given.
	ParentsNeeded *int32 `json:"parents_needed,omitzero"`

	// How long the job waits for its parents, up to max_delay; without end unless given.
	ParentsTimeout Interval `json:"parents_timeout,omitzero"`

	// An attempt that has not started by then is not made; a time with an offset, or an interval from now of up to
	// max_delay.
	StartBy Interval `json:"start_by,omitzero"`

	// How long one attempt may take, up to max_delay; then it is ended and counts.
	Timeout Interval `json:"timeout,omitzero"`

	// W3C Trace Context, which workers find in metadata.
	Traceparent *string `json:"traceparent,omitzero"`

	// true: args have to fit the schema of the kind.
	Validate *bool `json:"validate,omitzero"`
}

// NewJob is an object of JSON that callers pass; what is empty or nil is left out.
type NewJob struct {
	// What the handler gets, up to 1 MiB as text; {} unless given.
	Args any `json:"args,omitzero"`

	// What is to be done; picks the handler.
	Kind string `json:"kind"`

	// How many attempts it has; 25 unless given.
	MaxAttempts *int32 `json:"max_attempts,omitzero"`

	// For whoever carries the job, up to 64 KiB.
	Metadata map[string]any `json:"metadata,omitzero"`

	// More about the job, up to 64 KiB.
	Opts *JobOptions `json:"opts,omitzero"`

	// Routes the job to a partition of its queue; in bytes.
	OrderingKey *string `json:"ordering_key,omitzero"`

	// From 1, the most urgent, to 4; 2 unless given.
	Priority *int32 `json:"priority,omitzero"`

	// The queue; "default" unless given.
	Queue *string `json:"queue,omitzero"`

	// When it is due, ISO 8601 with an offset; now unless given.
	RunAt *time.Time `json:"run_at,omitzero"`

	// For people; 4096 bytes together.
	Tags []string `json:"tags,omitzero"`

	// What makes the job unique.
	UniqueBy *UniqueBy `json:"unique_by,omitzero"`
}

// ManyOptions is an object of JSON that callers pass; what is empty or nil is left out.
type ManyOptions struct {
	// How long to wait after a failed attempt.
	Backoff *Backoff `json:"backoff,omitzero"`

	// Limits how many jobs of a key are under way at once.
	ConcurrencyKey *string `json:"concurrency_key,omitzero"`

	// How many they are; 1 unless given.
	ConcurrencyLimit *int32 `json:"concurrency_limit,omitzero"`

	// How long the job is kept after its end, instead of what its queue says.
	Keep Interval `json:"keep,omitzero"`

	// false: nobody is notified in this transaction from here on, so that it can be prepared.
	Notify *bool `json:"notify,omitzero"`

	// An attempt that has not started by then is not made; a time with an offset, or an interval from now of up to
	// max_delay.
	StartBy Interval `json:"start_by,omitzero"`

	// How long one attempt may take, up to max_delay; then it is ended and counts.
	Timeout Interval `json:"timeout,omitzero"`
}

// FiresOptions is an object of JSON that callers pass; what is empty or nil is left out.
type FiresOptions struct {
	// Which of day of month and day of week have to match if both are restricted; either unless given.
	Days FiresOptionsDays `json:"days,omitzero"`

	// The name of the schedule, which H is spread by.
	Name *string `json:"name,omitzero"`
}

// LimitSettings is an object of JSON that callers pass; what is empty or nil is left out.
type LimitSettings struct {
	// How many may start at once after a rest; 1 at first.
	Burst *int32 `json:"burst,omitzero"`

	// How many attempts may be open at once; null: any number.
	Concurrency *int32 `json:"concurrency,omitzero"`

	// The time that the rate is for; 1 s at first.
	Per Interval `json:"per,omitzero"`

	// How many may start per per; null: any number.
	Rate *int32 `json:"rate,omitzero"`

	// What counts in the concurrency of a key: what executes, or a job until its end; executing unless given.
	Scope LimitSettingsScope `json:"scope,omitzero"`

	// Null has the names, in JSON, of fields that are set to null.
	Null []string `json:"-"`
}

// MarshalJSON has the fields that are set, and the nulls.
func (o LimitSettings) MarshalJSON() ([]byte, error) {
	type plain LimitSettings
	return withNulls(plain(o), o.Null)
}

// WorkerOptions is an object of JSON that callers pass; what is empty or nil is left out.
type WorkerOptions struct {
	// After how long without one it is lost: 1.5 times heartbeat_every or more; 3 times unless given.
	DeadAfter Interval `json:"dead_after,omitzero"`

	// How often the worker will call heartbeat; 5 s unless given.
	HeartbeatEvery Interval `json:"heartbeat_every,omitzero"`

	// Whatever the worker says of itself, up to 64 KiB.
	Info map[string]any `json:"info,omitzero"`

	// It is handed jobs of these kinds only; of all kinds unless given.
	Kinds []string `json:"kinds,omitzero"`
}

// RetryOptions is an object of JSON that callers pass; what is empty or nil is left out.
type RetryOptions struct {
	// false: nobody is notified in this transaction from here on, so that it can be prepared.
	Notify *bool `json:"notify,omitzero"`

	// What to do if another job holds its unique key; raise unless given.
	OnConflict RetryOptionsOnConflict `json:"on_conflict,omitzero"`
}

// SleepOptions is an object of JSON that callers pass; what is empty or nil is left out.
type SleepOptions struct {
	// false: notifications cannot come, and wait_ms is a polling interval.
	Listen *bool `json:"listen,omitzero"`
}

// TickOptions is an object of JSON that callers pass; what is empty or nil is left out.
type TickOptions struct {
	// Nothing is done if another call was at its end less long ago; for many that call about once a second.
	Every Interval `json:"every,omitzero"`
}

// TriggerOptions is an object of JSON that callers pass; what is empty or nil is left out.
type TriggerOptions struct {
	// What becomes of a fire while a job of the schedule has not ended, retries included; allow unless given.
	Overlap TriggerOptionsOverlap `json:"overlap,omitzero"`
}

// ApplySchedulesParams are the arguments of ApplySchedules; nil is the default.
type ApplySchedulesParams struct {
	Schedules []NewSchedule
	Prune     *bool
	DryRun    *bool
	Opts      *ApplyOptions
}

// ApplySchedulesRow is a row of ApplySchedules; nil is a null.
type ApplySchedulesRow struct {
	Ordinal      *int32
	ScheduleName string
	Outcome      ApplySchedulesOutcome
	Changes      json.RawMessage
	NextFires    []string
	Sentence     string
	Notes        []string
}

// ApplySchedules calls awa.apply_schedules: Makes the schedules of a declared set what it says, and deletes those that
// it has no more.
func ApplySchedules[R Rows](ctx context.Context, db Querier[R], p ApplySchedulesParams) ([]ApplySchedulesRow, error) {
	schedulesJSON, err := toJSON(p.Schedules)
	if err != nil {
		return nil, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r Rows) (row ApplySchedulesRow, err error) {
		var c3 *string
		var c4 *string
		var c6 *string
		if err = r.Scan(&row.Ordinal, &row.ScheduleName, &row.Outcome, &c3, &c4, &row.Sentence, &c6); err != nil {
			return
		}
		row.Changes = fromJSON(c3)
		if err = fromList(c4, &row.NextFires); err != nil {
			return
		}
		if err = fromList(c6, &row.Notes); err != nil {
			return
		}
		return
	}, `select ordinal, schedule_name, outcome, changes::text as changes, to_jsonb(next_fires)::text as next_fires, sentence, to_jsonb(notes)::text as notes from awa.apply_schedules(schedules => $1::text::jsonb, prune => $2::boolean, dry_run => $3::boolean, opts => $4::text::jsonb)`, schedulesJSON, p.Prune, p.DryRun, optsJSON)
}

// BackfillScheduleParams are the arguments of BackfillSchedule; nil is the default.
type BackfillScheduleParams struct {
	Name     string
	FromAt   time.Time
	ToAt     *time.Time
	MaxFires *int32
}

// BackfillScheduleRow is a row of BackfillSchedule; nil is a null.
type BackfillScheduleRow struct {
	ScheduleName string
	Outcome      BackfillScheduleOutcome
	Fired        int32
	Already      int32
	NextFrom     *time.Time
}

// BackfillSchedule calls awa.backfill_schedule: Makes the fires of a schedule in the past that made no job, by the spec
// that it had then.
func BackfillSchedule[R Rows](ctx context.Context, db Querier[R], p BackfillScheduleParams) (BackfillScheduleRow, error) {
	return one(query(ctx, db, func(r Rows) (row BackfillScheduleRow, err error) {
		err = r.Scan(&row.ScheduleName, &row.Outcome, &row.Fired, &row.Already, &row.NextFrom)
		return
	}, `select schedule_name, outcome, fired, already, next_from from awa.backfill_schedule(name => $1::text, from_at => $2::timestamp with time zone, to_at => $3::timestamp with time zone, max_fires => $4::integer)`, p.Name, p.FromAt, p.ToAt, p.MaxFires))
}

// CancelByUniqueKeyParams are the arguments of CancelByUniqueKey; nil is the default.
type CancelByUniqueKeyParams struct {
	Kind   string
	Queue  *string
	Args   any
	Period *time.Duration
	At     *time.Time
	Key    *string
	Reason *string
	Opts   *CancelKeyOptions
}

// CancelByUniqueKeyRow is a row of CancelByUniqueKey; nil is a null.
type CancelByUniqueKeyRow struct {
	ID        *int64
	Outcome   CancelJobOutcome
	State     *State
	UniqueKey []byte
}

// CancelByUniqueKey calls awa.cancel_by_unique_key: Cancels the job that holds a unique key, named by the same parts as
// at insert.
func CancelByUniqueKey[R Rows](ctx context.Context, db Querier[R], p CancelByUniqueKeyParams) ([]CancelByUniqueKeyRow, error) {
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return nil, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r Rows) (row CancelByUniqueKeyRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome, &row.State, &row.UniqueKey)
		return
	}, `select id, outcome, state, unique_key from awa.cancel_by_unique_key(kind => $1::text, queue => $2::text, args => $3::text::jsonb, period => $4::text::interval, at => $5::timestamp with time zone, key => $6::text, reason => $7::text, opts => $8::text::jsonb)`, p.Kind, p.Queue, argsJSON, toInterval(p.Period), p.At, p.Key, p.Reason, optsJSON)
}

// CancelJobParams are the arguments of CancelJob; nil is the default.
type CancelJobParams struct {
	JobID  int64
	Reason *string
	Opts   *NotifyOptions
}

// CancelJobRow is a row of CancelJob; nil is a null.
type CancelJobRow struct {
	ID      int64
	Outcome CancelJobOutcome
	State   *State
}

// CancelJob calls awa.cancel_job: Cancels a job in any state before the end; a running one is told to stop.
func CancelJob[R Rows](ctx context.Context, db Querier[R], p CancelJobParams) (CancelJobRow, error) {
	var none CancelJobRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row CancelJobRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome, &row.State)
		return
	}, `select id, outcome, state from awa.cancel_job(job_id => $1::bigint, reason => $2::text, opts => $3::text::jsonb)`, p.JobID, p.Reason, optsJSON))
}

// CancelRunningParams are the arguments of CancelRunning; nil is the default.
type CancelRunningParams struct {
	WorkerID string
	ClaimID  int64
	JobIDs   []int64
	Reason   *string
	Opts     *SettleOptions
}

// CancelRunningRow is a row of CancelRunning; nil is a null.
type CancelRunningRow struct {
	Settled int32
	LostIDs []int64
}

// CancelRunning calls awa.cancel_running: Ends running jobs of one claim as cancelled, on the wish of their own worker.
func CancelRunning[R Rows](ctx context.Context, db Querier[R], p CancelRunningParams) (CancelRunningRow, error) {
	var none CancelRunningRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row CancelRunningRow, err error) {
		var c1 *string
		if err = r.Scan(&row.Settled, &c1); err != nil {
			return
		}
		if err = fromList(c1, &row.LostIDs); err != nil {
			return
		}
		return
	}, `select settled, to_jsonb(lost_ids)::text as lost_ids from awa.cancel_running(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::text::bigint[], reason => $4::text, opts => $5::text::jsonb)`, p.WorkerID, p.ClaimID, idList(p.JobIDs), p.Reason, optsJSON))
}

// CheckContractParams are the arguments of CheckContract; nil is the default.
type CheckContractParams struct {
	Version string
}

// CheckContract calls awa.check_contract: Whether a caller that was made for a version of this contract can work with
// this database.
func CheckContract[R Rows](ctx context.Context, db Querier[R], p CheckContractParams) (string, error) {
	return one(query(ctx, db, func(r Rows) (row string, err error) {
		err = r.Scan(&row)
		return
	}, `select awa.check_contract(version => $1::text) as value`, p.Version))
}

// ClaimJobsParams are the arguments of ClaimJobs; nil is the default.
type ClaimJobsParams struct {
	WorkerID string
	Queue    *string
	MaxJobs  *int32
	Opts     *ClaimOptions
}

// ClaimJobsRow is a row of ClaimJobs; nil is a null.
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
	DeadlineAt  *time.Time
	Partition   int32
	OrderingKey *string
	Tags        []string
	Metadata    json.RawMessage
	Progress    json.RawMessage
	Failures    json.RawMessage
	Details     json.RawMessage
}

// ClaimJobs calls awa.claim_jobs: Hands up to max_jobs next jobs of a queue to a worker, most urgent first.
func ClaimJobs[R Rows](ctx context.Context, db Querier[R], p ClaimJobsParams) ([]ClaimJobsRow, error) {
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r Rows) (row ClaimJobsRow, err error) {
		var c3 *string
		var c12 *string
		var c13 *string
		var c14 *string
		var c15 *string
		var c16 *string
		if err = r.Scan(&row.ClaimID, &row.ID, &row.Kind, &c3, &row.Priority, &row.Attempt, &row.MaxAttempts, &row.RunAt, &row.CreatedAt, &row.DeadlineAt, &row.Partition, &row.OrderingKey, &c12, &c13, &c14, &c15, &c16); err != nil {
			return
		}
		row.Args = fromJSON(c3)
		if err = fromList(c12, &row.Tags); err != nil {
			return
		}
		row.Metadata = fromJSON(c13)
		row.Progress = fromJSON(c14)
		row.Failures = fromJSON(c15)
		row.Details = fromJSON(c16)
		return
	}, `select claim_id, id, kind, args::text as args, priority, attempt, max_attempts, run_at, created_at, deadline_at, partition, ordering_key, to_jsonb(tags)::text as tags, metadata::text as metadata, progress::text as progress, failures::text as failures, details::text as details from awa.claim_jobs(worker_id => $1::uuid, queue => $2::text, max_jobs => $3::integer, opts => $4::text::jsonb)`, p.WorkerID, p.Queue, p.MaxJobs, optsJSON)
}

// CompleteJobsParams are the arguments of CompleteJobs; nil is the default.
type CompleteJobsParams struct {
	WorkerID string
	ClaimID  int64
	JobIDs   []int64
	Results  any
	Opts     *SettleOptions
}

// CompleteJobsRow is a row of CompleteJobs; nil is a null.
type CompleteJobsRow struct {
	Settled int32
	LostIDs []int64
}

// CompleteJobs calls awa.complete_jobs: Ends attempts of one claim as completed, with optional results.
func CompleteJobs[R Rows](ctx context.Context, db Querier[R], p CompleteJobsParams) (CompleteJobsRow, error) {
	var none CompleteJobsRow
	resultsJSON, err := toJSON(p.Results)
	if err != nil {
		return none, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row CompleteJobsRow, err error) {
		var c1 *string
		if err = r.Scan(&row.Settled, &c1); err != nil {
			return
		}
		if err = fromList(c1, &row.LostIDs); err != nil {
			return
		}
		return
	}, `select settled, to_jsonb(lost_ids)::text as lost_ids from awa.complete_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::text::bigint[], results => $4::text::jsonb, opts => $5::text::jsonb)`, p.WorkerID, p.ClaimID, idList(p.JobIDs), resultsJSON, optsJSON))
}

// ConfigureParams are the arguments of Configure; nil is the default.
type ConfigureParams struct {
	Settings *Settings
}

// ConfigureRow is a row of Configure; nil is a null.
type ConfigureRow struct {
	KeepCompleted float64
	KeepFailed    float64
	KeepCancelled float64
	MaxDelay      float64
}

// Configure calls awa.configure: Sets how long ended jobs are kept where their queue does not say, and how long a job
// may be put off.
func Configure[R Rows](ctx context.Context, db Querier[R], p ConfigureParams) (ConfigureRow, error) {
	var none ConfigureRow
	settingsJSON, err := optionsToJSON(p.Settings)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row ConfigureRow, err error) {
		err = r.Scan(&row.KeepCompleted, &row.KeepFailed, &row.KeepCancelled, &row.MaxDelay)
		return
	}, `select keep_completed, keep_failed, keep_cancelled, max_delay from awa.configure(settings => $1::text::jsonb)`, settingsJSON))
}

// ConfigureQueueParams are the arguments of ConfigureQueue; nil is the default.
type ConfigureQueueParams struct {
	Queue    string
	Settings *QueueSettings
}

// ConfigureQueueRow is a row of ConfigureQueue; nil is a null.
type ConfigureQueueRow struct {
	QueueName        string
	Partitions       int32
	Paused           bool
	Aging            float64
	KeepCompleted    *float64
	KeepFailed       *float64
	KeepCancelled    *float64
	MaxWaiting       *int64
	OnFull           GetQueueOnFull
	MaxArgsBytes     *int32
	MaxMetadataBytes *int32
	MaxTagsBytes     *int32
	MaxKeyBytes      *int32
	Limits           []string
	IsConfigured     bool
}

// ConfigureQueue calls awa.configure_queue: Makes or changes the configuration of a queue: partitions, pause, aging,
// retention.
func ConfigureQueue[R Rows](ctx context.Context, db Querier[R], p ConfigureQueueParams) (ConfigureQueueRow, error) {
	var none ConfigureQueueRow
	settingsJSON, err := optionsToJSON(p.Settings)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row ConfigureQueueRow, err error) {
		var c13 *string
		if err = r.Scan(&row.QueueName, &row.Partitions, &row.Paused, &row.Aging, &row.KeepCompleted, &row.KeepFailed, &row.KeepCancelled, &row.MaxWaiting, &row.OnFull, &row.MaxArgsBytes, &row.MaxMetadataBytes, &row.MaxTagsBytes, &row.MaxKeyBytes, &c13, &row.IsConfigured); err != nil {
			return
		}
		if err = fromList(c13, &row.Limits); err != nil {
			return
		}
		return
	}, `select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, to_jsonb(limits)::text as limits, is_configured from awa.configure_queue(queue => $1::text, settings => $2::text::jsonb)`, p.Queue, settingsJSON))
}

// ContractRegistry calls awa.contract_registry: What signatures do not say: fields of JSON arguments, errors, and what
// result columns hold.
func ContractRegistry[R Rows](ctx context.Context, db Querier[R]) (json.RawMessage, error) {
	return one(query(ctx, db, func(r Rows) (row json.RawMessage, err error) {
		var c0 *string
		if err = r.Scan(&c0); err != nil {
			return
		}
		row = fromJSON(c0)
		return
	}, `select awa.contract_registry()::text as value`))
}

// ContractVersion calls awa.contract_version: The version of the contract, major.minor.
func ContractVersion[R Rows](ctx context.Context, db Querier[R]) (string, error) {
	return one(query(ctx, db, func(r Rows) (row string, err error) {
		err = r.Scan(&row)
		return
	}, `select awa.contract_version() as value`))
}

// DeleteJobParams are the arguments of DeleteJob; nil is the default.
type DeleteJobParams struct {
	JobID int64
	Opts  *NoOptions
}

// DeleteJobRow is a row of DeleteJob; nil is a null.
type DeleteJobRow struct {
	ID      int64
	Outcome DeleteJobOutcome
	State   *State
}

// DeleteJob calls awa.delete_job: Forgets an ended job, and its hold on a unique key, before its time.
func DeleteJob[R Rows](ctx context.Context, db Querier[R], p DeleteJobParams) (DeleteJobRow, error) {
	var none DeleteJobRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row DeleteJobRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome, &row.State)
		return
	}, `select id, outcome, state from awa.delete_job(job_id => $1::bigint, opts => $2::text::jsonb)`, p.JobID, optsJSON))
}

// DeleteLimitParams are the arguments of DeleteLimit; nil is the default.
type DeleteLimitParams struct {
	Name string
}

// DeleteLimitRow is a row of DeleteLimit; nil is a null.
type DeleteLimitRow struct {
	LimitName string
	Outcome   DeleteLimitOutcome
	Queues    []string
	Kinds     []string
}

// DeleteLimit calls awa.delete_limit: Removes a limit that no queue and no kind has any more.
func DeleteLimit[R Rows](ctx context.Context, db Querier[R], p DeleteLimitParams) (DeleteLimitRow, error) {
	return one(query(ctx, db, func(r Rows) (row DeleteLimitRow, err error) {
		var c2 *string
		var c3 *string
		if err = r.Scan(&row.LimitName, &row.Outcome, &c2, &c3); err != nil {
			return
		}
		if err = fromList(c2, &row.Queues); err != nil {
			return
		}
		if err = fromList(c3, &row.Kinds); err != nil {
			return
		}
		return
	}, `select limit_name, outcome, to_jsonb(queues)::text as queues, to_jsonb(kinds)::text as kinds from awa.delete_limit(name => $1::text)`, p.Name))
}

// DeleteScheduleParams are the arguments of DeleteSchedule; nil is the default.
type DeleteScheduleParams struct {
	Name string
}

// DeleteScheduleRow is a row of DeleteSchedule; nil is a null.
type DeleteScheduleRow struct {
	ScheduleName string
	Outcome      DeleteScheduleOutcome
}

// DeleteSchedule calls awa.delete_schedule: Deletes a schedule; jobs that it has made stay.
func DeleteSchedule[R Rows](ctx context.Context, db Querier[R], p DeleteScheduleParams) (DeleteScheduleRow, error) {
	return one(query(ctx, db, func(r Rows) (row DeleteScheduleRow, err error) {
		err = r.Scan(&row.ScheduleName, &row.Outcome)
		return
	}, `select schedule_name, outcome from awa.delete_schedule(name => $1::text)`, p.Name))
}

// DeregisterWorkerParams are the arguments of DeregisterWorker; nil is the default.
type DeregisterWorkerParams struct {
	WorkerID string
	Opts     *NoOptions
}

// DeregisterWorkerRow is a row of DeregisterWorker; nil is a null.
type DeregisterWorkerRow struct {
	Outcome DeregisterWorkerOutcome
	Lost    int32
}

// DeregisterWorker calls awa.deregister_worker: Ends a worker; jobs still open under its claims are rescued.
func DeregisterWorker[R Rows](ctx context.Context, db Querier[R], p DeregisterWorkerParams) (DeregisterWorkerRow, error) {
	var none DeregisterWorkerRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row DeregisterWorkerRow, err error) {
		err = r.Scan(&row.Outcome, &row.Lost)
		return
	}, `select outcome, lost from awa.deregister_worker(worker_id => $1::uuid, opts => $2::text::jsonb)`, p.WorkerID, optsJSON))
}

// DescribeKindParams are the arguments of DescribeKind; nil is the default.
type DescribeKindParams struct {
	Kind        string
	ArgsSchema  any
	Description *string
	Opts        *KindOptions
}

// DescribeKindRow is a row of DescribeKind; nil is a null.
type DescribeKindRow struct {
	KindName string
	Outcome  PutLimitOutcome
}

// DescribeKind calls awa.describe_kind: Says what a kind of job is, and by a JSON Schema what its args look like.
func DescribeKind[R Rows](ctx context.Context, db Querier[R], p DescribeKindParams) (DescribeKindRow, error) {
	var none DescribeKindRow
	argsSchemaJSON, err := toJSON(p.ArgsSchema)
	if err != nil {
		return none, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row DescribeKindRow, err error) {
		err = r.Scan(&row.KindName, &row.Outcome)
		return
	}, `select kind_name, outcome from awa.describe_kind(kind => $1::text, args_schema => $2::text::jsonb, description => $3::text, opts => $4::text::jsonb)`, p.Kind, argsSchemaJSON, p.Description, optsJSON))
}

// DoctorRow is a row of Doctor; nil is a null.
type DoctorRow struct {
	CheckName string
	Status    DoctorStatus
	Detail    string
	Hint      *string
}

// Doctor calls awa.doctor: Looks for what keeps the engine from working as it should, and says what to do.
func Doctor[R Rows](ctx context.Context, db Querier[R]) ([]DoctorRow, error) {
	return query(ctx, db, func(r Rows) (row DoctorRow, err error) {
		err = r.Scan(&row.CheckName, &row.Status, &row.Detail, &row.Hint)
		return
	}, `select check_name, status, detail, hint from awa.doctor()`)
}

// ErrorCodesRow is a row of ErrorCodes; nil is a null.
type ErrorCodesRow struct {
	Sqlstate  string
	Condition string
	Meaning   string
}

// ErrorCodes calls awa.error_codes: The SQLSTATEs that Awa raises, with their conditions and what they mean.
func ErrorCodes[R Rows](ctx context.Context, db Querier[R]) ([]ErrorCodesRow, error) {
	return query(ctx, db, func(r Rows) (row ErrorCodesRow, err error) {
		err = r.Scan(&row.Sqlstate, &row.Condition, &row.Meaning)
		return
	}, `select sqlstate, condition, meaning from awa.error_codes()`)
}

// FailJobsParams are the arguments of FailJobs; nil is the default.
type FailJobsParams struct {
	WorkerID   string
	ClaimID    int64
	JobIDs     []int64
	Errors     []string
	RetryAfter *time.Duration
	Final      *bool
	Opts       *FailOptions
}

// FailJobsRow is a row of FailJobs; nil is a null.
type FailJobsRow struct {
	ID      int64
	Outcome FailJobsOutcome
	Attempt *int32
	RunAt   *time.Time
}

// FailJobs calls awa.fail_jobs: Ends attempts of one claim as failed: to be retried, or for good.
func FailJobs[R Rows](ctx context.Context, db Querier[R], p FailJobsParams) ([]FailJobsRow, error) {
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r Rows) (row FailJobsRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome, &row.Attempt, &row.RunAt)
		return
	}, `select id, outcome, attempt, run_at from awa.fail_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::text::bigint[], errors => $4::text::text[], retry_after => $5::text::interval, final => $6::boolean, opts => $7::text::jsonb)`, p.WorkerID, p.ClaimID, idList(p.JobIDs), textList(p.Errors), toInterval(p.RetryAfter), p.Final, optsJSON)
}

// GetJobParams are the arguments of GetJob; nil is the default.
type GetJobParams struct {
	JobID int64
}

// GetJobRow is a row of GetJob; nil is a null.
type GetJobRow struct {
	ID          int64
	Kind        string
	Queue       string
	Partition   int32
	Priority    int32
	State       State
	Attempt     int32
	MaxAttempts int32
	RunAt       time.Time
	CreatedAt   time.Time
	AttemptedAt *time.Time
	FinalizedAt *time.Time
	WorkerID    *string
	Args        json.RawMessage
	OrderingKey *string
	UniqueKey   []byte
	Tags        []string
	Metadata    json.RawMessage
	Progress    json.RawMessage
	Failures    json.RawMessage
	Result      json.RawMessage
	Reason      *string
	Options     json.RawMessage
	Details     json.RawMessage
}

// GetJob calls awa.get_job: One job by id: state, attempts, failures, progress, result and times.
func GetJob[R Rows](ctx context.Context, db Querier[R], p GetJobParams) ([]GetJobRow, error) {
	return query(ctx, db, func(r Rows) (row GetJobRow, err error) {
		var c13 *string
		var c16 *string
		var c17 *string
		var c18 *string
		var c19 *string
		var c20 *string
		var c22 *string
		var c23 *string
		if err = r.Scan(&row.ID, &row.Kind, &row.Queue, &row.Partition, &row.Priority, &row.State, &row.Attempt, &row.MaxAttempts, &row.RunAt, &row.CreatedAt, &row.AttemptedAt, &row.FinalizedAt, &row.WorkerID, &c13, &row.OrderingKey, &row.UniqueKey, &c16, &c17, &c18, &c19, &c20, &row.Reason, &c22, &c23); err != nil {
			return
		}
		row.Args = fromJSON(c13)
		if err = fromList(c16, &row.Tags); err != nil {
			return
		}
		row.Metadata = fromJSON(c17)
		row.Progress = fromJSON(c18)
		row.Failures = fromJSON(c19)
		row.Result = fromJSON(c20)
		row.Options = fromJSON(c22)
		row.Details = fromJSON(c23)
		return
	}, `select id, kind, queue, partition, priority, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at, worker_id::text as worker_id, args::text as args, ordering_key, unique_key, to_jsonb(tags)::text as tags, metadata::text as metadata, progress::text as progress, failures::text as failures, result::text as result, reason, options::text as options, details::text as details from awa.get_job(job_id => $1::bigint)`, p.JobID)
}

// GetQueueParams are the arguments of GetQueue; nil is the default.
type GetQueueParams struct {
	Queue string
}

// GetQueueRow is a row of GetQueue; nil is a null.
type GetQueueRow struct {
	QueueName        string
	Partitions       int32
	Paused           bool
	Aging            float64
	KeepCompleted    *float64
	KeepFailed       *float64
	KeepCancelled    *float64
	MaxWaiting       *int64
	OnFull           GetQueueOnFull
	MaxArgsBytes     *int32
	MaxMetadataBytes *int32
	MaxTagsBytes     *int32
	MaxKeyBytes      *int32
	Limits           []string
	IsConfigured     bool
}

// GetQueue calls awa.get_queue: The configuration of a queue: partitions, pause, aging, retention, limits.
func GetQueue[R Rows](ctx context.Context, db Querier[R], p GetQueueParams) (GetQueueRow, error) {
	return one(query(ctx, db, func(r Rows) (row GetQueueRow, err error) {
		var c13 *string
		if err = r.Scan(&row.QueueName, &row.Partitions, &row.Paused, &row.Aging, &row.KeepCompleted, &row.KeepFailed, &row.KeepCancelled, &row.MaxWaiting, &row.OnFull, &row.MaxArgsBytes, &row.MaxMetadataBytes, &row.MaxTagsBytes, &row.MaxKeyBytes, &c13, &row.IsConfigured); err != nil {
			return
		}
		if err = fromList(c13, &row.Limits); err != nil {
			return
		}
		return
	}, `select queue_name, partitions, paused, aging, keep_completed, keep_failed, keep_cancelled, max_waiting, on_full, max_args_bytes, max_metadata_bytes, max_tags_bytes, max_key_bytes, to_jsonb(limits)::text as limits, is_configured from awa.get_queue(queue => $1::text)`, p.Queue))
}

// HeartbeatParams are the arguments of Heartbeat; nil is the default.
type HeartbeatParams struct {
	WorkerID string
	Opts     *NoOptions
}

// HeartbeatRow is a row of Heartbeat; nil is a null.
type HeartbeatRow struct {
	Outcome      HeartbeatOutcome
	StopClaimIDs []int64
	StopJobIDs   []int64
	StopReasons  []HeartbeatStopReason
	PausedQueues []string
	Details      json.RawMessage
}

// Heartbeat calls awa.heartbeat: Says that a worker lives; answers which attempts it must stop and which queues are
// paused.
func Heartbeat[R Rows](ctx context.Context, db Querier[R], p HeartbeatParams) (HeartbeatRow, error) {
	var none HeartbeatRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row HeartbeatRow, err error) {
		var c1 *string
		var c2 *string
		var c3 *string
		var c4 *string
		var c5 *string
		if err = r.Scan(&row.Outcome, &c1, &c2, &c3, &c4, &c5); err != nil {
			return
		}
		if err = fromList(c1, &row.StopClaimIDs); err != nil {
			return
		}
		if err = fromList(c2, &row.StopJobIDs); err != nil {
			return
		}
		if err = fromList(c3, &row.StopReasons); err != nil {
			return
		}
		if err = fromList(c4, &row.PausedQueues); err != nil {
			return
		}
		row.Details = fromJSON(c5)
		return
	}, `select outcome, to_jsonb(stop_claim_ids)::text as stop_claim_ids, to_jsonb(stop_job_ids)::text as stop_job_ids, to_jsonb(stop_reasons)::text as stop_reasons, to_jsonb(paused_queues)::text as paused_queues, details::text as details from awa.heartbeat(worker_id => $1::uuid, opts => $2::text::jsonb)`, p.WorkerID, optsJSON))
}

// InsertJobParams are the arguments of InsertJob; nil is the default.
type InsertJobParams struct {
	Kind        string
	Args        any
	Queue       *string
	Priority    *int32
	RunAt       *time.Time
	MaxAttempts *int32
	UniqueBy    *UniqueBy
	OrderingKey *string
	Tags        []string
	Metadata    any
	Opts        *JobOptions
}

// InsertJobRow is a row of InsertJob; nil is a null.
type InsertJobRow struct {
	ID        int64
	Outcome   InsertJobOutcome
	State     State
	QueueName *string
	Partition *int32
	DueAt     *time.Time
	UniqueKey []byte
	QueueFull bool
}

// InsertJob calls awa.insert_job: Enqueues a job in the caller's transaction.
func InsertJob[R Rows](ctx context.Context, db Querier[R], p InsertJobParams) (InsertJobRow, error) {
	var none InsertJobRow
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return none, err
	}
	uniqueByJSON, err := optionsToJSON(p.UniqueBy)
	if err != nil {
		return none, err
	}
	metadataJSON, err := toJSON(p.Metadata)
	if err != nil {
		return none, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row InsertJobRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome, &row.State, &row.QueueName, &row.Partition, &row.DueAt, &row.UniqueKey, &row.QueueFull)
		return
	}, `select id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_job(kind => $1::text, args => $2::text::jsonb, queue => $3::text, priority => $4::integer, run_at => $5::timestamp with time zone, max_attempts => $6::integer, unique_by => $7::text::jsonb, ordering_key => $8::text, tags => $9::text::text[], metadata => $10::text::jsonb, opts => $11::text::jsonb)`, p.Kind, argsJSON, p.Queue, p.Priority, p.RunAt, p.MaxAttempts, uniqueByJSON, p.OrderingKey, optional(p.Tags, textList), metadataJSON, optsJSON))
}

// InsertJobsParams are the arguments of InsertJobs; nil is the default.
type InsertJobsParams struct {
	Jobs []NewJob
	Opts *NotifyOptions
}

// InsertJobsRow is a row of InsertJobs; nil is a null.
type InsertJobsRow struct {
	Ordinal   int32
	ID        int64
	Outcome   InsertJobOutcome
	State     State
	QueueName *string
	Partition *int32
	DueAt     *time.Time
	UniqueKey []byte
	QueueFull bool
}

// InsertJobs calls awa.insert_jobs: Enqueues many jobs, given as a JSON array, in one statement.
func InsertJobs[R Rows](ctx context.Context, db Querier[R], p InsertJobsParams) ([]InsertJobsRow, error) {
	jobsJSON, err := toJSON(p.Jobs)
	if err != nil {
		return nil, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r Rows) (row InsertJobsRow, err error) {
		err = r.Scan(&row.Ordinal, &row.ID, &row.Outcome, &row.State, &row.QueueName, &row.Partition, &row.DueAt, &row.UniqueKey, &row.QueueFull)
		return
	}, `select ordinal, id, outcome, state, queue_name, partition, due_at, unique_key, queue_full from awa.insert_jobs(jobs => $1::text::jsonb, opts => $2::text::jsonb)`, jobsJSON, optsJSON)
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
	Tags         []string
	Metadata     any
	Opts         *ManyOptions
}

// InsertManyRow is a row of InsertMany; nil is a null.
type InsertManyRow struct {
	ID        int64
	QueueFull bool
}

// InsertMany calls awa.insert_many: Enqueues many jobs of one kind into one queue, given as an array of args, the
// fastest way.
func InsertMany[R Rows](ctx context.Context, db Querier[R], p InsertManyParams) ([]InsertManyRow, error) {
	argsJSON, err := jsonList(p.Args)
	if err != nil {
		return nil, err
	}
	metadataJSON, err := toJSON(p.Metadata)
	if err != nil {
		return nil, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r Rows) (row InsertManyRow, err error) {
		err = r.Scan(&row.ID, &row.QueueFull)
		return
	}, `select id, queue_full from awa.insert_many(kind => $1::text, args => $2::text::jsonb[], queue => $3::text, priority => $4::integer, run_at => $5::timestamp with time zone, max_attempts => $6::integer, ordering_keys => $7::text::text[], tags => $8::text::text[], metadata => $9::text::jsonb, opts => $10::text::jsonb)`, p.Kind, argsJSON, p.Queue, p.Priority, p.RunAt, p.MaxAttempts, optional(p.OrderingKeys, textOrNullList), optional(p.Tags, textList), metadataJSON, optsJSON)
}

// JobStateParams are the arguments of JobState; nil is the default.
type JobStateParams struct {
	JobID int64
}

// JobStateRow is a row of JobState; nil is a null.
type JobStateRow struct {
	ID          int64
	State       State
	Attempt     int32
	MaxAttempts int32
	RunAt       time.Time
	CreatedAt   time.Time
	AttemptedAt *time.Time
	FinalizedAt *time.Time
}

// JobState calls awa.job_state: What has become of a job, by id: its state, attempts and times, without what is in it.
func JobState[R Rows](ctx context.Context, db Querier[R], p JobStateParams) ([]JobStateRow, error) {
	return query(ctx, db, func(r Rows) (row JobStateRow, err error) {
		err = r.Scan(&row.ID, &row.State, &row.Attempt, &row.MaxAttempts, &row.RunAt, &row.CreatedAt, &row.AttemptedAt, &row.FinalizedAt)
		return
	}, `select id, state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at from awa.job_state(job_id => $1::bigint)`, p.JobID)
}

// JobStatesRow is a row of JobStates; nil is a null.
type JobStatesRow struct {
	State    State
	HasEnded bool
	Meaning  string
}

// JobStates calls awa.job_states: The states of a job, and whether a job in it has ended.
func JobStates[R Rows](ctx context.Context, db Querier[R]) ([]JobStatesRow, error) {
	return query(ctx, db, func(r Rows) (row JobStatesRow, err error) {
		err = r.Scan(&row.State, &row.HasEnded, &row.Meaning)
		return
	}, `select state, has_ended, meaning from awa.job_states()`)
}

// ListJobsParams are the arguments of ListJobs; nil is the default.
type ListJobsParams struct {
	Queue   string
	State   State
	MaxJobs *int32
	Opts    *NoOptions
}

// ListJobsRow is a row of ListJobs; nil is a null.
type ListJobsRow struct {
	ID          int64
	Kind        string
	QueueName   string
	Partition   int32
	Priority    int32
	JobState    State
	Attempt     int32
	MaxAttempts int32
	RunAt       time.Time
	CreatedAt   time.Time
	AttemptedAt *time.Time
	FinalizedAt *time.Time
	WorkerID    *string
	Args        json.RawMessage
	OrderingKey *string
	UniqueKey   []byte
	Tags        []string
	Metadata    json.RawMessage
	Progress    json.RawMessage
	Failures    json.RawMessage
	Result      json.RawMessage
	Reason      *string
	Options     json.RawMessage
	Details     json.RawMessage
}

// ListJobs calls awa.list_jobs: The newest jobs of a queue in one state.
func ListJobs[R Rows](ctx context.Context, db Querier[R], p ListJobsParams) ([]ListJobsRow, error) {
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r Rows) (row ListJobsRow, err error) {
		var c13 *string
		var c16 *string
		var c17 *string
		var c18 *string
		var c19 *string
		var c20 *string
		var c22 *string
		var c23 *string
		if err = r.Scan(&row.ID, &row.Kind, &row.QueueName, &row.Partition, &row.Priority, &row.JobState, &row.Attempt, &row.MaxAttempts, &row.RunAt, &row.CreatedAt, &row.AttemptedAt, &row.FinalizedAt, &row.WorkerID, &c13, &row.OrderingKey, &row.UniqueKey, &c16, &c17, &c18, &c19, &c20, &row.Reason, &c22, &c23); err != nil {
			return
		}
		row.Args = fromJSON(c13)
		if err = fromList(c16, &row.Tags); err != nil {
			return
		}
		row.Metadata = fromJSON(c17)
		row.Progress = fromJSON(c18)
		row.Failures = fromJSON(c19)
		row.Result = fromJSON(c20)
		row.Options = fromJSON(c22)
		row.Details = fromJSON(c23)
		return
	}, `select id, kind, queue_name, partition, priority, job_state, attempt, max_attempts, run_at, created_at, attempted_at, finalized_at, worker_id::text as worker_id, args::text as args, ordering_key, unique_key, to_jsonb(tags)::text as tags, metadata::text as metadata, progress::text as progress, failures::text as failures, result::text as result, reason, options::text as options, details::text as details from awa.list_jobs(queue => $1::text, state => $2::text, max_jobs => $3::integer, opts => $4::text::jsonb)`, p.Queue, p.State, p.MaxJobs, optsJSON)
}

// NextFiresParams are the arguments of NextFires; nil is the default.
type NextFiresParams struct {
	Spec  string
	Zone  *string
	After *time.Time
	N     *int32
	Opts  *FiresOptions
}

// NextFiresRow is a row of NextFires; nil is a null.
type NextFiresRow struct {
	FireAt time.Time
}

// NextFires calls awa.next_fires: The next times at which a schedule would fire: a cron spec in a time zone.
func NextFires[R Rows](ctx context.Context, db Querier[R], p NextFiresParams) ([]NextFiresRow, error) {
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return nil, err
	}
	return query(ctx, db, func(r Rows) (row NextFiresRow, err error) {
		err = r.Scan(&row.FireAt)
		return
	}, `select fire_at from awa.next_fires(spec => $1::text, zone => $2::text, after => $3::timestamp with time zone, n => $4::integer, opts => $5::text::jsonb)`, p.Spec, p.Zone, p.After, p.N, optsJSON)
}

// OrderingHashParams are the arguments of OrderingHash; nil is the default.
type OrderingHashParams struct {
	Key string
}

// OrderingHash calls awa.ordering_hash: Hashes an ordering key to an unsigned 64-bit number, in decimal digits.
func OrderingHash[R Rows](ctx context.Context, db Querier[R], p OrderingHashParams) (string, error) {
	return one(query(ctx, db, func(r Rows) (row string, err error) {
		err = r.Scan(&row)
		return
	}, `select awa.ordering_hash(key => $1::text) as value`, p.Key))
}

// PartitionForKeyParams are the arguments of PartitionForKey; nil is the default.
type PartitionForKeyParams struct {
	Key        string
	Partitions int32
}

// PartitionForKey calls awa.partition_for_key: Tells which partition of a queue an ordering key belongs to.
func PartitionForKey[R Rows](ctx context.Context, db Querier[R], p PartitionForKeyParams) (int32, error) {
	return one(query(ctx, db, func(r Rows) (row int32, err error) {
		err = r.Scan(&row)
		return
	}, `select awa.partition_for_key(key => $1::text, partitions => $2::integer) as value`, p.Key, p.Partitions))
}

// PauseScheduleParams are the arguments of PauseSchedule; nil is the default.
type PauseScheduleParams struct {
	Name   string
	Reason *string
	Until  *time.Time
}

// PauseScheduleRow is a row of PauseSchedule; nil is a null.
type PauseScheduleRow struct {
	ScheduleName string
	Outcome      PauseScheduleOutcome
}

// PauseSchedule calls awa.pause_schedule: Pauses a schedule, until a time or until it is resumed.
func PauseSchedule[R Rows](ctx context.Context, db Querier[R], p PauseScheduleParams) (PauseScheduleRow, error) {
	return one(query(ctx, db, func(r Rows) (row PauseScheduleRow, err error) {
		err = r.Scan(&row.ScheduleName, &row.Outcome)
		return
	}, `select schedule_name, outcome from awa.pause_schedule(name => $1::text, reason => $2::text, until => $3::timestamp with time zone)`, p.Name, p.Reason, p.Until))
}

// PenalizeLimitParams are the arguments of PenalizeLimit; nil is the default.
type PenalizeLimitParams struct {
	Name  string
	Delay time.Duration
	Key   *string
}

// PenalizeLimitRow is a row of PenalizeLimit; nil is a null.
type PenalizeLimitRow struct {
	LimitName      string
	Outcome        PenalizeLimitOutcome
	PenalizedUntil *time.Time
}

// PenalizeLimit calls awa.penalize_limit: Lets nothing start under a limit for some time.
func PenalizeLimit[R Rows](ctx context.Context, db Querier[R], p PenalizeLimitParams) (PenalizeLimitRow, error) {
	return one(query(ctx, db, func(r Rows) (row PenalizeLimitRow, err error) {
		err = r.Scan(&row.LimitName, &row.Outcome, &row.PenalizedUntil)
		return
	}, `select limit_name, outcome, penalized_until from awa.penalize_limit(name => $1::text, delay => $2::text::interval, key => $3::text)`, p.Name, toInterval(&p.Delay), p.Key))
}

// PutLimitParams are the arguments of PutLimit; nil is the default.
type PutLimitParams struct {
	Name     string
	Settings *LimitSettings
	Key      *string
}

// PutLimitRow is a row of PutLimit; nil is a null.
type PutLimitRow struct {
	LimitName   string
	Outcome     PutLimitOutcome
	Concurrency *int32
	Rate        *int32
	Per         *float64
	Burst       *int32
	Details     json.RawMessage
}

// PutLimit calls awa.put_limit: Makes or changes a limit of how many jobs start: concurrency, rate, or both.
func PutLimit[R Rows](ctx context.Context, db Querier[R], p PutLimitParams) (PutLimitRow, error) {
	var none PutLimitRow
	settingsJSON, err := optionsToJSON(p.Settings)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row PutLimitRow, err error) {
		var c6 *string
		if err = r.Scan(&row.LimitName, &row.Outcome, &row.Concurrency, &row.Rate, &row.Per, &row.Burst, &c6); err != nil {
			return
		}
		row.Details = fromJSON(c6)
		return
	}, `select limit_name, outcome, concurrency, rate, per, burst, details::text as details from awa.put_limit(name => $1::text, settings => $2::text::jsonb, key => $3::text)`, p.Name, settingsJSON, p.Key))
}

// PutScheduleParams are the arguments of PutSchedule; nil is the default.
type PutScheduleParams struct {
	Name string
	Spec string
	Zone *string
	Kind *string
	Args any
	Opts *ScheduleOptions
}

// PutScheduleRow is a row of PutSchedule; nil is a null.
type PutScheduleRow struct {
	ScheduleName string
	Outcome      PutScheduleOutcome
	NextFires    []string
	Sentence     string
	Notes        []string
	Details      json.RawMessage
}

// PutSchedule calls awa.put_schedule: Makes or changes a schedule: jobs of a kind, each time that a cron spec says.
func PutSchedule[R Rows](ctx context.Context, db Querier[R], p PutScheduleParams) (PutScheduleRow, error) {
	var none PutScheduleRow
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return none, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row PutScheduleRow, err error) {
		var c2 *string
		var c4 *string
		var c5 *string
		if err = r.Scan(&row.ScheduleName, &row.Outcome, &c2, &row.Sentence, &c4, &c5); err != nil {
			return
		}
		if err = fromList(c2, &row.NextFires); err != nil {
			return
		}
		if err = fromList(c4, &row.Notes); err != nil {
			return
		}
		row.Details = fromJSON(c5)
		return
	}, `select schedule_name, outcome, to_jsonb(next_fires)::text as next_fires, sentence, to_jsonb(notes)::text as notes, details::text as details from awa.put_schedule(name => $1::text, spec => $2::text, zone => $3::text, kind => $4::text, args => $5::text::jsonb, opts => $6::text::jsonb)`, p.Name, p.Spec, p.Zone, p.Kind, argsJSON, optsJSON))
}

// QueueStatsParams are the arguments of QueueStats; nil is the default.
type QueueStatsParams struct {
	Queue *string
}

// QueueStatsRow is a row of QueueStats; nil is a null.
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
	OldestAvailableAt   *time.Time
	Partitions          int32
	Paused              bool
	Details             json.RawMessage
}

// QueueStats calls awa.queue_stats: What queues hold at this moment: jobs by state, throughput, the oldest waiting job.
func QueueStats[R Rows](ctx context.Context, db Querier[R], p QueueStatsParams) ([]QueueStatsRow, error) {
	return query(ctx, db, func(r Rows) (row QueueStatsRow, err error) {
		var c15 *string
		if err = r.Scan(&row.QueueName, &row.Pending, &row.Scheduled, &row.Available, &row.Blocked, &row.Running, &row.Retryable, &row.WaitingExternal, &row.Completed, &row.Failed, &row.Cancelled, &row.CompletedLastMinute, &row.OldestAvailableAt, &row.Partitions, &row.Paused, &c15); err != nil {
			return
		}
		row.Details = fromJSON(c15)
		return
	}, `select queue_name, pending, scheduled, available, blocked, running, retryable, waiting_external, completed, failed, cancelled, completed_last_minute, oldest_available_at, partitions, paused, details::text as details from awa.queue_stats(queue => $1::text)`, p.Queue)
}

// RegisterWorkerParams are the arguments of RegisterWorker; nil is the default.
type RegisterWorkerParams struct {
	Name   *string
	Queues []string
	Opts   *WorkerOptions
}

// RegisterWorkerRow is a row of RegisterWorker; nil is a null.
type RegisterWorkerRow struct {
	WorkerID        string
	ContractVersion string
	SchemaVersion   int32
	HeartbeatMs     int32
	DeadAfterMs     int32
}

// RegisterWorker calls awa.register_worker: Registers a worker process and returns its id and the pace of its
// heartbeats.
func RegisterWorker[R Rows](ctx context.Context, db Querier[R], p RegisterWorkerParams) (RegisterWorkerRow, error) {
	var none RegisterWorkerRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row RegisterWorkerRow, err error) {
		err = r.Scan(&row.WorkerID, &row.ContractVersion, &row.SchemaVersion, &row.HeartbeatMs, &row.DeadAfterMs)
		return
	}, `select worker_id::text as worker_id, contract_version, schema_version, heartbeat_ms, dead_after_ms from awa.register_worker(name => $1::text, queues => $2::text::text[], opts => $3::text::jsonb)`, p.Name, optional(p.Queues, textList), optsJSON))
}

// ReleaseJobsParams are the arguments of ReleaseJobs; nil is the default.
type ReleaseJobsParams struct {
	WorkerID string
	ClaimID  int64
	JobIDs   []int64
	Opts     *SettleOptions
}

// ReleaseJobsRow is a row of ReleaseJobs; nil is a null.
type ReleaseJobsRow struct {
	Settled int32
	LostIDs []int64
}

// ReleaseJobs calls awa.release_jobs: Hands jobs of one claim back unstarted; they are available again at once.
func ReleaseJobs[R Rows](ctx context.Context, db Querier[R], p ReleaseJobsParams) (ReleaseJobsRow, error) {
	var none ReleaseJobsRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row ReleaseJobsRow, err error) {
		var c1 *string
		if err = r.Scan(&row.Settled, &c1); err != nil {
			return
		}
		if err = fromList(c1, &row.LostIDs); err != nil {
			return
		}
		return
	}, `select settled, to_jsonb(lost_ids)::text as lost_ids from awa.release_jobs(worker_id => $1::uuid, claim_id => $2::bigint, job_ids => $3::text::bigint[], opts => $4::text::jsonb)`, p.WorkerID, p.ClaimID, idList(p.JobIDs), optsJSON))
}

// RepairParams are the arguments of Repair; nil is the default.
type RepairParams struct {
	Opts *NoOptions
}

// RepairRow is a row of Repair; nil is a null.
type RepairRow struct {
	Outcome   RepairOutcome
	Waiting   int64
	Lost      int64
	Completed int64
}

// Repair calls awa.repair: Makes a ledger that was restored from another server whole in this one.
func Repair[R Rows](ctx context.Context, db Querier[R], p RepairParams) (RepairRow, error) {
	var none RepairRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row RepairRow, err error) {
		err = r.Scan(&row.Outcome, &row.Waiting, &row.Lost, &row.Completed)
		return
	}, `select outcome, waiting, lost, completed from awa.repair(opts => $1::text::jsonb)`, optsJSON))
}

// RescheduleJobParams are the arguments of RescheduleJob; nil is the default.
type RescheduleJobParams struct {
	JobID     *int64
	UniqueKey []byte
	RunAt     *time.Time
	Priority  *int32
	Args      any
	Opts      *NotifyOptions
}

// RescheduleJobRow is a row of RescheduleJob; nil is a null.
type RescheduleJobRow struct {
	ID      *int64
	Outcome RescheduleJobOutcome
	State   *State
	DueAt   *time.Time
}

// RescheduleJob calls awa.reschedule_job: Changes when a waiting job runs, its priority or its args; named by id or
// unique key.
func RescheduleJob[R Rows](ctx context.Context, db Querier[R], p RescheduleJobParams) (RescheduleJobRow, error) {
	var none RescheduleJobRow
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return none, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row RescheduleJobRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome, &row.State, &row.DueAt)
		return
	}, `select id, outcome, state, due_at from awa.reschedule_job(job_id => $1::bigint, unique_key => $2::bytea, run_at => $3::timestamp with time zone, priority => $4::integer, args => $5::text::jsonb, opts => $6::text::jsonb)`, p.JobID, optional(p.UniqueKey, same), p.RunAt, p.Priority, argsJSON, optsJSON))
}

// ResumeScheduleParams are the arguments of ResumeSchedule; nil is the default.
type ResumeScheduleParams struct {
	Name   string
	Missed *string
}

// ResumeScheduleRow is a row of ResumeSchedule; nil is a null.
type ResumeScheduleRow struct {
	ScheduleName string
	Outcome      ResumeScheduleOutcome
	Fired        int32
	Dropped      int32
	Skipped      int32
}

// ResumeSchedule calls awa.resume_schedule: Ends the pause of a schedule, and says what becomes of the fires meanwhile.
func ResumeSchedule[R Rows](ctx context.Context, db Querier[R], p ResumeScheduleParams) (ResumeScheduleRow, error) {
	return one(query(ctx, db, func(r Rows) (row ResumeScheduleRow, err error) {
		err = r.Scan(&row.ScheduleName, &row.Outcome, &row.Fired, &row.Dropped, &row.Skipped)
		return
	}, `select schedule_name, outcome, fired, dropped, skipped from awa.resume_schedule(name => $1::text, missed => $2::text)`, p.Name, p.Missed))
}

// RetryJobParams are the arguments of RetryJob; nil is the default.
type RetryJobParams struct {
	JobID int64
	RunAt *time.Time
	Opts  *RetryOptions
}

// RetryJobRow is a row of RetryJob; nil is a null.
type RetryJobRow struct {
	ID      int64
	Outcome RetryJobOutcome
	State   *State
	DueAt   *time.Time
}

// RetryJob calls awa.retry_job: Runs a failed or cancelled job again, under its id and with one attempt more if it has
// none left.
func RetryJob[R Rows](ctx context.Context, db Querier[R], p RetryJobParams) (RetryJobRow, error) {
	var none RetryJobRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row RetryJobRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome, &row.State, &row.DueAt)
		return
	}, `select id, outcome, state, due_at from awa.retry_job(job_id => $1::bigint, run_at => $2::timestamp with time zone, opts => $3::text::jsonb)`, p.JobID, p.RunAt, optsJSON))
}

// SchemaVersion calls awa.schema_version: The number of the newest table migration.
func SchemaVersion[R Rows](ctx context.Context, db Querier[R]) (int32, error) {
	return one(query(ctx, db, func(r Rows) (row int32, err error) {
		err = r.Scan(&row)
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
	Opts       *NoOptions
}

// SetProgressRow is a row of SetProgress; nil is a null.
type SetProgressRow struct {
	ID      int64
	Outcome SetProgressOutcome
}

// SetProgress calls awa.set_progress: Saves percent, message and checkpoint of a running job; kept across retries.
func SetProgress[R Rows](ctx context.Context, db Querier[R], p SetProgressParams) (SetProgressRow, error) {
	var none SetProgressRow
	checkpointJSON, err := toJSON(p.Checkpoint)
	if err != nil {
		return none, err
	}
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row SetProgressRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome)
		return
	}, `select id, outcome from awa.set_progress(worker_id => $1::uuid, claim_id => $2::bigint, job_id => $3::bigint, percent => $4::integer, message => $5::text, checkpoint => $6::text::jsonb, opts => $7::text::jsonb)`, p.WorkerID, p.ClaimID, p.JobID, p.Percent, p.Message, checkpointJSON, optsJSON))
}

// SleepUntilWorkParams are the arguments of SleepUntilWork; nil is the default.
type SleepUntilWorkParams struct {
	WorkerID string
	Queues   []string
	Pending  *string
	Opts     *SleepOptions
}

// SleepUntilWorkRow is a row of SleepUntilWork; nil is a null.
type SleepUntilWorkRow struct {
	HasWork      bool
	WorkQueues   []string
	WaitMs       int32
	PendingAfter *string
}

// SleepUntilWork calls awa.sleep_until_work: Declares the queues that this session sleeps on, and says how long it may
// wait for a notification.
func SleepUntilWork[R Rows](ctx context.Context, db Querier[R], p SleepUntilWorkParams) (SleepUntilWorkRow, error) {
	var none SleepUntilWorkRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row SleepUntilWorkRow, err error) {
		var c1 *string
		if err = r.Scan(&row.HasWork, &c1, &row.WaitMs, &row.PendingAfter); err != nil {
			return
		}
		if err = fromList(c1, &row.WorkQueues); err != nil {
			return
		}
		return
	}, `select has_work, to_jsonb(work_queues)::text as work_queues, wait_ms, pending_after from awa.sleep_until_work(worker_id => $1::uuid, queues => $2::text::text[], pending => $3::text, opts => $4::text::jsonb)`, p.WorkerID, textList(p.Queues), p.Pending, optsJSON))
}

// SnoozeJobParams are the arguments of SnoozeJob; nil is the default.
type SnoozeJobParams struct {
	WorkerID string
	ClaimID  int64
	JobID    int64
	Delay    time.Duration
	Opts     *NotifyOptions
}

// SnoozeJobRow is a row of SnoozeJob; nil is a null.
type SnoozeJobRow struct {
	ID      int64
	Outcome SnoozeJobOutcome
	RunAt   time.Time
}

// SnoozeJob calls awa.snooze_job: Puts a running job off for a while without counting the attempt.
func SnoozeJob[R Rows](ctx context.Context, db Querier[R], p SnoozeJobParams) (SnoozeJobRow, error) {
	var none SnoozeJobRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row SnoozeJobRow, err error) {
		err = r.Scan(&row.ID, &row.Outcome, &row.RunAt)
		return
	}, `select id, outcome, run_at from awa.snooze_job(worker_id => $1::uuid, claim_id => $2::bigint, job_id => $3::bigint, delay => $4::text::interval, opts => $5::text::jsonb)`, p.WorkerID, p.ClaimID, p.JobID, toInterval(&p.Delay), optsJSON))
}

// TickParams are the arguments of Tick; nil is the default.
type TickParams struct {
	Opts *TickOptions
}

// TickRow is a row of Tick; nil is a null.
type TickRow struct {
	Promoted    int32
	WorkersLost int32
	JobsRescued int32
	JobsExpired int32
	Details     json.RawMessage
}

// Tick calls awa.tick: One bounded step of housekeeping: rescue, timeouts, promotion, schedules, retention. Call it
// about once a second.
func Tick[R Rows](ctx context.Context, db Querier[R], p TickParams) (TickRow, error) {
	var none TickRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row TickRow, err error) {
		var c4 *string
		if err = r.Scan(&row.Promoted, &row.WorkersLost, &row.JobsRescued, &row.JobsExpired, &c4); err != nil {
			return
		}
		row.Details = fromJSON(c4)
		return
	}, `select promoted, workers_lost, jobs_rescued, jobs_expired, details::text as details from awa.tick(opts => $1::text::jsonb)`, optsJSON))
}

// TriggerScheduleParams are the arguments of TriggerSchedule; nil is the default.
type TriggerScheduleParams struct {
	Name string
	Opts *TriggerOptions
}

// TriggerScheduleRow is a row of TriggerSchedule; nil is a null.
type TriggerScheduleRow struct {
	ScheduleName string
	Outcome      TriggerScheduleOutcome
	ID           *int64
	State        *State
}

// TriggerSchedule calls awa.trigger_schedule: Makes a job of a schedule now, beside its fires.
func TriggerSchedule[R Rows](ctx context.Context, db Querier[R], p TriggerScheduleParams) (TriggerScheduleRow, error) {
	var none TriggerScheduleRow
	optsJSON, err := optionsToJSON(p.Opts)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row TriggerScheduleRow, err error) {
		err = r.Scan(&row.ScheduleName, &row.Outcome, &row.ID, &row.State)
		return
	}, `select schedule_name, outcome, id, state from awa.trigger_schedule(name => $1::text, opts => $2::text::jsonb)`, p.Name, optsJSON))
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
func UniqueKey[R Rows](ctx context.Context, db Querier[R], p UniqueKeyParams) ([]byte, error) {
	var none []byte
	argsJSON, err := toJSON(p.Args)
	if err != nil {
		return none, err
	}
	return one(query(ctx, db, func(r Rows) (row []byte, err error) {
		err = r.Scan(&row)
		return
	}, `select awa.unique_key(kind => $1::text, queue => $2::text, args => $3::text::jsonb, period_start => $4::bigint, key => $5::text) as value`, p.Kind, p.Queue, argsJSON, p.PeriodStart, p.Key))
}

// WhyWaitingParams are the arguments of WhyWaiting; nil is the default.
type WhyWaitingParams struct {
	JobID int64
}

// WhyWaitingRow is a row of WhyWaiting; nil is a null.
type WhyWaitingRow struct {
	Reason   WhyWaitingReason
	Name     *string
	SinceAt  *time.Time
	UntilAt  *time.Time
	OtherIDs []int64
	Details  json.RawMessage
}

// WhyWaiting calls awa.why_waiting: Why a job does not run yet: one row per reason that holds now.
func WhyWaiting[R Rows](ctx context.Context, db Querier[R], p WhyWaitingParams) ([]WhyWaitingRow, error) {
	return query(ctx, db, func(r Rows) (row WhyWaitingRow, err error) {
		var c4 *string
		var c5 *string
		if err = r.Scan(&row.Reason, &row.Name, &row.SinceAt, &row.UntilAt, &c4, &c5); err != nil {
			return
		}
		if err = fromList(c4, &row.OtherIDs); err != nil {
			return
		}
		row.Details = fromJSON(c5)
		return
	}, `select reason, name, since_at, until_at, to_jsonb(other_ids)::text as other_ids, details::text as details from awa.why_waiting(job_id => $1::bigint)`, p.JobID)
}
