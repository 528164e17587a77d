// Command enqueue enqueues one job: go run ./cmd/enqueue <kind> [<args as JSON>]
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5"
)

func main() {
	databaseURL := os.Getenv("DATABASE_URL")
	if databaseURL == "" || len(os.Args) < 2 || len(os.Args) > 3 {
		fmt.Fprintln(os.Stderr, "usage: DATABASE_URL=postgres://... go run ./cmd/enqueue <kind> [<args as JSON>]")
		os.Exit(1)
	}
	args := "{}"
	if len(os.Args) == 3 {
		args = os.Args[2]
	}
	if err := enqueue(context.Background(), databaseURL, os.Args[1], args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func enqueue(ctx context.Context, databaseURL, kind, args string) error {
	db, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	var id int64
	var state string
	err = db.QueryRow(ctx, `select id, state from awa.insert_job(kind => $1, args => $2)`, kind, args).Scan(&id, &state)
	if err != nil {
		return err
	}
	fmt.Printf("job %d is %s\n", id, state)
	return nil
}
