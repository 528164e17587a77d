package dev.awa.codegen.go;

import dev.awa.codegen.Client;
import dev.awa.codegen.Facts;
import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.ErrorCode;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.kinds.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Go for pgx and for database/sql: one file of a package, which imports no driver. */
public final class GoClient implements Client {

    private static final Map<String, String> WORDS_IN_CAPITALS = Map.of("Id", "ID", "Ids", "IDs", "Json", "JSON");

    private static final Set<String> WORDS = Set.of(
            ("break case chan const continue default defer else fallthrough for func go goto if import interface map package range"
                            + " return select struct switch type var")
                    .split(" "));

    /** What every package has beside the functions of the contract and their types. */
    private static final Set<String> EXPORTED = Set.of(
            "At", "Contract", "Database", "Error", "Interval", "Ptr", "Querier", "Rows", "SQL", "Seconds", "State");

    @Override
    public Map<String, String> write(Contract contract, List<Kind> kinds, String name) {
        if (!name.matches("[a-z][a-z0-9]*") || WORDS.contains(name)) {
            throw new IllegalArgumentException(Names.quoted(name) + " is no name for a package of Go");
        }
        GoTypes types = new GoTypes(contract, Facts.of(contract));
        StringBuilder out = new StringBuilder();
        out.append("// Code generated from contract ")
                .append(contract.version())
                .append(" of schema awa by awa codegen; DO NOT EDIT.\n\n")
                .append("// Package ")
                .append(name)
                .append(" calls the functions of schema awa, by pgx or by database/sql.\n")
                .append("package ")
                .append(name)
                .append("\n\n")
                .append(HEAD)
                .append(
                        "// Contract is the version of the contract that this package was made from.\nconst Contract = \"")
                .append(contract.version())
                .append("\"\n\n");
        errors(out, contract.errors());
        out.append(HELPERS);
        types.write(out);
        for (Function function : contract.functions()) {
            Client.check(EXPORTED, name(function.name()), "function awa." + function.name(), "Go");
            function(out, types, function);
        }
        new GoKinds(out, contract).write(kinds);
        return Map.of(name + ".go", out.toString().stripTrailing() + "\n");
    }

    private static final String HEAD = """
            import (
            	"context"
            	"database/sql"
            	"encoding/json"
            	"errors"
            	"fmt"
            	"reflect"
            	"strconv"
            	"strings"
            	"time"
            )

            // Rows is what a statement answers with; pgx.Rows and *sql.Rows are such.
            type Rows interface {
            	Next() bool
            	Scan(dest ...any) error
            	Err() error
            }

            // Querier sends a statement: a *pgx.Conn, a *pgxpool.Pool, or a pgx.Tx, whose transaction the call is part of then. SQL
            // makes one of what database/sql has.
            type Querier[R Rows] interface {
            	Query(ctx context.Context, sql string, args ...any) (R, error)
            }

            // Database sends a statement: a *sql.DB, a *sql.Conn, or a *sql.Tx, whose transaction the call is part of then; also what holds
            // one of them, as a *sqlx.Tx, or Statement.ConnPool of a *gorm.DB. Of Bun's take the DB of a *bun.DB and the Tx of a bun.Tx.
            type Database interface {
            	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
            }

            // SQL lets a call go by database/sql, whatever the driver.
            func SQL(db Database) Querier[*sql.Rows] { return database{db} }

            type database struct{ db Database }

            func (d database) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
            	return d.db.QueryContext(ctx, query, args...)
            }

            // Ptr gives an argument that may be left out.
            func Ptr[T any](value T) *T { return &value }

            """;

    private static void errors(StringBuilder out, List<ErrorCode> errors) {
        out.append("""
                // Error is one that the database named: an SQLSTATE of class AW. The message names the bad value.
                // errors.Is(err, ErrLeaseLost) and the like tell them apart.
                type Error struct {
                	SQLState string
                	Message  string
                	Hint     string
                	Cause    error
                }

                func (e *Error) Error() string { return e.Message }

                func (e *Error) Unwrap() error { return e.Cause }

                // Is reports whether both have the same SQLSTATE.
                func (e *Error) Is(target error) bool {
                	other, ok := target.(*Error)
                	return ok && other.SQLState == e.SQLState
                }

                // What errors.Is compares with.
                var (
                """);
        for (ErrorCode error : errors) {
            out.append("\t// Err")
                    .append(name(error.condition()))
                    .append(": ")
                    .append(Names.line(error.meaning()))
                    .append('\n')
                    .append("\tErr")
                    .append(name(error.condition()))
                    .append(" = &Error{SQLState: \"")
                    .append(error.sqlstate())
                    .append("\"}\n");
        }
        out.append(")\n\n");
    }

    private static final String HELPERS = """
            // named gives an error of the contract its name, whatever the driver.
            func named(err error) error {
            	var code, message, hint string
            	var state interface{ SQLState() string }
            	var fields interface{ Field(byte) string }
            	switch {
            	case errors.As(err, &state):
            		code, message, hint = state.SQLState(), told(state, "Message"), told(state, "Hint")
            	case errors.As(err, &fields):
            		code, message, hint = fields.Field('C'), fields.Field('M'), fields.Field('H')
            	}
            	if len(code) != 5 || code[:2] != "AW" {
            		return err
            	}
            	if message == "" {
            		message = err.Error()
            	}
            	return &Error{SQLState: code, Message: message, Hint: hint, Cause: err}
            }

            // told is a text of an error of a driver, which all call alike.
            func told(err any, field string) string {
            	value := reflect.Indirect(reflect.ValueOf(err))
            	if value.Kind() != reflect.Struct {
            		return ""
            	}
            	if text := value.FieldByName(field); text.IsValid() && text.Kind() == reflect.String {
            		return text.String()
            	}
            	return ""
            }

            func query[R Rows, Row any](ctx context.Context, db Querier[R], scan func(Rows) (Row, error), sql string, args ...any) ([]Row, error) {
            	rows, err := db.Query(ctx, sql, args...)
            	if err != nil {
            		return nil, named(err)
            	}
            	defer done(rows)
            	result := []Row{}
            	for rows.Next() {
            		row, err := scan(rows)
            		if err != nil {
            			return nil, named(err)
            		}
            		result = append(result, row)
            	}
            	if err := rows.Err(); err != nil {
            		return nil, named(err)
            	}
            	return result, nil
            }

            func done(rows any) {
            	switch rows := rows.(type) {
            	case interface{ Close() error }:
            		rows.Close()
            	case interface{ Close() }:
            		rows.Close()
            	}
            }

            func one[Row any](rows []Row, err error) (Row, error) {
            	var row Row
            	if err != nil {
            		return row, err
            	}
            	if len(rows) != 1 {
            		return row, fmt.Errorf("the database answered with %d rows, not with one", len(rows))
            	}
            	return rows[0], nil
            }

            // Every value is sent as one that all drivers take: a list as its text, JSON as its text, an interval as its text.

            func toJSON(value any) (any, error) {
            	if value == nil {
            		return nil, nil
            	}
            	text, err := json.Marshal(value)
            	return string(text), err
            }

            func optionsToJSON[T any](value *T) (any, error) {
            	if value == nil {
            		return nil, nil
            	}
            	return toJSON(value)
            }

            // withNulls adds to the JSON of an object what is set to null.
            func withNulls(object any, names []string) ([]byte, error) {
            	text, err := json.Marshal(object)
            	if err != nil || len(names) == 0 {
            		return text, err
            	}
            	var fields map[string]json.RawMessage
            	if err := json.Unmarshal(text, &fields); err != nil {
            		return nil, err
            	}
            	for _, name := range names {
            		fields[name] = nil
            	}
            	return json.Marshal(fields)
            }

            func jsonList(values []any) (any, error) {
            	texts := make([]string, len(values))
            	for i, value := range values {
            		text, err := json.Marshal(value)
            		if err != nil {
            			return nil, err
            		}
            		texts[i] = string(text)
            	}
            	return textList(texts), nil
            }

            var escapes = strings.NewReplacer(`\\`, `\\\\`, `"`, `\\"`)

            func textList(texts []string) any {
            	var list strings.Builder
            	list.WriteByte('{')
            	for i, text := range texts {
            		if i > 0 {
            			list.WriteByte(',')
            		}
            		list.WriteByte('"')
            		escapes.WriteString(&list, text)
            		list.WriteByte('"')
            	}
            	list.WriteByte('}')
            	return list.String()
            }

            func textOrNullList(texts []*string) any {
            	var list strings.Builder
            	list.WriteByte('{')
            	for i, text := range texts {
            		if i > 0 {
            			list.WriteByte(',')
            		}
            		if text == nil {
            			list.WriteString("null")
            			continue
            		}
            		list.WriteByte('"')
            		escapes.WriteString(&list, *text)
            		list.WriteByte('"')
            	}
            	list.WriteByte('}')
            	return list.String()
            }

            func idList(ids []int64) any {
            	texts := make([]string, len(ids))
            	for i, id := range ids {
            		texts[i] = strconv.FormatInt(id, 10)
            	}
            	return "{" + strings.Join(texts, ",") + "}"
            }

            // optional sends no list as a null.
            func optional[T any](values []T, send func([]T) any) any {
            	if values == nil {
            		return nil
            	}
            	return send(values)
            }

            func toInterval(duration *time.Duration) any {
            	if duration == nil {
            		return nil
            	}
            	return string(Seconds(*duration))
            }

            func same(bytes []byte) any { return bytes }

            func fromJSON(text *string) json.RawMessage {
            	if text == nil {
            		return nil
            	}
            	return json.RawMessage(*text)
            }

            func fromList[T any](text *string, to *[]T) error {
            	if text == nil {
            		return nil
            	}
            	return json.Unmarshal([]byte(*text), to)
            }

            // Interval is a time span as PostgreSQL reads it: "90 s", "7 days"; empty where it is left out.
            type Interval string

            // Seconds is a duration as an Interval, to the microsecond. A time.Duration as such would be a number of nanoseconds, which
            // PostgreSQL reads as seconds.
            func Seconds(duration time.Duration) Interval {
            	return Interval(strconv.FormatInt(duration.Microseconds(), 10) + " us")
            }

            // At is a point in time, for an option that may be one instead of an Interval.
            func At(at time.Time) Interval { return Interval(at.Format(time.RFC3339Nano)) }

            """;

    private static void function(StringBuilder out, GoTypes types, Function function) {
        String name = name(function.name());
        if (!function.arguments().isEmpty()) {
            out.append("// ")
                    .append(name)
                    .append("Params are the arguments of ")
                    .append(name)
                    .append("; nil is the default.\ntype ")
                    .append(name)
                    .append("Params struct {\n");
            out.append(aligned(function.arguments().stream()
                            .map(argument -> new String[] {name(argument.name()), types.parameter(function, argument)})
                            .toList()))
                    .append("}\n\n");
        }
        if (function.returns() != Answer.VALUE) {
            out.append("// ")
                    .append(name)
                    .append("Row is a row of ")
                    .append(name)
                    .append("; nil is a null.\ntype ")
                    .append(name)
                    .append("Row struct {\n");
            out.append(aligned(function.columns().stream()
                            .map(column -> new String[] {name(column.name()), types.field(function, column)})
                            .toList()))
                    .append("}\n\n");
        }
        String row = types.answer(function);
        comment(out, "", name + " calls awa." + function.name() + ": " + function.comment());
        out.append("func ").append(name).append("[R Rows](ctx context.Context, db Querier[R]");
        if (!function.arguments().isEmpty()) {
            out.append(", p ").append(name).append("Params");
        }
        out.append(") (")
                .append(function.returns() == Answer.ROWS ? "[]" + row : row)
                .append(", error) {\n");
        List<String> values = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        boolean encodes = function.arguments().stream().anyMatch(a -> a.type().startsWith("jsonb"));
        if (encodes && function.returns() != Answer.ROWS) {
            out.append("\tvar none ").append(row).append('\n');
        }
        for (Argument argument : function.arguments()) {
            String cast = argument.type().startsWith("jsonb")
                            || argument.type().endsWith("[]")
                            || argument.type().equals("interval")
                    ? "::text::"
                    : "::";
            parameters.add("$" + (parameters.size() + 1) + cast + argument.type());
            String value = types.sent(function, argument, "p." + name(argument.name()));
            if (argument.type().startsWith("jsonb")) {
                String local = Names.camel(argument.name()) + "JSON";
                out.append('\t')
                        .append(local)
                        .append(", err := ")
                        .append(value)
                        .append("\n\tif err != nil {\n\t\treturn ")
                        .append(function.returns() == Answer.ROWS ? "nil" : "none")
                        .append(", err\n\t}\n");
                value = local;
            }
            values.add(value);
        }
        String arguments = values.isEmpty() ? "" : ", " + String.join(", ", values);
        String statement = Client.call(function, parameters, types::read);
        String call = "query(ctx, db, " + types.scan(function) + ", `" + statement + "`" + arguments + ")";
        out.append("\treturn ")
                .append(function.returns() == Answer.ROWS ? call : "one(" + call + ")")
                .append("\n}\n\n");
    }

    /** A comment in lines that are no longer than they should be. */
    static void comment(StringBuilder out, String indent, String text) {
        StringBuilder line = new StringBuilder(indent).append("//");
        for (String word : Names.line(text).split(" ")) {
            if (line.length() + 1 + word.length() > 120) {
                out.append(line).append('\n');
                line = new StringBuilder(indent).append("//");
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }

    /** Lines of as many cells each, as gofmt has them. */
    static String aligned(List<String[]> lines) {
        StringBuilder text = new StringBuilder();
        for (String[] line : lines) {
            text.append('\t');
            for (int i = 0; i < line.length - 1; i++) {
                int cell = i;
                int width = lines.stream()
                        .mapToInt(each -> each[cell].length())
                        .max()
                        .orElse(0);
                text.append(line[i]).append(" ".repeat(width - line[i].length() + 1));
            }
            text.append(line[line.length - 1]).append('\n');
        }
        return text.toString();
    }

    /** {@code job_id} as {@code JobID}. */
    static String name(String name) {
        return Arrays.stream(name.split("_"))
                .map(Names::pascal)
                .map(word -> WORDS_IN_CAPITALS.getOrDefault(word, word))
                .collect(Collectors.joining());
    }
}
