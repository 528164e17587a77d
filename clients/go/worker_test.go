package awa_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	awa "awa-client"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// handlers do the jobs of a kind each, and give a result.
type handlers map[string]func(ctx context.Context, job awa.ClaimJobsRow) (any, error)

// work works the jobs of a queue until ctx is done: the loop of the contract. db is for all but sleeping. Queriers of one session sleep, and
// wait returns when that was notified, or after a time.
func work[R awa.Rows](
	ctx context.Context, db, session awa.Querier[R], wait func(context.Context, time.Duration), queue string, handle handlers, listen bool,
) error {
	kinds := []string{}
	for kind := range handle {
		kinds = append(kinds, kind)
	}
	worker, err := awa.RegisterWorker(ctx, db, awa.RegisterWorkerParams{
		Name: awa.Ptr("loop"), Queues: []string{queue}, Opts: &awa.WorkerOptions{Kinds: kinds},
	})
	if err != nil {
		return err
	}
	// the last calls are made though ctx is done
	last := context.WithoutCancel(ctx)
	defer awa.DeregisterWorker(last, db, awa.DeregisterWorkerParams{WorkerID: worker.WorkerID})
	go beat(ctx, db, worker)
	var pending *string
	for ctx.Err() == nil {
		jobs, err := awa.ClaimJobs(last, db, awa.ClaimJobsParams{WorkerID: worker.WorkerID, Queue: &queue, MaxJobs: awa.Ptr[int32](10)})
		if err != nil {
			return err
		}
		for _, job := range jobs {
			if err := settle(last, db, worker.WorkerID, job, handle[job.Kind]); err != nil {
				return err
			}
		}
		if len(jobs) > 0 {
			continue
		}
		dry, err := awa.SleepUntilWork(last, session, awa.SleepUntilWorkParams{
			WorkerID: worker.WorkerID, Queues: []string{queue}, Pending: pending, Opts: &awa.SleepOptions{Listen: &listen},
		})
		if err != nil {
			return err
		}
		pending = dry.PendingAfter
		if !dry.HasWork {
			wait(ctx, time.Duration(dry.WaitMs)*time.Millisecond)
		}
	}
	return nil
}

func settle[R awa.Rows](
	ctx context.Context, db awa.Querier[R], worker string, job awa.ClaimJobsRow, handle func(context.Context, awa.ClaimJobsRow) (any, error),
) error {
	result, err := handle(ctx, job)
	if err != nil {
		_, err = awa.FailJobs(ctx, db, awa.FailJobsParams{
			WorkerID: worker, ClaimID: job.ClaimID, JobIDs: []int64{job.ID}, Errors: []string{err.Error()},
		})
	} else {
		_, err = awa.CompleteJobs(ctx, db, awa.CompleteJobsParams{
			WorkerID: worker, ClaimID: job.ClaimID, JobIDs: []int64{job.ID}, Results: []any{result},
		})
	}
	if errors.Is(err, awa.ErrLeaseLost) {
		return nil // cancelled, or somebody else's by now
	}
	return err
}

// beat says that a worker lives, and keeps house. db has to have a connection for it that no handler can keep waiting.
func beat[R awa.Rows](ctx context.Context, db awa.Querier[R], worker awa.RegisterWorkerRow) {
	every := time.NewTicker(time.Duration(worker.HeartbeatMs) * time.Millisecond)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
			awa.Heartbeat(ctx, db, awa.HeartbeatParams{WorkerID: worker.WorkerID})
			awa.Tick(ctx, db, awa.TickParams{})
		}
	}
}

func byPgx(ctx context.Context, queue string, handle handlers) error {
	pool, err := pgxpool.New(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer pool.Close()
	session, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		return err
	}
	defer session.Close(context.WithoutCancel(ctx))
	if _, err := session.Exec(ctx, "listen awa"); err != nil {
		return err
	}
	wait := func(ctx context.Context, duration time.Duration) {
		ctx, cancel := context.WithTimeout(ctx, duration)
		defer cancel()
		session.WaitForNotification(ctx)
	}
	return work[pgx.Rows](ctx, pool, session, wait, queue, handle, true)
}

func byDatabaseSQL(driver string) func(ctx context.Context, queue string, handle handlers) error {
	return func(ctx context.Context, queue string, handle handlers) error {
		db, err := sql.Open(driver, os.Getenv("DATABASE_URL"))
		if err != nil {
			return err
		}
		defer db.Close()
		// database/sql has no notifications
		wait := func(ctx context.Context, duration time.Duration) {
			select {
			case <-ctx.Done():
			case <-time.After(duration):
			}
		}
		return work(ctx, awa.SQL(db), awa.SQL(db), wait, queue, handle, false)
	}
}

func TestTheLoopOfTheContract(t *testing.T) {
	for name, loop := range map[string]func(ctx context.Context, queue string, handle handlers) error{
		"pgx":          byPgx,
		"database/sql": byDatabaseSQL("pgx"),
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			queue := "loop " + s.run
			ctx, stop := context.WithCancel(s.ctx)
			defer stop()
			ended := make(chan error, 1)
			go func() {
				ended <- loop(ctx, queue, handlers{
					"double": func(ctx context.Context, job awa.ClaimJobsRow) (any, error) {
						var args struct{ N int }
						err := json.Unmarshal(job.Args, &args)
						return map[string]any{"twice": args.N * 2}, err
					},
					"refuse": func(ctx context.Context, job awa.ClaimJobsRow) (any, error) {
						return nil, fmt.Errorf("cannot do %s", job.Args)
					},
				})
			}()
			args := make([]any, 25)
			for n := range args {
				args[n] = map[string]any{"n": n}
			}
			doubled, err := awa.InsertMany(ctx, s.db, awa.InsertManyParams{Kind: "double", Args: args, Queue: &queue})
			must(t, err)
			refused, err := awa.InsertJob(ctx, s.db, awa.InsertJobParams{
				Kind: "refuse", Args: queue, Queue: &queue, MaxAttempts: awa.Ptr[int32](1),
			})
			must(t, err)
			has := func(id int64) awa.GetJobRow {
				for {
					job := s.get(id)
					if job.State == awa.StateCompleted || job.State == awa.StateFailed {
						return job
					}
					select {
					case err := <-ended:
						t.Fatalf("the worker has ended: %v", err)
					case <-time.After(10 * time.Millisecond):
					}
				}
			}
			for n, job := range doubled {
				s.equal(string(has(job.ID).Result), fmt.Sprintf(`{"twice": %d}`, n*2))
			}
			failed := has(refused.ID)
			s.equal(failed.State, awa.StateFailed)
			var errs []struct{ Error string }
			must(t, json.Unmarshal(failed.Failures, &errs))
			s.equal(errs[0].Error, fmt.Sprintf("cannot do %q", queue))
			stop()
			must(t, <-ended)
		})
	}
}
