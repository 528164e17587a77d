"""Enqueues the jobs of jobs.json through the package that was generated, and claims jobs of their kinds."""

from __future__ import annotations

import asyncio
import os

import asyncpg
import psycopg

import jobs
from jobs import asyncpg as jobs_async

OPTIONS: jobs.InsertOptions = {"tags": ["python"], "opts": {"validate": True}}


def enqueue(conn: psycopg.Connection[tuple[object, ...]]) -> None:
    email: jobs.SendEmailArgs = {
        "to": ["a@example.com", "b@example.com"],
        "subject": '"Hällo" \\ 漢字',
        "body": {"text": "t", "html": "<p>"},
        "priority": "very-high",
        "send_after": "2030-01-31T08:00:00Z",
        "reply_to": "c@example.com",
        "headers": {"X-A": "1"},
        "attachments": [{"name": "a.txt", "size": 12345678901}, {"name": "b.txt", "size": 0, "inline": True}],
    }
    assert jobs.insert_send_email_job(conn, email, **OPTIONS).outcome == "inserted"
    jobs.insert_send_email_job(conn, {"to": ["a@example.com"], "subject": "", "body": {"text": "t"}}, **OPTIONS)
    jobs.insert_billing_charge_order_job(
        conn,
        {
            "order": 7,
            "amount": 12.5,
            "customer": {"name": "Ada", "größe": "XL"},
            "note": None,
            "currency": "EUR",
            "lines": [{"price": {"cents": 1250}, "list": [[1.5, None], []]}],
            "extra": {"any": [1, None, "x"]},
            "class": "first",
            "hashCode": 1,
            "userId": "6f1c7a4e-7b0a-4c2f-9a51-0e8d2f6a1b3c",
            "due": "2030-02-28",
            "ship to": {"name": "Bob"},
        },
        tags=["python"],
        opts={"validate": True},
    )
    tree: jobs.TreeArgs = {
        "label": "root",
        "children": [{"label": "leaf", "children": []}],
        "left": {"label": "left", "children": []},
    }
    jobs.insert_tree_job(conn, tree, **OPTIONS)
    assert len(jobs.insert_string_jobs(conn, ["text"], tags=["python"])) == 1
    jobs.insert_list_job(conn, [1, 2, 3], **OPTIONS)
    jobs.insert_insert_job(conn, {}, **OPTIONS)
    jobs.insert_insert_job(conn, {"dry_run": False, "insert": {"value": [1]}}, **OPTIONS)
    jobs.insert_anything_job(conn, {"a": [1, None]}, **OPTIONS)


def refused(conn: psycopg.Connection[tuple[object, ...]]) -> None:
    try:
        jobs.insert_insert_job(conn, {"limit": 0}, **OPTIONS)
    except jobs.InvalidArgs as error:
        assert error.sqlstate == "AW011"
    else:
        raise AssertionError("a limit of 0 was taken")


async def enqueue_and_claim() -> None:
    """By asyncpg, in a transaction that is rolled back."""
    conn = await asyncpg.connect(os.environ["DATABASE_URL"])
    await conn.execute("begin")
    email: jobs.SendEmailArgs = {"to": ["a@example.com"], "subject": "", "body": {"text": "t"}}
    await jobs_async.insert_send_email_job(conn, email, queue="claimed")
    await jobs_async.insert_list_jobs(conn, [[1], [2, 3]], queue="claimed", opts={"timeout": "1 min"})
    await jobs_async.insert_job(conn, kind="other", queue="claimed")
    worker = await jobs_async.register_worker(conn, queues=["claimed"])
    claimed = await jobs_async.claim_jobs(conn, worker_id=worker.worker_id, queue="claimed", max_jobs=10)
    assert [about(job) for job in claimed] == ["mail to a@example.com", "1 number", "2 numbers", "other"]
    assert claimed[0].kind == jobs.KIND_SEND_EMAIL
    await conn.execute("rollback")
    await conn.close()


def about(claimed: jobs.ClaimJobsRow) -> str:
    job = jobs.claimed(claimed)
    if isinstance(job, jobs.SendEmailJob):
        return "mail to " + " ".join(job.args["to"])
    if isinstance(job, jobs.ListJob):
        return f"{len(job.args)} number{'s' if len(job.args) > 1 else ''}"
    assert job is None
    return claimed.kind


def wrong() -> list[jobs.SendEmailArgs]:
    """What mypy finds; an ignored error that is none would be one."""
    return [
        {"to": [], "subject": 7, "body": {"text": ""}},  # type: ignore[typeddict-item]
        {"to": [], "subject": ""},  # type: ignore[typeddict-item]
        {"to": [], "subject": "", "body": {"text": ""}, "priority": "medium"},  # type: ignore[typeddict-item]
        {"to": [], "subject": "", "body": {"text": ""}, "cc": []},  # type: ignore[typeddict-unknown-key]
    ]


def wrong_options(conn: jobs.Connection) -> bool:
    """What mypy finds, too."""
    jobs.insert_list_job(conn, [], opts={"timout": "1 s"})  # type: ignore[arg-type]
    jobs.insert_job(conn, kind="x", unique_by={"on_conflict": "replaced"})  # type: ignore[arg-type]
    jobs.insert_jobs(conn, jobs=[{"queue": "no kind"}])  # type: ignore[typeddict-item]
    jobs.list_jobs(conn, queue="x", state="sleeping")  # type: ignore[arg-type]
    return jobs.insert_job(conn, kind="x").outcome == "insrted"  # type: ignore[comparison-overlap]


if __name__ == "__main__":
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        enqueue(connection)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        refused(connection)
    asyncio.run(enqueue_and_claim())
