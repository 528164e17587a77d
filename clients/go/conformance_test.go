package awa

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
)

// The cases that every client has to pass, through the generated functions.

type step struct {
	Call  string
	Args  map[string]any
	Row   map[string]any
	Rows  []map[string]any
	Value any
	Error string
	Save  map[string]string
}

// verbs by their names in the database, for a driver's rows.
func verbs[R Rows]() map[string]any {
	return map[string]any{
		"cancel_by_unique_key": CancelByUniqueKey[R],
		"cancel_job":           CancelJob[R],
		"claim_jobs":           ClaimJobs[R],
		"complete_jobs":        CompleteJobs[R],
		"configure_queue":      ConfigureQueue[R],
		"check_contract":       CheckContract[R],
		"contract_version":     ContractVersion[R],
		"describe_kind":        DescribeKind[R],
		"fail_jobs":            FailJobs[R],
		"get_job":              GetJob[R],
		"get_queue":            GetQueue[R],
		"insert_job":           InsertJob[R],
		"insert_jobs":          InsertJobs[R],
		"insert_many":          InsertMany[R],
		"job_state":            JobState[R],
		"next_fires":           NextFires[R],
		"partition_for_key":    PartitionForKey[R],
		"register_worker":      RegisterWorker[R],
		"reschedule_job":       RescheduleJob[R],
		"retry_job":            RetryJob[R],
		"unique_key":           UniqueKey[R],
	}
}

// client is a driver's connection.
type client struct {
	verbs map[string]any
	// begin gives a Querier, and what rolls back.
	begin func(ctx context.Context) (any, func(), error)
}

// clients are those of the drivers.
func clients(t *testing.T) map[string]client {
	t.Helper()
	url := os.Getenv("DATABASE_URL")
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(ctx) })
	all := map[string]client{
		"pgx": {verbs[pgx.Rows](), func(ctx context.Context) (any, func(), error) {
			tx, err := conn.Begin(ctx)
			return tx, func() { tx.Rollback(ctx) }, err
		}},
	}
	plain := url + "&sslmode=disable"
	if !strings.Contains(url, "?") {
		plain = url + "?sslmode=disable"
	}
	for name, open := range map[string]struct{ driver, url string }{
		"database/sql by pgx":    {"pgx", url},
		"database/sql by lib/pq": {"postgres", plain},
	} {
		db, err := sql.Open(open.driver, open.url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		all[name] = client{verbs[*sql.Rows](), func(ctx context.Context) (any, func(), error) {
			tx, err := db.BeginTx(ctx, nil)
			return SQL(tx), func() { tx.Rollback() }, err
		}}
	}
	return all
}

func TestConformance(t *testing.T) {
	text, err := os.ReadFile("../conformance/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			Name  string
			Steps []step
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for name, c := range clients(t) {
		for _, each := range file.Cases {
			t.Run(name+"/"+each.Name, func(t *testing.T) {
				db, rollback, err := c.begin(ctx)
				if err != nil {
					t.Fatal(err)
				}
				defer rollback()
				saved := map[string]any{}
				for _, s := range each.Steps {
					run(t, c, db, s, saved)
				}
			})
		}
	}
}

func TestADurationIsNoNumberOfSeconds(t *testing.T) {
	ctx := context.Background()
	for name, c := range clients(t) {
		t.Run(name, func(t *testing.T) {
			db, rollback, err := c.begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer rollback()
			at, saved := "2999-01-01T00:00:00Z", map[string]any{}
			unique := map[string]any{"period": string(Seconds(90 * time.Second))}
			run(t, c, db, step{
				Call: "insert_job",
				Args: map[string]any{"kind": "window", "run_at": at, "unique_by": unique},
				Save: map[string]string{"job": "id"},
			}, saved)
			run(t, c, db, step{
				Call: "cancel_by_unique_key",
				Args: map[string]any{"kind": "window", "at": at, "period": "1m30s"},
				Rows: []map[string]any{{"id": "$job", "outcome": "cancelled"}},
			}, saved)
		})
	}
}

func TestASettingIsTakenBack(t *testing.T) {
	text, err := json.Marshal(QueueSettings{Paused: Ptr(true), Null: []string{"keep_failed"}})
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != `{"keep_failed":null,"paused":true}` {
		t.Fatalf("%s", text)
	}
}

func run(t *testing.T, c client, db any, s step, saved map[string]any) {
	t.Helper()
	verb, ok := c.verbs[s.Call]
	if !ok {
		t.Fatalf("there is no %s", s.Call)
	}
	call := reflect.ValueOf(verb)
	in := []reflect.Value{reflect.ValueOf(context.Background()), reflect.ValueOf(db)}
	if call.Type().NumIn() == 3 {
		params := reflect.New(call.Type().In(2)).Elem()
		for name, value := range s.Args {
			if !fill(t, field(t, params, name), value, saved) {
				// what no program that compiles can say, the database has to refuse
				if s.Error == "" {
					t.Fatalf("%s: %s cannot be %v", s.Call, name, value)
				}
				return
			}
		}
		in = append(in, params)
	}
	out := call.Call(in)
	if err, _ := out[1].Interface().(error); err != nil {
		var named *Error
		if !errors.As(err, &named) || named.SQLState != s.Error || named.Hint == "" || strings.Contains(named.Message, s.Error) {
			t.Fatalf("%s: %v, want %q", s.Call, err, s.Error)
		}
		return
	}
	if s.Error != "" {
		t.Fatalf("%s: want error %s", s.Call, s.Error)
	}
	answer := out[0]
	if s.Value != nil {
		check(t, s.Call, answer, s.Value, saved)
	}
	for column, want := range s.Row {
		check(t, column, field(t, answer, column), want, saved)
	}
	if s.Rows != nil {
		if answer.Len() != len(s.Rows) {
			t.Fatalf("%s: %d rows, want %d", s.Call, answer.Len(), len(s.Rows))
		}
		for i, row := range s.Rows {
			for column, want := range row {
				check(t, column, field(t, answer.Index(i), column), want, saved)
			}
		}
	}
	for name, column := range s.Save {
		first := answer
		if first.Kind() == reflect.Slice {
			first = first.Index(0)
		}
		saved[name] = reflect.Indirect(field(t, first, column)).Interface()
	}
}

func field(t *testing.T, row reflect.Value, column string) reflect.Value {
	t.Helper()
	found := row.FieldByNameFunc(func(name string) bool {
		return strings.EqualFold(name, strings.ReplaceAll(column, "_", ""))
	})
	if !found.IsValid() {
		t.Fatalf("%s has no %s", row.Type(), column)
	}
	return found
}

// fill sets a parameter to what the file says; false if its type has no such value.
func fill(t *testing.T, target reflect.Value, value any, saved map[string]any) bool {
	t.Helper()
	if text, ok := value.(string); ok && strings.HasPrefix(text, "$") {
		value = saved[text[1:]]
	}
	switch target.Kind() {
	case reflect.Pointer:
		if value == nil {
			return true
		}
		target.Set(reflect.New(target.Type().Elem()))
		return fill(t, target.Elem(), value, saved)
	case reflect.Interface:
		target.Set(reflect.ValueOf(inJSON(value, saved)))
		return true
	}
	if target.Type() != reflect.TypeOf(time.Time{}) &&
		(target.Kind() == reflect.Struct || target.Kind() == reflect.Slice && target.Type().Elem().Kind() == reflect.Struct) {
		text, err := json.Marshal(inJSON(value, saved))
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		return decoder.Decode(target.Addr().Interface()) == nil
	}
	switch v := value.(type) {
	case nil:
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			t.Fatal(err)
		}
		target.SetInt(n)
	case string:
		switch {
		case target.Type() == reflect.TypeOf(time.Time{}):
			at, err := time.Parse(time.RFC3339, v)
			if err != nil {
				t.Fatal(err)
			}
			target.Set(reflect.ValueOf(at))
		case target.Type() == reflect.TypeOf(time.Duration(0)):
			duration, err := time.ParseDuration(strings.ReplaceAll(v, " hour", "h"))
			if err != nil {
				t.Fatal(err)
			}
			target.Set(reflect.ValueOf(duration))
		case strings.HasPrefix(v, "hex:"):
			raw, _ := hex.DecodeString(v[4:])
			target.SetBytes(raw)
		default:
			target.SetString(v)
		}
	case []any:
		target.Set(reflect.MakeSlice(target.Type(), len(v), len(v)))
		for i, each := range v {
			if !fill(t, target.Index(i), each, saved) {
				return false
			}
		}
	default:
		target.Set(reflect.ValueOf(value))
	}
	return true
}

// inJSON puts what was saved into JSON.
func inJSON(value any, saved map[string]any) any {
	switch v := value.(type) {
	case string:
		if strings.HasPrefix(v, "$") {
			return saved[v[1:]]
		}
	case []any:
		list := make([]any, len(v))
		for i, each := range v {
			list[i] = inJSON(each, saved)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for key, each := range v {
			object[key] = inJSON(each, saved)
		}
		return object
	}
	return value
}

func check(t *testing.T, what string, value reflect.Value, want any, saved map[string]any) {
	t.Helper()
	if text, ok := want.(string); ok && strings.HasPrefix(text, "$") {
		want = saved[text[1:]]
	}
	if want == nil {
		if !value.IsZero() {
			t.Fatalf("%s is %v, want none", what, value)
		}
		return
	}
	if value.Kind() == reflect.Pointer {
		if value.IsNil() {
			t.Fatalf("%s is nil, want %v", what, want)
		}
		value = value.Elem()
	}
	have := value.Interface()
	switch w := want.(type) {
	case string:
		switch v := have.(type) {
		case time.Time:
			have = v.UTC().Format(time.RFC3339)
		case []byte:
			have = "hex:" + hex.EncodeToString(v)
		case json.RawMessage:
			var text string
			if err := json.Unmarshal(v, &text); err != nil {
				t.Fatal(err)
			}
			have = text
		default:
			have = value.String()
		}
	case json.Number:
		switch v := have.(type) {
		case int32:
			have = json.Number(strconv.Itoa(int(v)))
		case int64:
			have = json.Number(strconv.FormatInt(v, 10))
		case float64:
			have = json.Number(strconv.FormatFloat(v, 'f', -1, 64))
		case json.RawMessage:
			have = json.Number(string(v))
		}
	case []any, map[string]any, bool:
		if v, ok := have.(json.RawMessage); ok {
			decoder := json.NewDecoder(bytes.NewReader(v))
			decoder.UseNumber()
			var decoded any
			if err := decoder.Decode(&decoded); err != nil {
				t.Fatal(err)
			}
			have = decoded
		} else if list, ok := w.([]any); ok {
			if value.Len() != len(list) {
				t.Fatalf("%s is %v, want %v", what, have, want)
			}
			for i := range list {
				check(t, what, value.Index(i), list[i], saved)
			}
			return
		}
	}
	if !reflect.DeepEqual(have, want) {
		t.Fatalf("%s is %v (%T), want %v (%T)", what, have, have, want, want)
	}
}
