"""The cases that every client has to pass, through the generated functions, by each driver that they take a connection of."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

import asyncpg
import psycopg
import pytest

import awa
import awa.asyncpg
import awa.psycopg_async

CASES = json.loads((Path(__file__).parents[2] / "conformance" / "cases.json").read_text(encoding="utf-8"))["cases"]
URL = os.environ["DATABASE_URL"]


def parts() -> dict[str, Any]:
    """What the URL says, for those who do not take one."""
    url = urlsplit(URL)
    query = parse_qs(url.query)
    return {
        "host": url.hostname,
        "port": url.port or 5432,
        "database": url.path[1:],
        "user": url.username or query["user"][0],
        "password": url.password or query.get("password", [None])[0],
    }


class Client(Protocol):
    """A connection in a transaction."""

    def call(self, verb: str, args: dict[str, Any]) -> Any: ...

    def rollback(self) -> None: ...


class DbApi:
    """A connection of the DB-API."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def call(self, verb: str, args: dict[str, Any]) -> Any:
        return getattr(awa, verb)(self.connection, **args)

    def rollback(self) -> None:
        self.connection.rollback()


class Async:
    """A connection that is awaited."""

    def __init__(self, runner: asyncio.Runner, module: Any, connection: Any) -> None:
        self.runner = runner
        self.module = module
        self.connection = connection
        self.begun = False

    def call(self, verb: str, args: dict[str, Any]) -> Any:
        if not self.begun:
            self.runner.run(self.connection.execute("begin"))
            self.begun = True
        return self.runner.run(getattr(self.module, verb)(self.connection, **args))

    def rollback(self) -> None:
        self.runner.run(self.connection.execute("rollback"))
        self.begun = False


def of_psycopg() -> Iterator[Client]:
    with psycopg.connect(URL) as connection:
        yield DbApi(connection)


def of_psycopg_with_rows_of_its_own() -> Iterator[Client]:
    """Whatever the application makes of rows."""
    with psycopg.connect(URL, row_factory=psycopg.rows.dict_row, cursor_factory=psycopg.ClientCursor) as connection:
        yield DbApi(connection)


def of_psycopg2() -> Iterator[Client]:
    connection = import_module("psycopg2").connect(URL)
    yield DbApi(connection)
    connection.close()


def of_psycopg2_with_rows_of_its_own() -> Iterator[Client]:
    extras = import_module("psycopg2.extras")
    connection = import_module("psycopg2").connect(URL, cursor_factory=extras.RealDictCursor)
    yield DbApi(connection)
    connection.close()


def of_pg8000() -> Iterator[Client]:
    connection = import_module("pg8000.dbapi").connect(**parts())
    yield DbApi(connection)
    connection.close()


def of_django() -> Iterator[Client]:
    """Django's connection, under which JSON comes as a text."""
    given = parts()
    settings = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": given["database"],
        "HOST": given["host"],
        "PORT": given["port"],
        "USER": given["user"],
        "PASSWORD": given["password"] or "",
    }
    import_module("django.conf").settings.configure(DATABASES={"default": settings}, USE_TZ=True)
    import_module("django").setup()
    connection = import_module("django.db").connection
    connection.set_autocommit(False)
    yield DbApi(connection)
    connection.close()


def of_sqlalchemy() -> Iterator[Client]:
    """What SQLAlchemy has under its connection."""
    engine = import_module("sqlalchemy").create_engine(URL.replace("postgresql:", "postgresql+psycopg:", 1))
    with engine.connect() as connection:
        yield DbApi(connection.connection)
    engine.dispose()


def of_asyncpg() -> Iterator[Client]:
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(URL))
        yield Async(runner, awa.asyncpg, connection)
        runner.run(connection.close())


def of_psycopg_async() -> Iterator[Client]:
    with asyncio.Runner() as runner:
        connect = psycopg.AsyncConnection.connect
        connection = runner.run(connect(URL, autocommit=True, row_factory=psycopg.rows.dict_row))
        yield Async(runner, awa.psycopg_async, connection)
        runner.run(connection.close())


def of_asyncpg_with_json_of_its_own() -> Iterator[Client]:
    """Whatever the application makes of JSON."""
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(URL))
        runner.run(
            connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        )
        yield Async(runner, awa.asyncpg, connection)
        runner.run(connection.close())


DRIVERS: list[Callable[[], Iterator[Client]]] = [
    of_psycopg,
    of_psycopg_with_rows_of_its_own,
    of_psycopg2,
    of_psycopg2_with_rows_of_its_own,
    of_pg8000,
    of_django,
    of_sqlalchemy,
    of_psycopg_async,
    of_asyncpg,
    of_asyncpg_with_json_of_its_own,
]


@pytest.fixture(scope="module", params=DRIVERS, ids=lambda driver: driver.__name__)
def client(request: pytest.FixtureRequest) -> Iterator[Client]:
    yield from request.param()


def given(value: Any, saved: dict[str, Any], top: bool = True) -> Any:
    """What the file says, in the types of the module."""
    if isinstance(value, str):
        if value.startswith("$"):
            return saved[value[1:]]
        return bytes.fromhex(value[4:]) if top and value.startswith("hex:") else value
    if isinstance(value, list):
        return [given(each, saved, top) for each in value]
    if isinstance(value, dict):
        return {key: given(each, saved, False) for key, each in value.items()}
    return value


def seen(value: Any) -> Any:
    """An answer as the file would say it."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return "hex:" + value.hex()
    return value


def wanted(value: Any, saved: dict[str, Any]) -> Any:
    return seen(saved[value[1:]]) if isinstance(value, str) and value.startswith("$") else value


def check_row(row: Any, expected: dict[str, Any], saved: dict[str, Any]) -> None:
    for column, value in expected.items():
        assert seen(getattr(row, column)) == wanted(value, saved), column


def run(client: Client, step: dict[str, Any], saved: dict[str, Any]) -> None:
    args = {name: given(value, saved) for name, value in step.get("args", {}).items()}
    for time in "run_at", "after":
        if args.get(time) is not None:
            args[time] = datetime.fromisoformat(args[time].replace("Z", "+00:00"))
    if "error" in step:
        with pytest.raises(awa.AwaError) as raised:
            client.call(step["call"], args)
        assert raised.value.sqlstate == step["error"]
        assert type(raised.value) is not awa.AwaError
        assert raised.value.hint
        assert "HINT" not in str(raised.value)
        return
    answer = client.call(step["call"], args)
    if "value" in step:
        assert seen(answer) == step["value"]
    if "row" in step:
        check_row(answer, step["row"], saved)
    if "rows" in step:
        assert len(answer) == len(step["rows"])
        for row, expected in zip(answer, step["rows"]):
            check_row(row, expected, saved)
    for name, column in step.get("save", {}).items():
        saved[name] = getattr(answer[0] if isinstance(answer, list) else answer, column)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(client: Client, case: dict[str, Any]) -> None:
    saved: dict[str, Any] = {}
    try:
        for step in case["steps"]:
            run(client, step, saved)
    finally:
        client.rollback()


def test_a_timedelta_is_a_time_span(client: Client) -> None:
    """As an argument and among options."""
    period, at = timedelta(seconds=90), datetime(2999, 1, 1, tzinfo=timezone.utc)
    try:
        job = client.call("insert_job", {"kind": "window", "run_at": at, "unique_by": {"period": period}})
        [cancelled] = client.call("cancel_by_unique_key", {"kind": "window", "at": at, "period": period})
        assert (cancelled.id, cancelled.outcome) == (job.id, "cancelled")
    finally:
        client.rollback()
