package dev.awa.codegen.python;

import dev.awa.codegen.Client;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Function;
import java.util.stream.Collectors;

/** A module with a function per verb. */
enum PythonModule {
    /** For the drivers of the DB-API. */
    DB_API("__init__.py", "", "", """
            \"""Calls the functions of schema awa. What is left out has its default; None is the default, too.

            Each call is part of the transaction of the connection that it is given: one of psycopg, of psycopg2, of pg8000.dbapi, of
            Django, or of any other driver of the DB-API whose parameters are %s. Modules asyncpg and psycopg_async have the same for asyncpg, and for
            the asynchronous connections of psycopg.
            \"""
            """, """
            class Cursor(Protocol):
                \"""What executes a statement.\"""

                def execute(self, query: Any, params: Any, /) -> Any: ...

                def fetchall(self) -> Any: ...

                def close(self) -> Any: ...


            class Connection(Protocol):
                \"""A connection of a driver of the DB-API.\"""

                def cursor(self) -> Cursor: ...


            def _row(values: Any) -> Sequence[Any]:
                return tuple(values.values()) if isinstance(values, Mapping) else values


            def _rows(conn: Connection, verb: _verbs.Verb[T], *given: Any) -> list[T]:
                cursor: Any = conn.cursor()
                try:
                    if hasattr(conn, "row_factory"):
                        # that of psycopg may make anything of a row
                        cursor.row_factory = _tuples
                    cursor.execute(verb.pyformat, verb.values(given))
                    return [verb.decode(_row(row)) for row in cursor.fetchall()]
                except Exception as error:
                    refusal = _verbs.refusal(error)
                    if refusal is None:
                        raise
                    raise refusal from error
                finally:
                    cursor.close()


            def _tuples(cursor: Any) -> type[tuple[Any, ...]]:
                return tuple


            def _one(conn: Connection, verb: _verbs.Verb[T], *given: Any) -> T:
                return _rows(conn, verb, *given)[0]


            """),

    /** For the asynchronous connections of psycopg. */
    PSYCOPG_ASYNC("psycopg_async.py", "async ", "await ", """
            \"""Calls the functions of schema awa by psycopg, asynchronously. What is left out has its default; None is the default, too.

            Each call is part of the transaction of the connection that it is given.
            \"""
            """, """
            class Cursor(Protocol):
                \"""What executes a statement.\"""

                row_factory: Any

                async def execute(self, query: Any, params: Any, /) -> Any: ...

                async def fetchall(self) -> Any: ...

                async def close(self) -> Any: ...


            class Connection(Protocol):
                \"""An AsyncConnection of psycopg.\"""

                def cursor(self) -> Cursor: ...


            async def _rows(conn: Connection, verb: _verbs.Verb[T], *given: Any) -> list[T]:
                cursor = conn.cursor()
                # that of the connection may make anything of a row
                cursor.row_factory = _tuples
                try:
                    await cursor.execute(verb.pyformat, verb.values(given))
                    return [verb.decode(row) for row in await cursor.fetchall()]
                except Exception as error:
                    refusal = _verbs.refusal(error)
                    if refusal is None:
                        raise
                    raise refusal from error
                finally:
                    await cursor.close()


            def _tuples(cursor: Any) -> type[tuple[Any, ...]]:
                return tuple


            async def _one(conn: Connection, verb: _verbs.Verb[T], *given: Any) -> T:
                return (await _rows(conn, verb, *given))[0]


            """),

    /** For asyncpg. */
    ASYNCPG("asyncpg.py", "async ", "await ", """
            \"""Calls the functions of schema awa by asyncpg. What is left out has its default; None is the default, too.

            Each call is part of the transaction of the connection that it is given.
            \"""
            """, """
            class Connection(Protocol):
                \"""A connection, or a pool, of asyncpg.\"""

                async def fetch(self, query: str, /, *args: Any) -> Any: ...


            async def _rows(conn: Connection, verb: _verbs.Verb[T], *given: Any) -> list[T]:
                try:
                    rows = await conn.fetch(verb.statement, *verb.values(given))
                except Exception as error:
                    refusal = _verbs.refusal(error)
                    if refusal is None:
                        raise
                    raise refusal from error
                return [verb.decode(row) for row in rows]


            async def _one(conn: Connection, verb: _verbs.Verb[T], *given: Any) -> T:
                return (await _rows(conn, verb, *given))[0]


            """);

    private final String file;
    private final String define;
    private final String call;
    private final String about;
    private final String helpers;

    PythonModule(String file, String define, String call, String about, String helpers) {
        this.file = file;
        this.define = define;
        this.call = call;
        this.about = about;
        this.helpers = helpers;
    }

    String file() {
        return file;
    }

    /** What a function begins with, before {@code def}. */
    String define() {
        return define;
    }

    /** What the call of a function begins with. */
    String call() {
        return call;
    }

    String write(Contract contract, PythonTypes types, PythonKinds kinds) {
        StringBuilder body = new StringBuilder("T = TypeVar(\"T\")\n\n\n").append(helpers);
        for (Function function : contract.functions()) {
            function(body, types, function);
        }
        kinds.functions(body, this);
        StringBuilder out = new StringBuilder("# ")
                .append(Client.heading(contract))
                .append('\n')
                .append(about)
                .append("\nfrom __future__ import annotations\n\n");
        String text = body.toString();
        PythonTypes.from(out, text, "collections.abc", "Mapping", "Sequence");
        PythonTypes.from(out, text, "datetime", "datetime", "timedelta");
        PythonTypes.from(out, text, "typing", "Any", "Literal", "Optional", "Protocol", "TypeVar", "Union", "Unpack");
        PythonTypes.from(out, text, "uuid", "UUID");
        out.append("\nfrom . import _verbs\nfrom .types import (\n");
        types.exported().stream()
                .sorted()
                .forEach(name -> out.append("    ")
                        .append(name)
                        .append(" as ")
                        .append(name)
                        .append(",\n"));
        return out.append(")\n\n").append(text).toString();
    }

    private void function(StringBuilder out, PythonTypes types, Function function) {
        Client.check(PythonClient.WORDS, function.name(), "a function of awa", "Python");
        String row = types.answer(function);
        out.append(define).append("def ").append(function.name()).append("(\n    conn: Connection,\n");
        if (!function.arguments().isEmpty()) {
            out.append("    *,\n");
        }
        for (Argument argument : function.arguments()) {
            boolean optional = argument.defaultValue() != null;
            Client.check(PythonClient.WORDS, argument.name(), "an argument of awa." + function.name(), "Python");
            String type = types.parameter(function, argument);
            out.append("    ")
                    .append(argument.name())
                    .append(": ")
                    .append(type)
                    .append(optional ? (type.equals("Any") ? "" : " | None") + " = None" : "")
                    .append(",\n");
        }
        String given = function.arguments().stream()
                .map(argument -> ", " + argument.name())
                .collect(Collectors.joining());
        out.append(") -> ")
                .append(function.returns() == Answer.ROWS ? "list[" + row + "]" : row)
                .append(":\n")
                .append(PythonClient.docstring("    ", function.comment()))
                .append(PythonClient.wrapped(
                        "    return ",
                        "        ",
                        call
                                + (function.returns() == Answer.ROWS ? "_rows" : "_one")
                                + "(conn, _verbs."
                                + PythonVerbs.constant(function)
                                + given
                                + ")"))
                .append("\n\n");
    }
}
