"""A small web shop that enqueues its background work in the transactions it already has.

There is no Awa library here: the functions in schema awa are the whole interface.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[dict[str, Any]]


def connect(url: str) -> Connection:
    """A connection in autocommit mode; transactions are begun where they are needed."""
    return psycopg.connect(url, autocommit=True, row_factory=dict_row)


def create_shop(conn: Connection) -> None:
    """Creates the shop's own table, the business data that jobs are enqueued beside."""
    conn.execute(
        """
        create table if not exists shop_order (
          id bigint generated always as identity primary key,
          customer text not null,
          total_cents int not null check (total_cents > 0)
        )"""
    )


def place_order(
    conn: Connection, customer: str, total_cents: int, url: str, before_commit: Callable[[], None] = lambda: None
) -> tuple[int, dict[str, Any]]:
    """Stores an order and the job that tells the warehouse about it: both, or neither.

    before_commit stands for whatever else the request still has to do; if it raises, nothing has happened.
    """
    with conn.transaction():
        order = conn.execute(
            "insert into shop_order (customer, total_cents) values (%s, %s) returning id", [customer, total_cents]
        ).fetchone()["id"]
        job = conn.execute(
            """
            select id, outcome, state
            from awa.insert_job(kind => 'deliver_webhook', args => %s, priority => 1, max_attempts => 8)""",
            [Jsonb({"url": url, "body": {"event": "order.placed", "order": order, "customer": customer}})],
        ).fetchone()
        before_commit()
        return order, job


def announce_orders(conn: Connection, orders: list[int], url: str) -> list[dict[str, Any]]:
    """Enqueues one delivery for each order in a single round trip; answers come back in the order of the input."""
    jobs = [
        {"kind": "deliver_webhook", "args": {"url": url, "body": {"event": "order.shipped", "order": order}}, "tags": ["shipping"]}
        for order in orders
    ]
    return conn.execute("select ordinal, id, outcome, state from awa.insert_jobs(%s)", [Jsonb(jobs)]).fetchall()


def import_orders(conn: Connection, orders: list[tuple[int, str]]) -> None:
    """Enqueues by COPY, for an import of any size: each row is a call of insert_job."""
    with conn.transaction(), conn.cursor() as cursor:
        with cursor.copy("copy awa.new_jobs (kind, args, ordering_key) from stdin") as copy:
            for order, customer in orders:
                copy.write_row(("import_order", Jsonb({"order": order}), customer))


def remind_to_pay(conn: Connection, order: int, url: str, on_conflict: str = "existing") -> dict[str, Any]:
    """Asks for payment tomorrow. However often this is called, at most one reminder of an order is waiting."""
    return conn.execute(
        """
        select id, outcome, state
        from awa.insert_job(
          kind => 'deliver_webhook', args => %s, run_at => now() + interval '1 day', unique_by => %s)""",
        [
            Jsonb({"url": url, "body": {"event": "payment.reminder", "order": order}}),
            Jsonb({"key": _reminder(order), "on_conflict": on_conflict}),
        ],
    ).fetchone()


def cancel_reminder(conn: Connection, order: int) -> dict[str, Any]:
    """The customer has paid: takes the reminder back by the key it was enqueued with; no job id had to be kept."""
    return conn.execute(
        "select id, outcome, state from awa.cancel_by_unique_key(kind => 'deliver_webhook', key => %s, reason => 'paid')",
        [_reminder(order)],
    ).fetchone()


def meaning_of(error: psycopg.Error) -> str:
    """What an error of Awa means for the caller, told by its SQLSTATE; the text is for people, the code for programs."""
    match error.sqlstate:
        case "AW001":
            return "our request is wrong: repeating it will not help"
        case "AW004":
            return "somebody has enqueued this job already"
        case _:
            raise error


def _reminder(order: int) -> str:
    return f"payment.reminder:{order}"
