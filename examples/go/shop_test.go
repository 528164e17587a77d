package shop

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
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

func readVectors[V any](t *testing.T, name string) []V {
	t.Helper()
	content, err := os.ReadFile("../../contract-tests/vectors/" + name + ".json")
	must(t, err)
	var file struct{ Vectors []V }
	must(t, json.Unmarshal(content, &file))
	if len(file.Vectors) == 0 {
		t.Fatalf("%s has no vectors", name)
	}
	return file.Vectors
}

func TestUniqueKeysAreTheOnesThatEveryLanguageGets(t *testing.T) {
	type vector struct {
		Kind         string
		Queue, Key   *string
		ArgsText     *string `json:"args_text"`
		PeriodStart  *int64  `json:"period_start"`
		UniqueKeyHex string  `json:"unique_key_hex"`
	}
	db := connect(t)
	for _, v := range readVectors[vector](t, "unique-vectors") {
		var key string
		must(t, db.QueryRow(context.Background(),
			`select encode(awa.unique_key(kind => $1, queue => $2, args => $3, period_start => $4, key => $5), 'hex')`,
			v.Kind, v.Queue, v.ArgsText, v.PeriodStart, v.Key).Scan(&key))
		equal(t, key, v.UniqueKeyHex)
	}
}

func TestOrderingKeysGoToThePartitionsThatEveryLanguageGets(t *testing.T) {
	type vector struct {
		KeyUTF8Hex      string `json:"key_utf8_hex"`
		HashHex         string `json:"hash_hex"`
		PartitionOf4    int    `json:"partition_of_4"`
		PartitionOf8    int    `json:"partition_of_8"`
		PartitionOf1000 int    `json:"partition_of_1000"`
	}
	db := connect(t)
	for _, v := range readVectors[vector](t, "ordering-vectors") {
		key, err := hex.DecodeString(v.KeyUTF8Hex)
		must(t, err)
		var hash string
		got := vector{KeyUTF8Hex: v.KeyUTF8Hex}
		must(t, db.QueryRow(context.Background(),
			`select awa.ordering_hash($1), awa.partition_for_key($1, 4), awa.partition_for_key($1, 8),
			        awa.partition_for_key($1, 1000)`,
			string(key)).Scan(&hash, &got.PartitionOf4, &got.PartitionOf8, &got.PartitionOf1000))
		number, err := strconv.ParseUint(hash, 10, 64)
		must(t, err)
		got.HashHex = fmt.Sprintf("%016x", number)
		equal(t, got, v)
	}
}
