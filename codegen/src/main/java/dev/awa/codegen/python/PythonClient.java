package dev.awa.codegen.python;

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Python for psycopg 3: one typed module. */
public final class PythonClient implements Client {

    private static final Set<String> WORDS = Set.of(
            ("and as assert async await break class continue def del elif else except finally for from global if import in is lambda"
                            + " nonlocal not or pass raise return try while with yield")
                    .split(" "));

    private static final Set<String> IMPORTED =
            Set.of("__future__", "collections", "contextlib", "dataclasses", "datetime", "psycopg", "typing", "uuid");

    @Override
    public Map<String, String> write(Contract contract, List<Kind> kinds, String name) {
        if (!name.matches("[a-z_][a-z0-9_]*") || WORDS.contains(name) || IMPORTED.contains(name)) {
            throw new IllegalArgumentException(Names.quoted(name) + " is no name for a module of Python"
                    + (IMPORTED.contains(name) ? " that imports another one of that name" : ""));
        }
        StringBuilder out = new StringBuilder();
        out.append("# ").append(Client.heading(contract)).append('\n').append("""
                \"""Calls the functions of schema awa. What is left out has its default; None is the default, too.

                Each call is part of the transaction of the connection that it is given.
                \"""

                from __future__ import annotations

                from collections.abc import Iterator, Sequence
                from contextlib import contextmanager
                from dataclasses import dataclass
                from datetime import datetime, timedelta
                from typing import %s
                from uuid import UUID

                import psycopg
                from psycopg.rows import class_row, scalar_row
                from psycopg.types.json import Jsonb

                """.formatted(
                        kinds.isEmpty()
                                ? "Any, Literal, TypeVar"
                                : "Any, Literal, NotRequired, Optional, TypedDict, TypeVar, Unpack"));
        out.append("CONTRACT_VERSION = \"").append(contract.version()).append("\"\n\n");
        out.append("JobState = Literal[\n");
        contract.states().forEach(state -> out.append("    \"").append(state).append("\",\n"));
        out.append("]\n\n\n");
        errors(out, contract.errors());
        for (Function function : contract.functions()) {
            row(out, function);
        }
        for (Function function : contract.functions()) {
            function(out, function);
        }
        PythonKinds.write(out, contract, kinds);
        return Map.of(name + ".py", out.toString().stripTrailing() + "\n");
    }

    private static void errors(StringBuilder out, List<ErrorCode> errors) {
        out.append("""
                class AwaError(Exception):
                    \"""An error that the database named: an SQLSTATE of class AW. The message names the bad value.\"""

                    def __init__(self, sqlstate: str, message: str, hint: str | None) -> None:
                        super().__init__(message)
                        self.sqlstate = sqlstate
                        self.hint = hint


                """);
        for (ErrorCode error : errors) {
            out.append("class ")
                    .append(Names.pascal(error.condition()))
                    .append("(AwaError):\n    ")
                    .append(docstring(error.sqlstate() + ": " + error.meaning()))
                    .append("\n\n\n");
        }
        out.append("_ERRORS: dict[str, type[AwaError]] = {\n");
        errors.forEach(error -> out.append("    \"")
                .append(error.sqlstate())
                .append("\": ")
                .append(Names.pascal(error.condition()))
                .append(",\n"));
        out.append("""
                }

                _Row = TypeVar("_Row")


                @contextmanager
                def _named() -> Iterator[None]:
                    try:
                        yield
                    except psycopg.Error as error:
                        if error.sqlstate is not None and error.sqlstate.startswith("AW"):
                            message = error.diag.message_primary or str(error)
                            raise _ERRORS.get(error.sqlstate, AwaError)(error.sqlstate, message, error.diag.message_hint) from error
                        raise


                def _json(value: Any) -> Jsonb | None:
                    return None if value is None else Jsonb(value)


                def _rows(conn: psycopg.Connection[Any], row: type[_Row], statement: str, values: Sequence[Any]) -> list[_Row]:
                    with _named(), conn.cursor(row_factory=class_row(row)) as cursor:
                        return cursor.execute(statement, values).fetchall()


                def _one(conn: psycopg.Connection[Any], row: type[_Row], statement: str, values: Sequence[Any]) -> _Row:
                    return _rows(conn, row, statement, values)[0]


                def _value(conn: psycopg.Connection[Any], statement: str, values: Sequence[Any]) -> Any:
                    with _named(), conn.cursor(row_factory=scalar_row) as cursor:
                        return cursor.execute(statement, values).fetchone()


                """);
    }

    private static void row(StringBuilder out, Function function) {
        if (function.returns() == Answer.VALUE) {
            return;
        }
        out.append("@dataclass(frozen=True)\nclass ")
                .append(Names.pascal(function.name()))
                .append("Row:\n    \"\"\"A row of ")
                .append(function.name())
                .append(".\"\"\"\n\n");
        for (Column column : function.columns()) {
            Client.check(WORDS, column.name(), "a column of awa." + function.name(), "Python");
            out.append("    ")
                    .append(column.name())
                    .append(": ")
                    .append(result(function, column))
                    .append(" | None\n");
        }
        out.append("\n\n");
    }

    private static void function(StringBuilder out, Function function) {
        String row = function.returns() == Answer.VALUE
                ? result(function, function.columns().get(0))
                : Names.pascal(function.name()) + "Row";
        Client.check(WORDS, function.name(), "a function of awa", "Python");
        out.append("def ").append(function.name()).append("(\n    conn: psycopg.Connection[Any],\n");
        if (!function.arguments().isEmpty()) {
            out.append("    *,\n");
        }
        List<String> parameters = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Argument argument : function.arguments()) {
            boolean optional = argument.defaultValue() != null;
            Client.check(WORDS, argument.name(), "an argument of awa." + function.name(), "Python");
            String type = parameter(function, argument);
            out.append("    ")
                    .append(argument.name())
                    .append(": ")
                    .append(type)
                    .append(optional ? (type.equals("Any") ? "" : " | None") + " = None" : "")
                    .append(",\n");
            parameters.add("%s::" + argument.type());
            values.add(
                    switch (argument.type()) {
                        case "jsonb" -> "_json(" + argument.name() + ")";
                        case "jsonb[]" -> "[Jsonb(each) for each in " + argument.name() + "]";
                        case "text[]", "bigint[]" ->
                            optional
                                    ? "None if " + argument.name() + " is None else list(" + argument.name() + ")"
                                    : "list(" + argument.name() + ")";
                        default -> argument.name();
                    });
        }
        out.append(") -> ")
                .append(function.returns() == Answer.ROWS ? "list[" + row + "]" : row)
                .append(":\n    ")
                .append(docstring(function.comment()))
                .append('\n');
        String call = switch (function.returns()) {
            case VALUE -> "_value(\n        conn,";
            case ROW -> "_one(\n        conn,\n        " + row + ",";
            case ROWS -> "_rows(\n        conn,\n        " + row + ",";
        };
        String list =
                values.stream().map(value -> "            " + value + ",\n").collect(Collectors.joining());
        String statement = Client.call(function, parameters);
        out.append(function.returns() == Answer.VALUE ? "    value: " + row + " = " : "    return ")
                .append(call)
                .append("\n        \"")
                .append(statement)
                .append("\",\n        [")
                .append(values.isEmpty() ? "" : "\n" + list + "        ")
                .append("],\n    )\n")
                .append(function.returns() == Answer.VALUE ? "    return value\n\n\n" : "\n\n");
    }

    /** A text as the documentation of what it stands in. */
    static String docstring(String text) {
        String line = Names.line(text).replace("\\", "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
        return "\"\"\"" + line + (line.endsWith("\"") ? " " : "") + "\"\"\"";
    }

    static String parameter(Function function, Argument argument) {
        return switch (argument.type()) {
            case "text" -> "str";
            case "uuid" -> "UUID | str";
            case "interval" -> "timedelta | str";
            case "integer", "bigint" -> "int";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "datetime";
            case "jsonb" -> "Any";
            case "bytea" -> "bytes";
            case "text[]" -> "Sequence[str | None]";
            case "bigint[]" -> "Sequence[int]";
            case "jsonb[]" -> "Sequence[Any]";
            default -> throw Client.noType(function, "argument " + argument.name(), argument.type(), "Python");
        };
    }

    private static String result(Function function, Column column) {
        return switch (column.type()) {
            case "text" -> column.name().equals("state") || column.name().equals("job_state") ? "JobState" : "str";
            case "uuid" -> "UUID";
            case "integer", "bigint" -> "int";
            case "double precision" -> "float";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "datetime";
            case "jsonb" -> "Any";
            case "bytea" -> "bytes";
            case "text[]" -> "list[str]";
            case "bigint[]" -> "list[int]";
            default -> throw Client.noType(function, "result " + column.name(), column.type(), "Python");
        };
    }
}
