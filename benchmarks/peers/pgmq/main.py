import asyncio
import importlib.metadata

import asyncpg
from adapter import Adapter, Limiter, serve
from pgmq.async_queue import PGMQueue
from pgmq.install import get_embedded_install_sql, get_embedded_sql_version, install_pgmq_sql

QUEUE = "bench"
READERS = 2
READ = 500
VISIBILITY_SECONDS = 30
POLL_MS = 10


async def open_queue(url, connections):
    pool = await asyncpg.create_pool(url, min_size=connections, max_size=connections)
    queue = PGMQueue(conn_string=url, pool=pool, init_extension=False)
    await queue.init()
    return queue, pool


class Producer:
    def __init__(self, queue, pool):
        self._queue = queue
        self._pool = pool

    async def batch(self, payloads):
        await self._queue.send_batch(QUEUE, payloads)

    async def one(self, payload):
        await self._queue.send(QUEUE, payload)

    async def close(self):
        await self._pool.close()


class Pgmq(Adapter):
    name = "pgmq"
    version = f"{get_embedded_sql_version()} (SQL only, client {importlib.metadata.version('pgmq')})"
    paths = {
        "batch": "send_batch",
        "single": "send",
        "work": f"{READERS} readers: read_with_poll of {READ} (poll interval {POLL_MS} ms, default 100), of which run as many"
        " at once as asked, then one delete of all. A queue of messages: no attempts, no errors, no history",
    }

    async def setup(self, url):
        await asyncio.to_thread(install_pgmq_sql, get_embedded_install_sql(), dsn=url)
        queue, pool = await open_queue(url, 1)
        await queue.create_queue(QUEUE)
        await pool.close()

    async def producer(self, url, connections):
        return Producer(*await open_queue(url, connections))

    async def work(self, url, workers, body):
        queue, pool = await open_queue(url, READERS)
        limited = Limiter(workers)
        stopping = False

        async def read():
            while not stopping:
                messages = await queue.read_with_poll(
                    QUEUE, vt=VISIBILITY_SECONDS, qty=READ, max_poll_seconds=1, poll_interval_ms=POLL_MS
                )
                if messages:
                    await asyncio.gather(*(limited(body(message.message["n"])) for message in messages))
                    await queue.delete_batch(QUEUE, [message.msg_id for message in messages])

        readers = [asyncio.create_task(read()) for _ in range(READERS)]

        async def stop():
            nonlocal stopping
            stopping = True
            await asyncio.gather(*readers)
            await pool.close()

        return stop

    async def remaining(self, url):
        queue, pool = await open_queue(url, 1)
        metrics = await queue.metrics(QUEUE)
        await pool.close()
        return metrics.queue_length


serve(Pgmq())
