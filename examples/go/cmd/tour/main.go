// Command tour walks through the producer's side of Awa. DATABASE_URL names a database that Awa is installed in
// (`./awa dev` prints one), WEBHOOK_URL where to deliver to.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/jackc/pgx/v5"

	shop "awa-example-go"
)

func main() {
	if err := tour(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func tour(ctx context.Context) error {
	databaseURL := os.Getenv("DATABASE_URL")
	if databaseURL == "" {
		return errors.New("set DATABASE_URL to a database that Awa is installed in; " +
			"`./awa dev` starts one and prints its URL")
	}
	url := cmp.Or(os.Getenv("WEBHOOK_URL"), "http://127.0.0.1:15480/orders")

	db, err := pgx.Connect(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	if err := shop.Create(ctx, db); err != nil {
		return err
	}

	orderID, job, err := shop.PlaceOrder(ctx, db, shop.Order{Customer: "Ada", TotalCents: 4200}, url, nil)
	if err != nil {
		return err
	}
	fmt.Printf("order %d and job %d (%s) were committed together\n", orderID, *job.ID, *job.State)

	declined := errors.New("card declined")
	_, _, err = shop.PlaceOrder(ctx, db, shop.Order{Customer: "Bob", TotalCents: 100}, url,
		func() error { return declined })
	if !errors.Is(err, declined) {
		return fmt.Errorf("expected %w, got %w", declined, err)
	}
	fmt.Printf("%v: neither the order nor its job exists\n", err)

	announced, err := shop.AnnounceOrders(ctx, db, []int64{orderID, orderID, orderID}, url)
	if err != nil {
		return err
	}
	fmt.Printf("one round trip enqueued jobs %d to %d\n", *announced[0].ID, *announced[len(announced)-1].ID)

	first, err := shop.RemindToPay(ctx, db, orderID, url, "existing")
	if err != nil {
		return err
	}
	second, err := shop.RemindToPay(ctx, db, orderID, url, "existing")
	if err != nil {
		return err
	}
	fmt.Printf("reminder: job %d %s, then job %d %s\n", *first.ID, first.Outcome, *second.ID, second.Outcome)

	_, err = shop.RemindToPay(ctx, db, orderID, url, "raise")
	if !errors.Is(err, shop.ErrAlreadyEnqueued) {
		return fmt.Errorf("expected %w, got %w", shop.ErrAlreadyEnqueued, err)
	}
	fmt.Println("refused:", err)

	cancelled, err := shop.CancelReminder(ctx, db, orderID)
	if err != nil {
		return err
	}
	fmt.Printf("reminder %d is %s\n", *cancelled.ID, *cancelled.State)
	return nil
}
