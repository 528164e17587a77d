// Package shop is a small web shop that enqueues its background work in the transactions it already has.
// There is no Awa library here: the functions in schema awa are the whole interface.
package shop

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Order is what a customer buys.
type Order struct {
	Customer   string `json:"customer"`
	TotalCents int    `json:"total_cents"`
}

// Job is Awa's answer to an enqueue or a cancellation. ID is nil where no job was found.
type Job struct {
	ID      *int64
	Outcome string
	State   *string
}

// ErrAlreadyEnqueued tells that an equal job is waiting, and the caller asked to be refused in that case.
var ErrAlreadyEnqueued = errors.New("somebody has enqueued this job already")

// ErrInvalidRequest tells that Awa refused an argument: repeating the call will not help.
var ErrInvalidRequest = errors.New("our request is wrong")

// Create creates the shop's own table, the business data that jobs are enqueued beside.
func Create(ctx context.Context, db *pgx.Conn) error {
	_, err := db.Exec(ctx, `
		create table if not exists shop_order (
			id bigint generated always as identity primary key,
			customer text not null,
			total_cents int not null check (total_cents > 0)
		)`)
	return err
}

// PlaceOrder stores an order and the job that tells the warehouse about it: both, or neither. beforeCommit stands for
// whatever else the request still has to do; if it fails, nothing has happened. It may be nil.
func PlaceOrder(ctx context.Context, db *pgx.Conn, order Order, warehouseURL string, beforeCommit func() error) (
	orderID int64, job Job, err error,
) {
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx,
			`insert into shop_order (customer, total_cents) values ($1, $2) returning id`,
			order.Customer, order.TotalCents).Scan(&orderID)
		if err != nil {
			return err
		}
		job, err = oneJob(tx.Query(ctx,
			`select id, outcome, state
			   from awa.insert_job(kind => 'deliver_webhook', args => $1, priority => 1, max_attempts => 8)`,
			delivery(warehouseURL, "order.placed", orderID, order.Customer)))
		if err != nil || beforeCommit == nil {
			return err
		}
		return beforeCommit()
	})
	return orderID, job, err
}

// AnnounceOrders enqueues one delivery for each order in a single round trip; answers come back in the order of the
// input.
func AnnounceOrders(ctx context.Context, db *pgx.Conn, orderIDs []int64, url string) ([]Job, error) {
	jobs := make([]map[string]any, len(orderIDs))
	for i, id := range orderIDs {
		jobs[i] = map[string]any{
			"kind": "deliver_webhook",
			"args": delivery(url, "order.shipped", id, ""),
			"tags": []string{"shipping"},
		}
	}
	rows, err := db.Query(ctx, `select id, outcome, state from awa.insert_jobs($1::jsonb) order by ordinal`, jobs)
	if err != nil {
		return nil, meaningOf(err)
	}
	answers, err := pgx.CollectRows(rows, pgx.RowToStructByName[Job])
	return answers, meaningOf(err)
}

// RemindToPay asks for payment tomorrow. However often it is called, at most one reminder of an order is waiting: the
// second call answers with the first job (onConflict "existing") or with ErrAlreadyEnqueued (onConflict "raise").
func RemindToPay(ctx context.Context, db *pgx.Conn, orderID int64, url, onConflict string) (Job, error) {
	return oneJob(db.Query(ctx,
		`select id, outcome, state
		   from awa.insert_job(
		          kind => 'deliver_webhook',
		          args => $1,
		          run_at => now() + interval '1 day',
		          unique_by => $2)`,
		delivery(url, "payment.reminder", orderID, ""),
		map[string]any{"key": reminderKey(orderID), "on_conflict": onConflict}))
}

// CancelReminder takes the reminder of a paid order back by the key it was enqueued with; no job id had to be kept.
func CancelReminder(ctx context.Context, db *pgx.Conn, orderID int64) (Job, error) {
	return oneJob(db.Query(ctx,
		`select id, outcome, state
		   from awa.cancel_by_unique_key(kind => 'deliver_webhook', key => $1, reason => 'paid')`,
		reminderKey(orderID)))
}

func oneJob(rows pgx.Rows, err error) (Job, error) {
	if err != nil {
		return Job{}, meaningOf(err)
	}
	job, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Job])
	return job, meaningOf(err)
}

// meaningOf tells Awa's errors apart by SQLSTATE; the text is for people, the code for programs.
func meaningOf(err error) error {
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) {
		return err
	}
	switch pgErr.Code {
	case "AW001":
		return fmt.Errorf("%w: %w", ErrInvalidRequest, err)
	case "AW004":
		return fmt.Errorf("%w: %w", ErrAlreadyEnqueued, err)
	default:
		return err
	}
}

func delivery(url, event string, orderID int64, customer string) map[string]any {
	body := map[string]any{"event": event, "order": orderID}
	if customer != "" {
		body["customer"] = customer
	}
	return map[string]any{"url": url, "body": body}
}

func reminderKey(orderID int64) string {
	return fmt.Sprintf("payment.reminder:%d", orderID)
}
