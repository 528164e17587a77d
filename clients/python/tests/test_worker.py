"""Workers written from the contract: its loop, by psycopg and by asyncpg, and that it works."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import uuid4

import asyncpg
import psycopg

import awa
from awa import asyncpg as awa_async

URL = os.environ["DATABASE_URL"]


def work(
    url: str, queue: str, handlers: Mapping[str, Callable[[awa.ClaimJobsRow], Any]], stopping: threading.Event
) -> None:
    """Works the jobs of a queue until it is told to stop."""
    with psycopg.connect(url, autocommit=True) as conn:
        worker = awa.register_worker(conn, name="loop", queues=[queue], opts={"kinds": list(handlers)})
        heart = threading.Thread(target=beat, args=(url, worker, stopping))
        heart.start()
        conn.execute("listen awa")
        pending = None
        while not stopping.is_set():
            jobs = awa.claim_jobs(conn, worker_id=worker.worker_id, queue=queue, max_jobs=10)
            for job in jobs:
                settle(conn, worker, job, handlers[job.kind])
            if not jobs:
                dry = awa.sleep_until_work(conn, worker_id=worker.worker_id, queues=[queue], pending=pending)
                pending = dry.pending_after
                if not dry.has_work:
                    for _ in conn.notifies(timeout=dry.wait_ms / 1000, stop_after=1):
                        pass
        heart.join()
        awa.deregister_worker(conn, worker_id=worker.worker_id)


def settle(
    conn: awa.Connection, worker: awa.RegisterWorkerRow, job: awa.ClaimJobsRow, handler: Callable[[awa.ClaimJobsRow], Any]
) -> None:
    try:
        try:
            result = handler(job)
        except Exception as error:
            awa.fail_jobs(
                conn, worker_id=worker.worker_id, claim_id=job.claim_id, job_ids=[job.id], errors=[str(error)]
            )
        else:
            awa.complete_jobs(
                conn, worker_id=worker.worker_id, claim_id=job.claim_id, job_ids=[job.id], results=[result]
            )
    except awa.LeaseLost:
        pass  # cancelled, or somebody else's by now


def beat(url: str, worker: awa.RegisterWorkerRow, stopping: threading.Event) -> None:
    """On a connection that no handler can keep waiting."""
    with psycopg.connect(url, autocommit=True) as conn:
        while not stopping.wait(worker.heartbeat_ms / 1000):
            awa.heartbeat(conn, worker_id=worker.worker_id)
            awa.tick(conn)


async def work_async(
    url: str,
    queue: str,
    handlers: Mapping[str, Callable[[awa.ClaimJobsRow], Awaitable[Any]]],
    stopping: asyncio.Event,
) -> None:
    """Works the jobs of a queue until it is told to stop."""
    pool = await asyncpg.create_pool(url, min_size=1, max_size=4)
    conn = await asyncpg.connect(url)
    worker = await awa_async.register_worker(pool, name="loop", queues=[queue], opts={"kinds": list(handlers)})
    heart = asyncio.create_task(beat_async(url, worker))
    told = asyncio.Event()
    await conn.add_listener("awa", lambda *_: told.set())
    pending = None
    while not stopping.is_set():
        told.clear()
        jobs = await awa_async.claim_jobs(pool, worker_id=worker.worker_id, queue=queue, max_jobs=10)
        await asyncio.gather(*(settle_async(pool, worker, job, handlers[job.kind]) for job in jobs))
        if not jobs:
            dry = await awa_async.sleep_until_work(
                conn, worker_id=worker.worker_id, queues=[queue], pending=pending
            )
            pending = dry.pending_after
            if not dry.has_work:
                try:
                    await asyncio.wait_for(told.wait(), dry.wait_ms / 1000)
                except TimeoutError:
                    pass
    heart.cancel()
    await awa_async.deregister_worker(conn, worker_id=worker.worker_id)
    await conn.close()
    await pool.close()


async def settle_async(
    pool: awa_async.Connection,
    worker: awa.RegisterWorkerRow,
    job: awa.ClaimJobsRow,
    handler: Callable[[awa.ClaimJobsRow], Awaitable[Any]],
) -> None:
    try:
        try:
            result = await handler(job)
        except Exception as error:
            await awa_async.fail_jobs(
                pool, worker_id=worker.worker_id, claim_id=job.claim_id, job_ids=[job.id], errors=[str(error)]
            )
        else:
            await awa_async.complete_jobs(
                pool, worker_id=worker.worker_id, claim_id=job.claim_id, job_ids=[job.id], results=[result]
            )
    except awa.LeaseLost:
        pass  # cancelled, or somebody else's by now


async def beat_async(url: str, worker: awa.RegisterWorkerRow) -> None:
    """On a connection that no handler can keep waiting."""
    conn = await asyncpg.connect(url)
    try:
        while True:
            await asyncio.sleep(worker.heartbeat_ms / 1000)
            await awa_async.heartbeat(conn, worker_id=worker.worker_id)
            await awa_async.tick(conn)
    finally:
        await conn.close()


def double(job: awa.ClaimJobsRow) -> Any:
    return {"twice": job.args["n"] * 2}


def refuse(job: awa.ClaimJobsRow) -> Any:
    raise ValueError(f"cannot do {job.args}")


def enqueue(conn: awa.Connection, queue: str) -> list[int]:
    """Jobs of a kind that works and of one that does not, which has a single attempt."""
    doubled = awa.insert_many(conn, kind="double", args=[{"n": n} for n in range(25)], queue=queue)
    refused = awa.insert_job(conn, kind="refuse", args=[queue], queue=queue, max_attempts=1)
    return [job.id for job in doubled] + [refused.id]


def have_ended(conn: awa.Connection, ids: list[int]) -> bool:
    return all(job.state in ("completed", "failed") for id in ids for job in awa.get_job(conn, job_id=id))


def check(conn: awa.Connection, queue: str, ids: list[int]) -> None:
    jobs = [job for id in ids for job in awa.get_job(conn, job_id=id)]
    assert [(job.state, job.result) for job in jobs[:-1]] == [("completed", {"twice": n * 2}) for n in range(25)]
    assert jobs[-1].state == "failed"
    assert [each["error"] for each in jobs[-1].failures] == [f"cannot do ['{queue}']"]


def test_the_loop_of_the_contract() -> None:
    queue = f"loop {uuid4()}"
    stopping = threading.Event()
    loop = threading.Thread(target=work, args=(URL, queue, {"double": double, "refuse": refuse}, stopping))
    loop.start()
    with psycopg.connect(URL, autocommit=True) as conn:
        try:
            ids = enqueue(conn, queue)
            while loop.is_alive() and not have_ended(conn, ids):
                time.sleep(0.01)
            check(conn, queue, ids)
        finally:
            stopping.set()
            loop.join()


def test_the_loop_of_the_contract_by_asyncpg() -> None:
    queue = f"loop {uuid4()}"

    async def doubled(job: awa.ClaimJobsRow) -> Any:
        return double(job)

    async def refused(job: awa.ClaimJobsRow) -> Any:
        return refuse(job)

    async def run(conn: awa.Connection) -> list[int]:
        stopping = asyncio.Event()
        loop = asyncio.create_task(work_async(URL, queue, {"double": doubled, "refuse": refused}, stopping))
        ids = enqueue(conn, queue)
        while not loop.done() and not have_ended(conn, ids):
            await asyncio.sleep(0.01)
        stopping.set()
        await loop
        return ids

    with psycopg.connect(URL, autocommit=True) as conn:
        check(conn, queue, asyncio.run(run(conn)))
