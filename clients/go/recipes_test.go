package awa_test

// The recipes of docs/recipes.md, and what they come to. What stands between "recipe" and "end" is on that page.

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// recipe: setup
import (
	"context"
	"time"

	awa "awa-client"

	"github.com/jackc/pgx/v5"
)

// end

// recipe: outbox
func placeOrder(ctx context.Context, db *pgx.Conn, order, item string) error {
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "insert into orders (id, item) values ($1, $2)", order, item); err != nil {
			return err
		}
		job := awa.InsertJobParams{Kind: "ship_order", Args: map[string]any{"order": order}}
		if _, err := awa.InsertJob(ctx, tx, job); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "update stock set amount = amount - 1 where item = $1", item)
		return err
	})
}

// end

// recipe: webhook
type event struct {
	ID string `json:"id"`
}

var everyState = []awa.State{
	awa.StatePending, awa.StateScheduled, awa.StateAvailable, awa.StateBlocked, awa.StateRunning,
	awa.StateRetryable, awa.StateWaitingExternal, awa.StateCompleted, awa.StateFailed, awa.StateCancelled,
}

func receive(ctx context.Context, db awa.Querier[pgx.Rows], e event) (awa.InsertJobRow, error) {
	return awa.InsertJob(ctx, db, awa.InsertJobParams{
		Kind:     "webhook_event",
		Args:     e,
		UniqueBy: &awa.UniqueBy{Key: &e.ID, States: everyState},
		Opts:     &awa.JobOptions{Keep: "7 days"},
	})
}

// end

// recipe: debounce
func pageChanged(ctx context.Context, db awa.Querier[pgx.Rows], page string, revision int) (awa.InsertJobRow, error) {
	return awa.InsertJob(ctx, db, awa.InsertJobParams{
		Kind:  "reindex",
		Args:  map[string]any{"page": page, "revision": revision},
		RunAt: awa.Ptr(time.Now().Add(10 * time.Second)),
		UniqueBy: &awa.UniqueBy{
			Args:       []string{"page"},
			States:     []awa.State{awa.StateScheduled, awa.StateAvailable, awa.StateBlocked, awa.StateRetryable},
			OnConflict: awa.UniqueByOnConflictReplace,
		},
	})
}

// end

// recipe: order
func syncCustomer(ctx context.Context, db awa.Querier[pgx.Rows], customer string, change int) (awa.InsertJobRow, error) {
	return awa.InsertJob(ctx, db, awa.InsertJobParams{
		Kind:        "sync_customer",
		Args:        map[string]any{"customer": customer, "change": change},
		OrderingKey: &customer,
		Opts:        &awa.JobOptions{ConcurrencyKey: &customer},
	})
}

// end

// recipe: fan-out
func printBook(ctx context.Context, db *pgx.Conn, book string, pages []int) (whole awa.InsertJobRow, err error) {
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		args := make([]any, len(pages))
		for i, page := range pages {
			args[i] = map[string]any{"book": book, "page": page}
		}
		parts, err := awa.InsertMany(ctx, tx, awa.InsertManyParams{Kind: "render_page", Args: args})
		if err != nil {
			return err
		}
		parents := make([]int64, len(parts))
		for i, part := range parts {
			parents[i] = part.ID
		}
		whole, err = awa.InsertJob(ctx, tx, awa.InsertJobParams{
			Kind: "bind_book",
			Args: map[string]any{"book": book, "parts": parents},
			Opts: &awa.JobOptions{Parents: parents},
		})
		return err
	})
	return whole, err
}

// end

// recipe: bulk
func importRows(ctx context.Context, tx pgx.Tx, rows []any) (int64, error) {
	source := pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
		return []any{"import_row", "imports", rows[i]}, nil
	})
	return tx.CopyFrom(ctx, pgx.Identifier{"awa", "new_jobs"}, []string{"kind", "queue", "args"}, source)
}

// end

// shop is a connection to the database, and a worker.
type shop struct {
	*testing.T
	ctx    context.Context
	db     *pgx.Conn
	worker string
	// run is part of every name, so that the tests may run on one database again.
	run string
}

func open(t *testing.T) shop {
	t.Helper()
	ctx := context.Background()
	db, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	must(t, err)
	tables, err := os.ReadFile("../conformance/shop.sql")
	must(t, err)
	_, err = db.Exec(ctx, string(tables))
	must(t, err)
	worker, err := awa.RegisterWorker(ctx, db, awa.RegisterWorkerParams{Name: awa.Ptr("recipes")})
	must(t, err)
	t.Cleanup(func() {
		_, err := awa.DeregisterWorker(ctx, db, awa.DeregisterWorkerParams{WorkerID: worker.WorkerID})
		must(t, err)
		must(t, db.Close(ctx))
	})
	return shop{t, ctx, db, worker.WorkerID, worker.WorkerID}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s shop) equal(have, want any) {
	s.Helper()
	if !reflect.DeepEqual(have, want) {
		s.Fatalf("have %v (%T), want %v (%T)", have, have, want, want)
	}
}

func (s shop) refused(err error, sqlState string) {
	s.Helper()
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) || refusal.Code != sqlState {
		s.Fatalf("have %v, want %s", err, sqlState)
	}
}

// claim claims what waits, and gives the jobs with these ids.
func (s shop) claim(ids ...int64) (claimed []awa.ClaimJobsRow) {
	s.Helper()
	jobs, err := awa.ClaimJobs(s.ctx, s.db, awa.ClaimJobsParams{WorkerID: s.worker, MaxJobs: awa.Ptr[int32](10000)})
	must(s, err)
	for _, job := range jobs {
		for _, id := range ids {
			if job.ID == id {
				claimed = append(claimed, job)
			}
		}
	}
	return claimed
}

func (s shop) complete(job awa.ClaimJobsRow, result any) {
	s.Helper()
	settled, err := awa.CompleteJobs(s.ctx, s.db, awa.CompleteJobsParams{
		WorkerID: s.worker, ClaimID: job.ClaimID, JobIDs: []int64{job.ID}, Results: []any{result},
	})
	must(s, err)
	s.equal(settled.Settled, int32(1))
}

func (s shop) fail(job awa.ClaimJobsRow, final bool) {
	s.Helper()
	_, err := awa.FailJobs(s.ctx, s.db, awa.FailJobsParams{
		WorkerID: s.worker, ClaimID: job.ClaimID, JobIDs: []int64{job.ID}, Errors: []string{"no paper"},
		RetryAfter: awa.Ptr(time.Duration(0)), Final: &final,
	})
	must(s, err)
}

func (s shop) get(id int64) awa.GetJobRow {
	s.Helper()
	rows, err := awa.GetJob(s.ctx, s.db, awa.GetJobParams{JobID: id})
	must(s, err)
	if len(rows) != 1 {
		s.Fatalf("there is no job %d", id)
	}
	return rows[0]
}

// args are those of a job, decoded.
func (s shop) args(text json.RawMessage) (args map[string]any) {
	s.Helper()
	must(s, json.Unmarshal(text, &args))
	return args
}

// parts are the jobs that a bind_book waits for.
func (s shop) parts(whole int64) []int64 {
	s.Helper()
	var args struct{ Parts []int64 }
	must(s, json.Unmarshal(s.get(whole).Args, &args))
	return args.Parts
}

func (s shop) texts(query string, args ...any) string {
	s.Helper()
	rows, err := s.db.Query(s.ctx, query, args...)
	must(s, err)
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(s, err)
	return strings.Join(texts, ", ")
}

// states are those of the jobs of a kind with this in their args, in the order of their ids.
func (s shop) states(kind, name, value string) string {
	s.Helper()
	return s.texts("select state from awa.jobs where kind = $1 and args ->> $2 = $3 order by id", kind, name, value)
}

func TestOutbox(t *testing.T) {
	s := open(t)
	item, first, second := "lamp "+s.run, "first "+s.run, "second "+s.run
	_, err := s.db.Exec(s.ctx, "insert into stock (item, amount) values ($1, 1)", item)
	must(t, err)

	must(t, placeOrder(s.ctx, s.db, first, item))
	s.equal(s.texts("select id from orders where item = $1", item), first)
	s.equal(s.states("ship_order", "order", first), "available")

	s.refused(placeOrder(s.ctx, s.db, second, item), "23514")
	s.equal(s.texts("select id from orders where item = $1", item), first)
	s.equal(s.states("ship_order", "order", second), "")
}

func TestWebhook(t *testing.T) {
	s := open(t)
	e := event{"evt " + s.run}
	first, err := receive(s.ctx, s.db, e)
	must(t, err)
	s.equal(first.Outcome, awa.InsertJobOutcomeInserted)
	again, err := receive(s.ctx, s.db, e)
	must(t, err)
	s.equal([]any{again.Outcome, again.ID, again.State}, []any{awa.InsertJobOutcomeExisting, first.ID, awa.StateAvailable})

	s.complete(s.claim(first.ID)[0], nil)
	late, err := receive(s.ctx, s.db, e)
	must(t, err)
	s.equal([]any{late.Outcome, late.ID, late.State}, []any{awa.InsertJobOutcomeExisting, first.ID, awa.StateCompleted})
	s.equal(s.states("webhook_event", "id", e.ID), "completed")
	s.equal(s.args(s.get(first.ID).Options), map[string]any{"keep": 604800.0})
}

func TestDebounce(t *testing.T) {
	s := open(t)
	page := "page " + s.run
	first, err := pageChanged(s.ctx, s.db, page, 1)
	must(t, err)
	s.equal([]any{first.Outcome, first.State}, []any{awa.InsertJobOutcomeInserted, awa.StateScheduled})
	second, err := pageChanged(s.ctx, s.db, page, 2)
	must(t, err)
	s.equal([]any{second.Outcome, second.ID, second.State}, []any{awa.InsertJobOutcomeReplaced, first.ID, awa.StateScheduled})
	s.equal(second.DueAt.After(*first.DueAt), true)
	s.equal(s.args(s.get(first.ID).Args)["revision"], 2.0)

	_, err = awa.RescheduleJob(s.ctx, s.db, awa.RescheduleJobParams{JobID: &first.ID, RunAt: awa.Ptr(time.Unix(0, 0))})
	must(t, err)
	running := s.claim(first.ID)[0]
	s.equal(s.args(running.Args)["revision"], 2.0)
	third, err := pageChanged(s.ctx, s.db, page, 3)
	must(t, err)
	s.equal(third.Outcome, awa.InsertJobOutcomeInserted)
	s.equal(s.states("reindex", "page", page), "running, scheduled")
	s.equal(s.args(s.get(third.ID).Args)["revision"], 3.0)
	s.complete(running, nil)
}

func TestOrder(t *testing.T) {
	s := open(t)
	ada, bob := "ada "+s.run, "bob "+s.run
	first, err := syncCustomer(s.ctx, s.db, ada, 1)
	must(t, err)
	second, err := syncCustomer(s.ctx, s.db, ada, 2)
	must(t, err)
	other, err := syncCustomer(s.ctx, s.db, bob, 1)
	must(t, err)

	started := s.claim(first.ID, second.ID, other.ID)
	s.equal(len(started), 2)
	s.equal([]int64{started[0].ID, started[1].ID}, []int64{first.ID, other.ID})
	s.equal(s.get(second.ID).State, awa.StateBlocked)

	s.fail(started[0], false)
	retried := s.claim(first.ID, second.ID)
	s.equal(len(retried), 1)
	s.equal([]any{retried[0].ID, retried[0].Attempt}, []any{first.ID, int32(2)})

	s.complete(retried[0], nil)
	next := s.claim(second.ID)[0]
	s.equal(s.args(next.Args), map[string]any{"customer": ada, "change": 2.0})
	s.complete(next, nil)
	s.complete(started[1], nil)
}

func TestFanOut(t *testing.T) {
	s := open(t)
	whole, err := printBook(s.ctx, s.db, "book "+s.run, []int{1, 2, 3})
	must(t, err)
	s.equal(whole.State, awa.StatePending)
	parts := s.parts(whole.ID)

	pages := s.claim(append(parts, whole.ID)...)
	s.equal(len(pages), 3)
	for i, page := range pages {
		s.equal(s.args(page.Args)["page"], float64(i+1))
	}
	s.complete(pages[2], "page 3")
	s.complete(pages[0], "page 1")
	s.equal(s.get(whole.ID).State, awa.StatePending)
	s.complete(pages[1], "page 2")

	binding := s.claim(whole.ID)
	s.equal(len(binding), 1)
	for i, id := range parts {
		s.equal(string(s.get(id).Result), fmt.Sprintf(`"page %d"`, i+1))
	}
	s.complete(binding[0], nil)
}

func TestFanOutOfAPageThatFailsForGood(t *testing.T) {
	s := open(t)
	whole, err := printBook(s.ctx, s.db, "torn "+s.run, []int{1, 2})
	must(t, err)
	part := s.parts(whole.ID)[0]

	s.fail(s.claim(part)[0], true)

	cancelled := s.get(whole.ID)
	s.equal([]any{cancelled.State, *cancelled.Reason}, []any{awa.StateCancelled, fmt.Sprintf("parent %d is failed", part)})
}

func TestBulk(t *testing.T) {
	s := open(t)
	rows := make([]any, 500)
	for line := range rows {
		rows[line] = map[string]any{"run": s.run, "line": float64(line), "text": "\"quoted\", \\ \n\t'ä 漢'"}
	}

	var copied int64
	must(t, pgx.BeginFunc(s.ctx, s.db, func(tx pgx.Tx) (err error) {
		copied, err = importRows(s.ctx, tx, rows)
		return err
	}))
	s.equal(copied, int64(500))
	answer, err := s.db.Query(s.ctx,
		"select args from awa.jobs where queue = 'imports' and state = 'available' and args ->> 'run' = $1 order by id", s.run)
	must(t, err)
	args, err := pgx.CollectRows(answer, pgx.RowTo[map[string]any])
	must(t, err)
	s.equal(len(args), 500)
	for line := range rows {
		s.equal(args[line], rows[line])
	}

	again := s.run + " again"
	s.refused(pgx.BeginFunc(s.ctx, s.db, func(tx pgx.Tx) error {
		tooLarge := map[string]any{"run": again, "text": strings.Repeat("x", 1<<21)}
		_, err := importRows(s.ctx, tx, []any{map[string]any{"run": again}, tooLarge})
		return err
	}), "AW003")
	s.equal(s.states("import_row", "run", again), "")
}
