import asyncio
import importlib.metadata
from contextlib import suppress

import procrastinate
import psycopg
from adapter import Adapter, serve

TASK = "bench"
MOST_CONNECTIONS = 32


def app(url, connections):
    connector = procrastinate.PsycopgConnector(conninfo=url, min_size=connections, max_size=connections)
    return procrastinate.App(connector=connector)


class Producer:
    def __init__(self, app):
        self._app = app
        self._task = app.configure_task(TASK)

    async def batch(self, payloads):
        await self._task.batch_defer_async(*payloads)

    async def one(self, payload):
        await self._task.defer_async(**payload)

    async def close(self):
        await self._app.close_async()


class Procrastinate(Adapter):
    name = "procrastinate"
    version = importlib.metadata.version("procrastinate")
    paths = {
        "batch": "batch_defer_async",
        "single": "defer_async",
        "work": "one asynchronous worker with concurrency as asked, LISTEN/NOTIFY; a connection per job, at most 32",
    }

    async def setup(self, url):
        async with app(url, 1).open_async() as opened:
            await opened.schema_manager.apply_schema_async()

    async def producer(self, url, connections):
        opened = app(url, connections)
        await opened.open_async()
        await opened.connector.pool.wait()
        return Producer(opened)

    async def work(self, url, workers, body):
        opened = app(url, min(workers, MOST_CONNECTIONS) + 2)

        @opened.task(name=TASK)
        async def bench(n, text):
            await body(n)

        await opened.open_async()
        await opened.connector.pool.wait()
        running = asyncio.create_task(opened.run_worker_async(concurrency=workers, install_signal_handlers=False))

        async def stop():
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await opened.close_async()

        return stop

    async def remaining(self, url):
        async with await psycopg.AsyncConnection.connect(url) as connection:
            rows = await connection.execute(
                "select count(*) from procrastinate_jobs where status in ('todo', 'doing', 'aborting')"
            )
            return (await rows.fetchone())[0]


serve(Procrastinate())
