"""The cases that every client has to pass, through the generated module."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import psycopg
import pytest

import awa

CASES = json.loads((Path(__file__).parents[2] / "conformance" / "cases.json").read_text(encoding="utf-8"))["cases"]


@pytest.fixture(scope="module")
def conn() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        yield connection


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


def run(conn: psycopg.Connection[Any], step: dict[str, Any], saved: dict[str, Any]) -> None:
    verb = getattr(awa, step["call"])
    args = {name: given(value, saved) for name, value in step.get("args", {}).items()}
    if args.get("run_at") is not None:
        args["run_at"] = datetime.fromisoformat(args["run_at"].replace("Z", "+00:00"))
    if "error" in step:
        with pytest.raises(awa.AwaError) as raised:
            verb(conn, **args)
        assert raised.value.sqlstate == step["error"]
        assert raised.value.hint
        return
    answer = verb(conn, **args)
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
def test_case(conn: psycopg.Connection[Any], case: dict[str, Any]) -> None:
    saved: dict[str, Any] = {}
    try:
        for step in case["steps"]:
            run(conn, step, saved)
    finally:
        conn.rollback()
