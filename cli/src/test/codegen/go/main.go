// Enqueues the jobs of jobs.json through the package that was generated.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"time"

	"awa-client/jobs"

	"github.com/jackc/pgx/v5"
)

func main() {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	check(err)
	defer conn.Close(ctx)

	options := jobs.InsertJobParams{Tags: []*string{to("go")}, Opts: map[string]any{"validate": true}}
	row, err := jobs.InsertSendEmailJob(ctx, conn, jobs.SendEmailArgs{
		To:        []string{"a@example.com", "b@example.com"},
		Subject:   `"Hällo" \ 漢字`,
		Body:      jobs.SendEmailArgsBody{Text: "t", Html: to("<p>")},
		Priority:  to("very-high"),
		SendAfter: to(time.Date(2030, 1, 31, 8, 0, 0, 0, time.UTC)),
		ReplyTo:   to("c@example.com"),
		Headers:   map[string]string{"X-A": "1"},
		Attachments: []jobs.SendEmailArgsAttachmentsItem{
			{Name: "a.txt", Size: 12345678901},
			{Name: "b.txt", Inline: to(true)},
		},
	}, options)
	check(err)
	if row.Outcome != "inserted" {
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
		Customer: jobs.BillingChargeOrderArgsCustomer{Name: "Ada", Groudfe: to("XL")},
		Currency: "EUR",
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
	_, err = jobs.InsertStringJob(ctx, conn, "text", options)
	check(err)
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
