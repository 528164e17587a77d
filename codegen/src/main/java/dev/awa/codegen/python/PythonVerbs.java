package dev.awa.codegen.python;

import dev.awa.codegen.Client;
import dev.awa.codegen.Facts;
import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The module that knows how each function is asked, and how its answer is read, whatever the driver. */
final class PythonVerbs {

    private static final String HEAD = """
            \"""How each function of schema awa is asked, and how its answer is read, whatever the driver.\"""

            from __future__ import annotations

            import json
            import re
            from collections.abc import Callable, Mapping, Sequence
            from datetime import date, timedelta
            from typing import Any, Generic, TypeVar
            from uuid import UUID

            from . import types

            T = TypeVar("T")


            class Verb(Generic[T]):
                \"""A function: its statement, how its arguments are sent, and what becomes of a row.\"""

                def __init__(
                    self, statement: str, encode: Sequence[Callable[[Any], Any]], decode: Callable[[Sequence[Any]], T]
                ) -> None:
                    self.statement = statement
                    self.pyformat = re.sub(r"[$][0-9]+", "%s", statement)
                    self.encode = encode
                    self.decode = decode

                def values(self, given: Sequence[Any]) -> list[Any]:
                    return [None if value is None else encode(value) for encode, value in zip(self.encode, given)]


            def same(value: Any) -> Any:
                return value


            def texts_of_json(values: Sequence[Any]) -> list[str]:
                return [json.dumps(value) for value in values]


            def interval(value: timedelta | str) -> str:
                if isinstance(value, str):
                    return value
                return f"{value.days} days {value.seconds:+} s {value.microseconds:+} us"


            def option(value: Any) -> Any:
                if isinstance(value, timedelta):
                    return interval(value)
                if isinstance(value, date):
                    return value.isoformat()
                if isinstance(value, UUID):
                    return str(value)
                if isinstance(value, Mapping):
                    return dict(value)
                if isinstance(value, Sequence):
                    return list(value)
                raise TypeError(f"{type(value).__name__} is not JSON serializable")


            def options(value: Any) -> str:
                return json.dumps(value, default=option)


            def parsed(value: Any) -> Any:
                return None if value is None else json.loads(value)


            def binary(value: Any) -> Any:
                return None if value is None else bytes(value)


            def uuid(value: Any) -> Any:
                return value if value is None or isinstance(value, UUID) else UUID(str(value))


            def refusal(error: BaseException | None) -> types.AwaError | None:
                \"""The error of the contract that is behind one of a driver, or of what wraps a driver; None if there is none.\"""
                while error is not None:
                    fields: Any = error.args[0] if error.args and isinstance(error.args[0], Mapping) else {}
                    sqlstate = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or fields.get("C")
                    if isinstance(sqlstate, str) and sqlstate.startswith("AW"):
                        told: Any = getattr(error, "diag", None)
                        message = getattr(told, "message_primary", None) or fields.get("M")
                        message = message or getattr(error, "message", None) or str(error)
                        hint = getattr(told, "message_hint", None) or fields.get("H") or getattr(error, "hint", None)
                        return types.ERRORS.get(sqlstate, types.AwaError)(sqlstate, message, hint)
                    error = error.__cause__
                return None


            """;

    private final Contract contract;
    private final PythonTypes types;

    PythonVerbs(Contract contract, PythonTypes types) {
        this.contract = contract;
        this.types = types;
    }

    String write() {
        StringBuilder out = new StringBuilder("# ")
                .append(Client.heading(contract))
                .append('\n')
                .append(HEAD);
        contract.functions().forEach(function -> verb(out, function));
        return out.toString();
    }

    private void verb(StringBuilder out, Function function) {
        List<String> parameters = new ArrayList<>();
        List<String> encoders = new ArrayList<>();
        for (Argument argument : function.arguments()) {
            parameters.add("$" + (parameters.size() + 1)
                    + switch (argument.type()) {
                        case "jsonb" -> "::text::jsonb";
                        case "jsonb[]" -> "::text[]::jsonb[]";
                        case "interval" -> "::text::interval";
                        default -> "::" + argument.type();
                    });
            encoders.add(
                    switch (argument.type()) {
                        case "jsonb" -> Facts.shape(argument).isPresent() ? "options" : "json.dumps";
                        case "jsonb[]" -> "texts_of_json";
                        case "interval" -> "interval";
                        case "uuid" -> "str";
                        case "text[]", "bigint[]" -> "list";
                        default -> "same";
                    });
        }
        String statement = Client.call(
                function, parameters, (column, sql) -> column.type().equals("jsonb") ? sql + "::text" : sql);
        // mypy knows the rest by itself
        String type = function.returns() == Answer.VALUE ? ": Verb[" + types.answer(function) + "]" : "";
        out.append(constant(function)).append(type).append(" = Verb(\n").append(literal(statement));
        out.append("    [").append(String.join(", ", encoders)).append("],\n");
        decoder(out, function);
        out.append(")\n\n");
    }

    /** What a verb is called there. */
    static String constant(Function function) {
        return function.name().toUpperCase(Locale.ROOT);
    }

    private static void decoder(StringBuilder out, Function function) {
        List<String> fields = new ArrayList<>();
        for (Column column : function.columns()) {
            String cell = "r[" + fields.size() + "]";
            fields.add(
                    switch (column.type()) {
                        case "jsonb" -> "parsed(" + cell + ")";
                        case "bytea" -> "binary(" + cell + ")";
                        case "uuid" -> "uuid(" + cell + ")";
                        default -> cell;
                    });
        }
        if (function.returns() == Answer.VALUE) {
            out.append("    lambda r: ").append(fields.get(0)).append(",\n");
            return;
        }
        String row = "    lambda r: types." + Names.pascal(function.name()) + "Row(";
        String line = row + String.join(", ", fields) + "),\n";
        out.append(
                line.length() <= PythonClient.LINE
                        ? line
                        : row + "\n" + PythonClient.wrapped("        ", "        ", String.join(", ", fields))
                                + "    ),\n");
    }

    /** A statement in lines that are no longer than they should be. */
    private static String literal(String statement) {
        StringBuilder lines = new StringBuilder();
        String rest = statement;
        while (rest.length() > 110) {
            int at = rest.lastIndexOf(' ', 110) + 1;
            lines.append("    \"").append(rest, 0, at).append("\"\n");
            rest = rest.substring(at);
        }
        return lines.append("    \"").append(rest).append("\",\n").toString();
    }
}
