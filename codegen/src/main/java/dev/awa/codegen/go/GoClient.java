package dev.awa.codegen.go;

import dev.awa.codegen.Client;
import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.ErrorCode;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.kinds.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Go for pgx: one file of a package. A null of the database is the zero value of its type. */
public final class GoClient implements Client {

    private static final Set<String> WORDS_IN_CAPITALS = Set.of("Id", "Json");

    private static final Set<String> WORDS = Set.of(
            ("break case chan const continue default defer else fallthrough for func go goto if import interface map package range"
                            + " return select struct switch type var")
                    .split(" "));

    /** What every package has beside the functions of the contract. */
    private static final Set<String> EXPORTED = Set.of("Contract", "Error", "Querier");

    @Override
    public Map<String, String> write(Contract contract, List<Kind> kinds, String name) {
        if (!name.matches("[a-z][a-z0-9]*") || WORDS.contains(name)) {
            throw new IllegalArgumentException(Names.quoted(name) + " is no name for a package of Go");
        }
        StringBuilder out = new StringBuilder();
        out.append("// Code generated from contract ")
                .append(contract.version())
                .append(" of schema awa by awa codegen; DO NOT EDIT.\n\n")
                .append("// Package ")
                .append(name)
                .append(" calls the functions of schema awa.\n")
                .append("package ")
                .append(name)
                .append("\n\n")
                .append("""
                import (
                	"context"
                	"encoding/json"
                	"errors"
                	"time"

                	"github.com/jackc/pgx/v5"
                	"github.com/jackc/pgx/v5/pgconn"
                )

                // Querier sends a statement: a *pgx.Conn, a *pgxpool.Pool, or a pgx.Tx, whose transaction the call is part of then.
                type Querier interface {
                	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
                }

                """);
        out.append("// Contract is the version of the contract that this package was made from.\nconst Contract = \"")
                .append(contract.version())
                .append("\"\n\n");
        out.append("// States of a job.\nconst (\n")
                .append(aligned(contract.states().stream()
                        .map(state -> new String[] {"State" + name(state), "= \"" + state + "\""})
                        .toList()))
                .append(")\n\n");
        errors(out, contract.errors());
        helpers(out);
        for (Function function : contract.functions()) {
            Client.check(EXPORTED, name(function.name()), "function awa." + function.name(), "Go");
            function(out, function);
        }
        GoKinds.write(out, kinds);
        return Map.of(name + ".go", out.toString().stripTrailing() + "\n");
    }

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

    private static void helpers(StringBuilder out) {
        out.append("""
                func named(err error) error {
                	var cause *pgconn.PgError
                	if errors.As(err, &cause) && len(cause.Code) == 5 && cause.Code[:2] == "AW" {
                		return &Error{SQLState: cause.Code, Message: cause.Message, Hint: cause.Hint, Cause: err}
                	}
                	return err
                }

                func query[Row any](ctx context.Context, db Querier, scan pgx.RowToFunc[Row], sql string, args ...any) ([]Row, error) {
                	rows, err := db.Query(ctx, sql, args...)
                	if err != nil {
                		return nil, named(err)
                	}
                	result, err := pgx.CollectRows(rows, scan)
                	if err != nil {
                		return nil, named(err)
                	}
                	return result, nil
                }

                func one[Row any](rows []Row, err error) (Row, error) {
                	var row Row
                	if err != nil {
                		return row, err
                	}
                	if len(rows) != 1 {
                		return row, pgx.ErrNoRows
                	}
                	return rows[0], nil
                }

                // orZero scans a null as the zero value.
                type orZero[T any] struct{ to *T }

                func (z orZero[T]) set(value *T) {
                	if value != nil {
                		*z.to = *value
                	}
                }

                func toJSON(value any) (any, error) {
                	if value == nil {
                		return nil, nil
                	}
                	text, err := json.Marshal(value)
                	return string(text), err
                }

                func toJSONs(values []any) ([]string, error) {
                	texts := make([]string, len(values))
                	for i, value := range values {
                		text, err := json.Marshal(value)
                		if err != nil {
                			return nil, err
                		}
                		texts[i] = string(text)
                	}
                	return texts, nil
                }

                """);
    }

    private static void function(StringBuilder out, Function function) {
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
                            .map(argument -> new String[] {name(argument.name()), parameter(function, argument)})
                            .toList()))
                    .append("}\n\n");
        }
        String row = function.returns() == Answer.VALUE
                ? result(function, function.columns().get(0))
                : name + "Row";
        if (function.returns() != Answer.VALUE) {
            out.append("// ")
                    .append(name)
                    .append("Row is a row of ")
                    .append(name)
                    .append(".\ntype ")
                    .append(name)
                    .append("Row struct {\n");
            out.append(aligned(function.columns().stream()
                            .map(column -> new String[] {name(column.name()), result(function, column)})
                            .toList()))
                    .append("}\n\n");
        }
        out.append("// ")
                .append(name)
                .append(" calls awa.")
                .append(function.name())
                .append(": ")
                .append(Names.line(function.comment()))
                .append('\n');
        out.append("func ").append(name).append("(ctx context.Context, db Querier");
        if (!function.arguments().isEmpty()) {
            out.append(", p ").append(name).append("Params");
        }
        out.append(") (")
                .append(function.returns() == Answer.ROWS ? "[]" + row : row)
                .append(", error) {\n");
        List<String> values = new ArrayList<>();
        List<String> parameters = new ArrayList<>();
        String zero = function.returns() == Answer.ROWS ? "nil" : "none";
        boolean encodes = function.arguments().stream().anyMatch(a -> a.type().startsWith("jsonb"));
        if (encodes && function.returns() != Answer.ROWS) {
            out.append("\tvar none ").append(row).append('\n');
        }
        for (Argument argument : function.arguments()) {
            parameters.add("$" + (parameters.size() + 1) + "::"
                    + (argument.type().equals("jsonb[]") ? "text[]::jsonb[]" : argument.type()));
            String value = "p." + name(argument.name());
            if (argument.type().startsWith("jsonb")) {
                String local = Names.camel(argument.name()) + "JSON";
                out.append('\t')
                        .append(local)
                        .append(", err := ")
                        .append(argument.type().equals("jsonb") ? "toJSON(" : "toJSONs(")
                        .append(value)
                        .append(")\n\tif err != nil {\n\t\treturn ")
                        .append(zero)
                        .append(", err\n\t}\n");
                value = local;
            }
            values.add(value);
        }
        String scan = scan(function, row);
        String arguments = values.isEmpty() ? "" : ", " + String.join(", ", values);
        String call = "query(ctx, db, " + scan + ", `" + Client.call(function, parameters) + "`" + arguments + ")";
        out.append("\treturn ")
                .append(function.returns() == Answer.ROWS ? call : "one(" + call + ")")
                .append("\n}\n\n");
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

    private static String scan(Function function, String row) {
        StringBuilder scan = new StringBuilder("func(r pgx.CollectableRow) (row " + row + ", err error) {\n");
        List<Column> columns = function.columns();
        StringBuilder targets = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String type = result(function, columns.get(i));
            String field = function.returns() == Answer.VALUE
                    ? "row"
                    : "row." + name(columns.get(i).name());
            String separator = i == 0 ? "" : ", ";
            if (type.startsWith("[]") || type.equals("json.RawMessage")) {
                targets.append(separator).append('&').append(field);
            } else {
                scan.append("\t\tvar c").append(i).append(" *").append(type).append('\n');
                targets.append(separator).append("&c").append(i);
                after.append("\t\torZero[")
                        .append(type)
                        .append("]{&")
                        .append(field)
                        .append("}.set(c")
                        .append(i)
                        .append(")\n");
            }
        }
        return scan.append("\t\tif err = r.Scan(")
                .append(targets)
                .append("); err != nil {\n\t\t\treturn\n\t\t}\n")
                .append(after)
                .append("\t\treturn\n\t}")
                .toString();
    }

    private static String parameter(Function function, Argument argument) {
        String plain = switch (argument.type()) {
            case "text", "uuid", "interval" -> "string";
            case "integer" -> "int32";
            case "bigint" -> "int64";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "time.Time";
            case "jsonb" -> "any";
            case "bytea" -> "[]byte";
            case "text[]" -> "[]*string";
            case "bigint[]" -> "[]int64";
            case "jsonb[]" -> "[]any";
            default -> throw Client.noType(function, "argument " + argument.name(), argument.type(), "Go");
        };
        boolean hasNil = plain.equals("any") || plain.startsWith("[]");
        return argument.defaultValue() != null && !hasNil ? "*" + plain : plain;
    }

    private static String result(Function function, Column column) {
        return switch (column.type()) {
            case "text", "uuid" -> "string";
            case "integer" -> "int32";
            case "bigint" -> "int64";
            case "double precision" -> "float64";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "time.Time";
            case "jsonb" -> "json.RawMessage";
            case "bytea" -> "[]byte";
            case "text[]" -> "[]string";
            case "bigint[]" -> "[]int64";
            default -> throw Client.noType(function, "result " + column.name(), column.type(), "Go");
        };
    }

    /** {@code job_id} as {@code JobID}. */
    static String name(String name) {
        return Arrays.stream(name.split("_"))
                .map(Names::pascal)
                .map(word -> WORDS_IN_CAPITALS.contains(word) ? word.toUpperCase(Locale.ROOT) : word)
                .collect(Collectors.joining());
    }
}
