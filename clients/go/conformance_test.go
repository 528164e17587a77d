package awa

import (
	"bytes"
	"context"
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

// verbs by their names in the database.
var verbs = map[string]any{
	"cancel_by_unique_key": CancelByUniqueKey,
	"cancel_job":           CancelJob,
	"claim_jobs":           ClaimJobs,
	"complete_jobs":        CompleteJobs,
	"configure_queue":      ConfigureQueue,
	"check_contract":       CheckContract,
	"contract_version":     ContractVersion,
	"describe_kind":        DescribeKind,
	"fail_jobs":            FailJobs,
	"get_job":              GetJob,
	"get_queue":            GetQueue,
	"insert_job":           InsertJob,
	"insert_jobs":          InsertJobs,
	"insert_many":          InsertMany,
	"job_state":            JobState,
	"partition_for_key":    PartitionForKey,
	"register_worker":      RegisterWorker,
	"reschedule_job":       RescheduleJob,
	"retry_job":            RetryJob,
	"unique_key":           UniqueKey,
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
	conn, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	for _, each := range file.Cases {
		t.Run(each.Name, func(t *testing.T) {
			tx, err := conn.Begin(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback(ctx)
			saved := map[string]any{}
			for _, s := range each.Steps {
				run(t, tx, s, saved)
			}
		})
	}
}

func run(t *testing.T, tx pgx.Tx, s step, saved map[string]any) {
	t.Helper()
	verb, ok := verbs[s.Call]
	if !ok {
		t.Fatalf("there is no %s", s.Call)
	}
	call := reflect.ValueOf(verb)
	in := []reflect.Value{reflect.ValueOf(context.Background()), reflect.ValueOf(tx)}
	if call.Type().NumIn() == 3 {
		params := reflect.New(call.Type().In(2)).Elem()
		for name, value := range s.Args {
			fill(t, field(t, params, name), value, saved)
		}
		in = append(in, params)
	}
	out := call.Call(in)
	if err, _ := out[1].Interface().(error); err != nil {
		var named *Error
		if !errors.As(err, &named) || named.SQLState != s.Error || named.Hint == "" {
			t.Fatalf("%s: %v, want %q", s.Call, err, s.Error)
		}
		return
	}
	if s.Error != "" {
		t.Fatalf("%s: want error %s", s.Call, s.Error)
	}
	answer := out[0]
	if s.Value != nil {
		check(t, s.Call, answer.Interface(), s.Value, saved)
	}
	for column, want := range s.Row {
		check(t, column, field(t, answer, column).Interface(), want, saved)
	}
	if s.Rows != nil {
		if answer.Len() != len(s.Rows) {
			t.Fatalf("%s: %d rows, want %d", s.Call, answer.Len(), len(s.Rows))
		}
		for i, row := range s.Rows {
			for column, want := range row {
				check(t, column, field(t, answer.Index(i), column).Interface(), want, saved)
			}
		}
	}
	for name, column := range s.Save {
		first := answer
		if first.Kind() == reflect.Slice {
			first = first.Index(0)
		}
		saved[name] = field(t, first, column).Interface()
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

// fill sets a parameter to what the file says.
func fill(t *testing.T, target reflect.Value, value any, saved map[string]any) {
	t.Helper()
	if text, ok := value.(string); ok && strings.HasPrefix(text, "$") {
		value = saved[text[1:]]
	}
	switch target.Kind() {
	case reflect.Pointer:
		if value == nil {
			return
		}
		target.Set(reflect.New(target.Type().Elem()))
		fill(t, target.Elem(), value, saved)
		return
	case reflect.Interface:
		target.Set(reflect.ValueOf(inJSON(value, saved)))
		return
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
		case strings.HasPrefix(v, "hex:"):
			raw, _ := hex.DecodeString(v[4:])
			target.SetBytes(raw)
		default:
			target.SetString(v)
		}
	case []any:
		target.Set(reflect.MakeSlice(target.Type(), len(v), len(v)))
		for i, each := range v {
			fill(t, target.Index(i), each, saved)
		}
	default:
		target.Set(reflect.ValueOf(value))
	}
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

func check(t *testing.T, what string, have, want any, saved map[string]any) {
	t.Helper()
	if text, ok := want.(string); ok && strings.HasPrefix(text, "$") {
		want = saved[text[1:]]
	}
	value := reflect.ValueOf(have)
	switch w := want.(type) {
	case nil:
		if !value.IsZero() {
			t.Fatalf("%s is %v, want none", what, have)
		}
		return
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
				check(t, what, value.Index(i).Interface(), list[i], saved)
			}
			return
		}
	}
	if !reflect.DeepEqual(have, want) {
		t.Fatalf("%s is %v (%T), want %v (%T)", what, have, have, want, want)
	}
}
