// Enqueues the jobs of jobs.json through the package that was generated, and claims jobs of their kinds.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"awa-client/jobs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

func main() {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	check(err)
	defer conn.Close(ctx)

	options := jobs.InsertJobParams{Tags: []string{"go"}, Opts: &jobs.JobOptions{Validate: to(true)}}
	row, err := jobs.InsertSendEmailJob(ctx, conn, jobs.SendEmailArgs{
		To:        []string{"a@example.com", "b@example.com"},
		Subject:   `"Hällo" \ 漢字`,
		Body:      jobs.SendEmailArgsBody{Text: "t", Html: to("<p>")},
		Priority:  to(jobs.SendEmailArgsPriorityVeryHigh),
		SendAfter: to(time.Date(2030, 1, 31, 8, 0, 0, 0, time.UTC)),
		ReplyTo:   to("c@example.com"),
		Headers:   map[string]string{"X-A": "1"},
		Attachments: []jobs.SendEmailArgsAttachmentsItem{
			{Name: "a.txt", Size: 12345678901},
			{Name: "b.txt", Inline: to(true)},
		},
	}, options)
	check(err)
	if row.Outcome != jobs.InsertJobOutcomeInserted {
		log.Fatalf("outcome %s", row.Outcome)
	}
	_, err = jobs.InsertSendEmailJob(ctx, conn, jobs.SendEmailArgs{
		To:   []string{"a@example.com"},
		Body: jobs.SendEmailArgsBody{Text: "t"},
	}, options)
	check(err)
	_, err = jobs.InsertBillingChargeOrderJob(ctx, conn, jobs.BillingChargeOrderArgs{
		Order:    7,
		Amount:   12.5,
		Customer: jobs.BillingChargeOrderArgsCustomer{Name: "Ada", Groudfe: to(jobs.BillingChargeOrderArgsCustomerGroudfeXl)},
		Currency: jobs.BillingChargeOrderArgsCurrencyEur,
		Lines: []jobs.BillingChargeOrderArgsLinesItem{{
			Price: jobs.BillingChargeOrderArgsLinesItemPrice{Cents: 1250},
			List:  [][]*float64{{to(1.5), nil}, {}},
		}},
		Extra:    map[string]any{"any": []any{1, nil, "x"}},
		Class:    to("first"),
		HashCode: to(int64(1)),
		UserID:   to("6f1c7a4e-7b0a-4c2f-9a51-0e8d2f6a1b3c"),
		Due:      to("2030-02-28"),
		ShipTo:   &jobs.BillingChargeOrderArgsCustomer{Name: "Bob"},
	}, options)
	check(err)
	_, err = jobs.InsertTreeJob(ctx, conn, jobs.TreeArgs{
		Label:    "root",
		Children: []jobs.TreeArgs{{Label: "leaf", Children: []jobs.TreeArgs{}}},
		Left:     &jobs.TreeArgs{Label: "left", Children: []jobs.TreeArgs{}},
	}, options)
	check(err)
	texts, err := jobs.InsertStringJobs(ctx, conn, []string{"text"}, jobs.InsertManyParams{Tags: options.Tags})
	check(err)
	if len(texts) != 1 {
		log.Fatalf("%d jobs for one text", len(texts))
	}
	_, err = jobs.InsertListJob(ctx, conn, []int64{1, 2, 3}, options)
	check(err)
	_, err = jobs.InsertInsertJob(ctx, conn, jobs.InsertArgs{}, options)
	check(err)
	_, err = jobs.InsertInsertJob(ctx, conn, jobs.InsertArgs{
		DryRun: to(false),
		Insert: &jobs.InsertArgsInsert{Value: []int{1}},
	}, options)
	check(err)
	_, err = jobs.InsertAnythingJob(ctx, conn, map[string]any{"a": []any{1, nil}}, options)
	check(err)

	_, err = jobs.InsertInsertJob(ctx, conn, jobs.InsertArgs{Limit: to(int64(0))}, options)
	refused(err)
	_, err = jobs.InsertStringJob(ctx, conn, "", options)
	refused(err)
	claim(ctx, conn)
}

// claim claims jobs by database/sql, in a transaction that is rolled back.
func claim(ctx context.Context, conn *pgx.Conn) {
	db := stdlib.OpenDB(*conn.Config())
	defer db.Close()
	tx, err := db.BeginTx(ctx, nil)
	check(err)
	defer tx.Rollback()
	q := jobs.SQL(tx)
	queue := "claimed"
	_, err = jobs.InsertSendEmailJob(ctx, q, jobs.SendEmailArgs{
		To: []string{"a@example.com"}, Body: jobs.SendEmailArgsBody{Text: "t"},
	}, jobs.InsertJobParams{Queue: &queue})
	check(err)
	_, err = jobs.InsertListJobs(ctx, q, [][]int64{{1}, {2, 3}}, jobs.InsertManyParams{
		Queue: &queue, Opts: &jobs.ManyOptions{Timeout: jobs.Seconds(time.Minute)},
	})
	check(err)
	_, err = jobs.InsertJob(ctx, q, jobs.InsertJobParams{Kind: "other", Queue: &queue})
	check(err)
	worker, err := jobs.RegisterWorker(ctx, q, jobs.RegisterWorkerParams{Queues: []string{queue}})
	check(err)
	claimed, err := jobs.ClaimJobs(ctx, q, jobs.ClaimJobsParams{WorkerID: worker.WorkerID, Queue: &queue, MaxJobs: to(int32(10))})
	check(err)
	var seen []string
	for _, job := range claimed {
		args, err := jobs.DecodeArgs(job)
		check(err)
		switch args := args.(type) {
		case jobs.SendEmailArgs:
			seen = append(seen, "mail to "+strings.Join(args.To, " "))
		case []int64:
			seen = append(seen, fmt.Sprint(job.Kind == jobs.KindList, len(args)))
		default:
			seen = append(seen, fmt.Sprint(job.Kind, args))
		}
	}
	if have := strings.Join(seen, ", "); have != "mail to a@example.com, true 1, true 2, other<nil>" {
		log.Fatal(have)
	}
	if _, err := jobs.DecodeListArgs(claimed[0]); err == nil {
		log.Fatal("a mail is no list")
	}
}

func to[T any](value T) *T { return &value }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func refused(err error) {
	if !errors.Is(err, jobs.ErrInvalidArgs) {
		log.Fatalf("want %v, have %v", jobs.ErrInvalidArgs, err)
	}
}
