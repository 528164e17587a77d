// The adapter of River; with the argument "tuned" its workers fetch as often as those of River's own benchmark.
package main

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

const (
	tunedCooldown     = 2 * time.Millisecond
	tunedPollInterval = 20 * time.Millisecond
	workerConnections = 10
)

type riverQueue struct{ tuned bool }

type args struct{ Payload }

func (args) Kind() string { return "bench" }

type handler struct {
	river.WorkerDefaults[args]
	body func(n int64)
}

func (h *handler) Work(_ context.Context, job *river.Job[args]) error {
	h.body(job.Args.N)
	return nil
}

func main() {
	serve(riverQueue{tuned: len(os.Args) > 1 && os.Args[1] == "tuned"})
}

func (q riverQueue) hello() map[string]any {
	name, fetch := "River", "default fetch cooldown (100 ms) and poll interval (1 s)"
	if q.tuned {
		name, fetch = "River, tuned", "fetch cooldown 2 ms and poll interval 20 ms, as in its own benchmark"
	}
	return map[string]any{
		"name":    name,
		"version": version(),
		"runtime": "Go " + runtime.Version()[2:],
		"paths": map[string]string{
			"batch":  "InsertManyFast (COPY)",
			"single": "Insert",
			"work":   "MaxWorkers at once, " + fetch + ", batch completer",
		},
		"can": []string{"enqueue", "work"},
	}
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		if module.Path == "github.com/riverqueue/river" {
			return module.Version[1:]
		}
	}
	return "unknown"
}

func (riverQueue) setup(ctx context.Context, url string) error {
	pool, err := open(ctx, url, 2)
	if err != nil {
		return err
	}
	defer pool.Close()
	migrator, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// open returns a pool with all its connections open.
func open(ctx context.Context, url string, size int) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(size)
	config.MinConns = int32(size)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	var all []*pgxpool.Conn
	for range size {
		connection, err := pool.Acquire(ctx)
		if err != nil {
			pool.Close()
			return nil, err
		}
		all = append(all, connection)
	}
	for _, connection := range all {
		connection.Release()
	}
	return pool, nil
}

type riverProducer struct {
	pool   *pgxpool.Pool
	client *river.Client[pgx.Tx]
}

func (riverQueue) producer(ctx context.Context, url string, connections int) (producer, error) {
	pool, err := open(ctx, url, connections)
	if err != nil {
		return nil, err
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: logger()})
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &riverProducer{pool, client}, nil
}

func (p *riverProducer) batch(ctx context.Context, payloads []Payload) error {
	params := make([]river.InsertManyParams, len(payloads))
	for i, payload := range payloads {
		params[i].Args = args{payload}
	}
	_, err := p.client.InsertManyFast(ctx, params)
	return err
}

func (p *riverProducer) one(ctx context.Context, payload Payload) error {
	_, err := p.client.Insert(ctx, args{payload}, nil)
	return err
}

func (p *riverProducer) close() { p.pool.Close() }

func (q riverQueue) work(ctx context.Context, url string, workers int, body func(n int64)) (func() error, error) {
	pool, err := open(ctx, url, workerConnections)
	if err != nil {
		return nil, err
	}
	bundle := river.NewWorkers()
	river.AddWorker(bundle, &handler{body: body})
	config := &river.Config{
		Logger:  logger(),
		Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}},
		Workers: bundle,
	}
	if q.tuned {
		config.FetchCooldown = tunedCooldown
		config.FetchPollInterval = tunedPollInterval
	}
	client, err := river.NewClient(riverpgxv5.New(pool), config)
	if err == nil {
		err = client.Start(ctx)
	}
	if err != nil {
		pool.Close()
		return nil, err
	}
	return func() error {
		defer pool.Close()
		return client.Stop(ctx)
	}, nil
}

func (riverQueue) remaining(ctx context.Context, url string) (int, error) {
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer connection.Close(ctx)
	var jobs int
	err = connection.QueryRow(ctx,
		"select count(*) from river_job where state not in ('completed', 'cancelled', 'discarded')").Scan(&jobs)
	return jobs, err
}

func logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}
