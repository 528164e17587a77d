package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	payloadBytes     = 256
	progressInterval = 20 * time.Millisecond
)

// Payload is what a job carries: its number, and as much text as makes 256 bytes of JSON.
type Payload struct {
	N    int64  `json:"n"`
	Text string `json:"text"`
}

func payload(n int64) Payload {
	frame := len(`{"n":,"text":""}`) + len(fmt.Sprint(n))
	return Payload{N: n, Text: strings.Repeat("x", payloadBytes-frame)}
}

type producer interface {
	batch(ctx context.Context, payloads []Payload) error
	one(ctx context.Context, payload Payload) error
	close()
}

type queue interface {
	hello() map[string]any
	setup(ctx context.Context, url string) error
	producer(ctx context.Context, url string, connections int) (producer, error)
	// work starts a worker; the function it returns drains and stops it.
	work(ctx context.Context, url string, workers int, body func(n int64)) (func() error, error)
	remaining(ctx context.Context, url string) (int, error)
}

type command struct {
	Do          string `json:"do"`
	URL         string `json:"url"`
	File        string `json:"file"`
	First       int64  `json:"first"`
	Jobs        int    `json:"jobs"`
	Batch       int    `json:"batch"`
	Connections int    `json:"connections"`
	PerSecond   int    `json:"per_second"`
	Workers     int    `json:"workers"`
	WorkMs      int    `json:"work_ms"`
}

// journal remembers lines for a file that is written once everything is over.
type journal struct {
	mutex   sync.Mutex
	lines   strings.Builder
	numbers map[int64]bool
}

func (j *journal) add(numbers ...int64) {
	text := strings.Trim(fmt.Sprint(numbers), "[]")
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.lines.WriteString(text)
	j.lines.WriteByte('\n')
	if j.numbers == nil {
		j.numbers = map[int64]bool{}
	}
	j.numbers[numbers[0]] = true
}

// distinct is the number of jobs that have a line.
func (j *journal) distinct() int {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return len(j.numbers)
}

func (j *journal) write(file string) error {
	return os.WriteFile(file, []byte(j.lines.String()), 0o644)
}

var outMutex sync.Mutex

func say(message map[string]any) {
	line, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	outMutex.Lock()
	defer outMutex.Unlock()
	fmt.Println(string(line))
}

// serve reads commands until the driver says bye or goes away.
func serve(q queue) {
	var stop func() error
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var c command
		err := json.Unmarshal(in.Bytes(), &c)
		reply := map[string]any{}
		if err == nil {
			if c.Do == "bye" {
				return
			}
			reply, err = obey(context.Background(), q, c, &stop)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			say(map[string]any{"ok": false, "error": err.Error()})
			continue
		}
		reply["ok"] = true
		say(reply)
	}
}

func obey(ctx context.Context, q queue, c command, stop *func() error) (map[string]any, error) {
	reply := map[string]any{}
	var err error
	switch c.Do {
	case "hello":
		reply = q.hello()
	case "setup":
		err = q.setup(ctx, c.URL)
	case "enqueue":
		reply["micros"], err = enqueue(ctx, q, c)
	case "enqueue_single":
		reply["micros"], err = enqueueSingle(ctx, q, c)
	case "enqueue_paced":
		err = enqueuePaced(ctx, q, c)
	case "work":
		*stop, err = work(ctx, q, c)
	case "stop":
		err = (*stop)()
	case "remaining":
		reply["jobs"], err = q.remaining(ctx, c.URL)
	default:
		err = fmt.Errorf("unknown command %q", c.Do)
	}
	return reply, err
}

func enqueue(ctx context.Context, q queue, c command) (int64, error) {
	p, err := q.producer(ctx, c.URL, 1)
	if err != nil {
		return 0, err
	}
	defer p.close()
	began := time.Now()
	for done := 0; done < c.Jobs; done += c.Batch {
		payloads := make([]Payload, min(c.Batch, c.Jobs-done))
		for i := range payloads {
			payloads[i] = payload(c.First + int64(done+i))
		}
		if err := p.batch(ctx, payloads); err != nil {
			return 0, err
		}
	}
	return time.Since(began).Microseconds(), nil
}

func enqueueSingle(ctx context.Context, q queue, c command) (int64, error) {
	p, err := q.producer(ctx, c.URL, c.Connections)
	if err != nil {
		return 0, err
	}
	defer p.close()
	var next atomic.Int64
	next.Store(c.First)
	failures := make(chan error, c.Connections)
	began := time.Now()
	for range c.Connections {
		go func() {
			for n := next.Add(1) - 1; n < c.First+int64(c.Jobs); n = next.Add(1) - 1 {
				if err := p.one(ctx, payload(n)); err != nil {
					failures <- err
					return
				}
			}
			failures <- nil
		}()
	}
	for range c.Connections {
		if failure := <-failures; failure != nil {
			err = failure
		}
	}
	return time.Since(began).Microseconds(), err
}

func enqueuePaced(ctx context.Context, q queue, c command) error {
	p, err := q.producer(ctx, c.URL, c.Connections)
	if err != nil {
		return err
	}
	defer p.close()
	var commits journal
	var next atomic.Int64
	failures := make(chan error, c.Connections)
	began := time.Now()
	for range c.Connections {
		go func() {
			for i := next.Add(1) - 1; i < int64(c.Jobs); i = next.Add(1) - 1 {
				time.Sleep(time.Until(began.Add(time.Duration(i) * time.Second / time.Duration(c.PerSecond))))
				if err := p.one(ctx, payload(c.First+i)); err != nil {
					failures <- err
					return
				}
				commits.add(c.First+i, time.Now().UnixMicro())
			}
			failures <- nil
		}()
	}
	for range c.Connections {
		if failure := <-failures; failure != nil {
			err = failure
		}
	}
	if err != nil {
		return err
	}
	return commits.write(c.File)
}

func work(ctx context.Context, q queue, c command) (func() error, error) {
	var runs journal
	stopWorker, err := q.work(ctx, c.URL, c.Workers, func(n int64) {
		started := time.Now().UnixMicro()
		if c.WorkMs > 0 {
			time.Sleep(time.Duration(c.WorkMs) * time.Millisecond)
		}
		runs.add(n, started, time.Now().UnixMicro())
	})
	if err != nil {
		return nil, err
	}
	over := make(chan struct{})
	var reporter sync.WaitGroup
	reporter.Go(func() {
		told := 0
		for {
			select {
			case <-over:
				return
			case <-time.After(progressInterval):
				if now := runs.distinct(); now != told {
					say(map[string]any{"ended": now})
					told = now
				}
			}
		}
	})
	return func() error {
		err := stopWorker()
		close(over)
		reporter.Wait()
		if err != nil {
			return err
		}
		return runs.write(c.File)
	}, nil
}
