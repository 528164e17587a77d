package shop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const url = "http://127.0.0.1:9/nobody-works-here"

func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	databaseURL := os.Getenv("DATABASE_URL")
	if databaseURL == "" {
		t.Fatal("DATABASE_URL must name a database that Awa is installed in")
	}
	db, err := pgx.Connect(context.Background(), databaseURL)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close(context.Background())) })
	must(t, Create(context.Background(), db))
	return db
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func count(t *testing.T, db *pgx.Conn, query, customer string) (n int) {
	t.Helper()
	must(t, db.QueryRow(context.Background(), query, customer).Scan(&n))
	return n
}

// seen counts the orders and the jobs of a customer that db can see.
func seen(t *testing.T, db *pgx.Conn, customer string) [2]int {
	t.Helper()
	return [2]int{
		count(t, db, `select count(*) from shop_order where customer = $1`, customer),
		count(t, db, `select count(*) from awa.jobs where args #>> '{body,customer}' = $1`, customer),
	}
}

func anOrder(t *testing.T, db *pgx.Conn) (id int64) {
	t.Helper()
	must(t, db.QueryRow(context.Background(),
		`insert into shop_order (customer, total_cents) values ('test', 1) returning id`).Scan(&id))
	return id
}

func TestOrderAndJobBecomeVisibleTogether(t *testing.T) {
	db, onlooker := connect(t), connect(t)
	customer := fmt.Sprintf("committed %d", os.Getpid())
	var before [2]int
	_, job, err := PlaceOrder(context.Background(), db, Order{customer, 500}, url, func() error {
		before = seen(t, onlooker, customer)
		return nil
	})
	must(t, err)
	equal(t, before, [2]int{0, 0})
	equal(t, job.Outcome, "inserted")
	equal(t, *job.State, "available")
	equal(t, seen(t, onlooker, customer), [2]int{1, 1})
}

func TestRollbackLeavesNeitherOrderNorJob(t *testing.T) {
	db := connect(t)
	customer := fmt.Sprintf("rolled back %d", os.Getpid())
	declined := errors.New("card declined")
	var before [2]int
	_, _, err := PlaceOrder(context.Background(), db, Order{customer, 500}, url, func() error {
		before = seen(t, db, customer)
		return declined
	})
	if !errors.Is(err, declined) {
		t.Fatalf("got %v", err)
	}
	equal(t, before, [2]int{1, 1})
	equal(t, seen(t, db, customer), [2]int{0, 0})
}

func TestBatchAnswersInTheOrderOfItsInput(t *testing.T) {
	db := connect(t)
	orders := []int64{71, 72, 73, 74, 75}
	jobs, err := AnnounceOrders(context.Background(), db, orders, url)
	must(t, err)
	ids := make([]int64, len(jobs))
	for i, job := range jobs {
		equal(t, job.Outcome, "inserted")
		ids[i] = *job.ID
	}
	rows, err := db.Query(context.Background(),
		`select (j.args #>> '{body,order}')::bigint
		   from unnest($1::bigint[]) with ordinality as wanted (id, nr)
		   join awa.jobs j on j.id = wanted.id
		  where j.tags = '{shipping}'
		  order by wanted.nr`, ids)
	must(t, err)
	stored, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	must(t, err)
	equal(t, stored, orders)
}

func TestSecondOfTwoEqualRemindersFindsTheFirst(t *testing.T) {
	db := connect(t)
	order := anOrder(t, db)
	first, err := RemindToPay(context.Background(), db, order, url, "existing")
	must(t, err)
	second, err := RemindToPay(context.Background(), db, order, url, "existing")
	must(t, err)
	equal(t, []string{first.Outcome, *first.State}, []string{"inserted", "scheduled"})
	equal(t, []string{second.Outcome, *second.State}, []string{"existing", "scheduled"})
	equal(t, *second.ID, *first.ID)
}

func TestReminderIsCancelledByItsKeyAndCanBeEnqueuedAgain(t *testing.T) {
	db := connect(t)
	order := anOrder(t, db)
	first, err := RemindToPay(context.Background(), db, order, url, "existing")
	must(t, err)
	cancelled, err := CancelReminder(context.Background(), db, order)
	must(t, err)
	equal(t, []string{cancelled.Outcome, *cancelled.State}, []string{"cancelled", "cancelled"})
	equal(t, *cancelled.ID, *first.ID)

	again, err := RemindToPay(context.Background(), db, order, url, "existing")
	must(t, err)
	equal(t, again.Outcome, "inserted")
	if *again.ID == *first.ID {
		t.Fatalf("job %d came back to life", *first.ID)
	}
}

func TestCancellingAReminderThatWasNeverEnqueuedSaysSo(t *testing.T) {
	db := connect(t)
	answer, err := CancelReminder(context.Background(), db, anOrder(t, db))
	must(t, err)
	equal(t, answer.Outcome, "not_found")
	equal(t, answer.ID, (*int64)(nil))
}

func TestErrorsAreToldApartBySQLSTATE(t *testing.T) {
	db := connect(t)
	order := anOrder(t, db)
	_, err := RemindToPay(context.Background(), db, order, url, "existing")
	must(t, err)

	_, err = RemindToPay(context.Background(), db, order, url, "raise")
	if !errors.Is(err, ErrAlreadyEnqueued) {
		t.Fatalf("got %v", err)
	}
	_, err = RemindToPay(context.Background(), db, order, url, "sometimes")
	if !errors.Is(err, ErrInvalidRequest) || !strings.Contains(err.Error(), "sometimes") {
		t.Fatalf("got %v", err)
	}
	_, err = db.Exec(context.Background(), `select 1 / 0`)
	var pgErr *pgconn.PgError
	if meaning := meaningOf(err); !errors.As(meaning, &pgErr) || errors.Is(meaning, ErrInvalidRequest) ||
		errors.Is(meaning, ErrAlreadyEnqueued) {
		t.Fatalf("got %v", meaning)
	}
}
