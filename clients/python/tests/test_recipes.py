"""The recipes of docs/recipes.md, and what they come to. What stands between "recipe" and "end" is on that page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

# recipe: setup
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any, get_args

import psycopg
from psycopg.types.json import Jsonb

import awa

Connection = psycopg.Connection[tuple[Any, ...]]
# end


# recipe: outbox
def place_order(conn: Connection, order: str, item: str) -> None:
    with conn.transaction():
        conn.execute("insert into orders (id, item) values (%s, %s)", [order, item])
        awa.insert_job(conn, kind="ship_order", args={"order": order})
        conn.execute("update stock set amount = amount - 1 where item = %s", [item])
# end


# recipe: webhook
EVERY_STATE = list(get_args(awa.JobState))


def receive(conn: Connection, event: dict[str, Any]) -> awa.InsertJobRow:
    return awa.insert_job(
        conn,
        kind="webhook_event",
        args=event,
        unique_by={"key": event["id"], "states": EVERY_STATE},
        opts={"keep": "7 days"},
    )
# end


# recipe: debounce
def page_changed(conn: Connection, page: str, revision: int) -> awa.InsertJobRow:
    return awa.insert_job(
        conn,
        kind="reindex",
        args={"page": page, "revision": revision},
        run_at=datetime.now(timezone.utc) + timedelta(seconds=10),
        unique_by={
            "args": ["page"],
            "states": ["scheduled", "available", "blocked", "retryable"],
            "on_conflict": "replace",
        },
    )
# end


# recipe: order
def sync_customer(conn: Connection, customer: str, change: int) -> awa.InsertJobRow:
    return awa.insert_job(
        conn,
        kind="sync_customer",
        args={"customer": customer, "change": change},
        ordering_key=customer,
        opts={"concurrency_key": customer},
    )
# end


# recipe: fan-out
def print_book(conn: Connection, book: str, pages: list[int]) -> awa.InsertJobRow:
    with conn.transaction():
        parts = awa.insert_many(conn, kind="render_page", args=[{"book": book, "page": page} for page in pages])
        parents = [part.id for part in parts]
        return awa.insert_job(conn, kind="bind_book", args={"book": book, "parts": parents}, opts={"parents": parents})
# end


# recipe: bulk
def import_rows(conn: Connection, rows: Iterable[Any]) -> int:
    with conn.cursor() as cursor:
        with cursor.copy("copy awa.new_jobs (kind, queue, args) from stdin") as copy:
            for row in rows:
                copy.write_row(("import_row", "imports", Jsonb(row)))
        return cursor.rowcount
# end


RUN = str(uuid4())
"""Part of every name, so that the tests may run on one database again."""


class Shop:
    """A database with a worker."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        conn.execute((Path(__file__).parents[2] / "conformance" / "shop.sql").read_bytes())
        self.worker = awa.register_worker(conn, name="recipes").worker_id

    def claim(self, *ids: int) -> list[awa.ClaimJobsRow]:
        """Claims what waits; of that, the jobs with these ids."""
        claimed = awa.claim_jobs(self.conn, worker_id=self.worker, max_jobs=10000)
        return [job for job in claimed if job.id in ids]

    def complete(self, job: awa.ClaimJobsRow, result: Any = None) -> None:
        settled = awa.complete_jobs(
            self.conn, worker_id=self.worker, claim_id=job.claim_id, job_ids=[job.id], results=[result]
        )
        assert settled.settled == 1

    def fail(self, job: awa.ClaimJobsRow, final: bool) -> None:
        [failed] = awa.fail_jobs(
            self.conn, worker_id=self.worker, claim_id=job.claim_id, job_ids=[job.id], errors=["no paper"],
            retry_after=timedelta(0), final=final,
        )
        assert failed.outcome == ("failed" if final else "retryable")

    def get(self, job_id: int) -> awa.GetJobRow:
        [job] = awa.get_job(self.conn, job_id=job_id)
        return job

    def parts(self, whole: awa.InsertJobRow) -> list[int]:
        """The jobs that a bind_book waits for."""
        return list(self.get(whole.id).args["parts"])

    def states(self, kind: str, args: dict[str, Any]) -> list[str]:
        """The states of the jobs of a kind with these args, in the order of their ids."""
        rows = self.conn.execute(
            "select state from awa.jobs where kind = %s and args @> %s order by id", [kind, Jsonb(args)]
        )
        return [state for (state,) in rows]

    def orders(self, item: str) -> list[str]:
        return [order for (order,) in self.conn.execute("select id from orders where item = %s", [item])]


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as conn:
        opened = Shop(conn)
        yield opened
        awa.deregister_worker(conn, worker_id=opened.worker)


def test_outbox(shop: Shop) -> None:
    item, first, second = f"lamp {RUN}", f"first {RUN}", f"second {RUN}"
    shop.conn.execute("insert into stock (item, amount) values (%s, 1)", [item])

    place_order(shop.conn, first, item)
    assert shop.orders(item) == [first]
    assert shop.states("ship_order", {"order": first}) == ["available"]

    with pytest.raises(psycopg.errors.CheckViolation):
        place_order(shop.conn, second, item)
    assert shop.orders(item) == [first]
    assert shop.states("ship_order", {"order": second}) == []


def test_webhook(shop: Shop) -> None:
    event = {"id": f"evt {RUN}"}
    first = receive(shop.conn, event)
    assert first.outcome == "inserted"
    again = receive(shop.conn, event)
    assert (again.outcome, again.id, again.state) == ("existing", first.id, "available")

    [job] = shop.claim(first.id)
    shop.complete(job)
    late = receive(shop.conn, event)
    assert (late.outcome, late.id, late.state) == ("existing", first.id, "completed")
    assert shop.states("webhook_event", event) == ["completed"]
    assert shop.get(first.id).options == {"keep": 604800}


def test_debounce(shop: Shop) -> None:
    page = f"page {RUN}"
    first = page_changed(shop.conn, page, 1)
    assert (first.outcome, first.state) == ("inserted", "scheduled")
    second = page_changed(shop.conn, page, 2)
    assert (second.outcome, second.id, second.state) == ("replaced", first.id, "scheduled")
    assert first.due_at and second.due_at and second.due_at > first.due_at
    assert shop.get(first.id).args == {"page": page, "revision": 2}

    awa.reschedule_job(shop.conn, job_id=first.id, run_at=datetime.fromtimestamp(0, timezone.utc))
    [running] = shop.claim(first.id)
    assert running.args == {"page": page, "revision": 2}
    third = page_changed(shop.conn, page, 3)
    assert third.outcome == "inserted"
    assert shop.states("reindex", {"page": page}) == ["running", "scheduled"]
    assert shop.get(third.id).args == {"page": page, "revision": 3}
    shop.complete(running)


def test_order(shop: Shop) -> None:
    ada, bob = f"ada {RUN}", f"bob {RUN}"
    first = sync_customer(shop.conn, ada, 1).id
    second = sync_customer(shop.conn, ada, 2).id
    other = sync_customer(shop.conn, bob, 1).id

    started = shop.claim(first, second, other)
    assert [job.id for job in started] == [first, other]
    assert shop.get(second).state == "blocked"

    shop.fail(started[0], final=False)
    [retried] = shop.claim(first, second)
    assert (retried.id, retried.attempt) == (first, 2)

    shop.complete(retried)
    [following] = shop.claim(second)
    assert following.args == {"customer": ada, "change": 2}
    shop.complete(following)
    shop.complete(started[1])


def test_fan_out(shop: Shop) -> None:
    book = f"book {RUN}"
    whole = print_book(shop.conn, book, [1, 2, 3])
    assert whole.state == "pending"
    parts = shop.parts(whole)

    pages = shop.claim(whole.id, *parts)
    assert [job.args for job in pages] == [{"book": book, "page": page} for page in (1, 2, 3)]
    shop.complete(pages[2], "page 3")
    shop.complete(pages[0], "page 1")
    assert shop.get(whole.id).state == "pending"
    shop.complete(pages[1], "page 2")

    [binding] = shop.claim(whole.id)
    assert binding.args == {"book": book, "parts": parts}
    assert [shop.get(part).result for part in parts] == ["page 1", "page 2", "page 3"]
    shop.complete(binding)


def test_fan_out_of_a_page_that_fails_for_good(shop: Shop) -> None:
    whole = print_book(shop.conn, f"torn {RUN}", [1, 2])
    part = shop.parts(whole)[0]

    [page] = shop.claim(part)
    shop.fail(page, final=True)

    cancelled = shop.get(whole.id)
    assert (cancelled.state, cancelled.reason) == ("cancelled", f"parent {part} is failed")


def test_bulk(shop: Shop) -> None:
    rows = [{"run": RUN, "line": line, "text": f"\"{line}\", \\ \n\t'ä 漢'"} for line in range(500)]

    with shop.conn.transaction():
        assert import_rows(shop.conn, rows) == 500
    jobs = shop.conn.execute(
        "select args, state from awa.jobs where queue = 'imports' and args ->> 'run' = %s order by id", [RUN]
    ).fetchall()
    assert jobs == [(row, "available") for row in rows]

    again = {"run": f"{RUN} again"}
    with pytest.raises(psycopg.Error) as refused, shop.conn.transaction():
        import_rows(shop.conn, [again, again | {"text": "x" * 2**21}])
    assert refused.value.sqlstate == "AW003"
    assert shop.states("import_row", again) == []
