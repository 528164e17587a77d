import asyncio
import importlib.metadata
import json

import asyncpg
from adapter import Adapter, Limiter, encoded, serve
from pgqueuer.core.qm import QueueManager
from pgqueuer.queries import Queries

ENTRYPOINT = "bench"
FETCH = 250
WORKER_CONNECTIONS = 10


async def pool(url, connections):
    return await asyncpg.create_pool(url, min_size=connections, max_size=connections)


class Producer:
    def __init__(self, pool):
        self._pool = pool
        self._queries = Queries.from_asyncpg_pool(pool)

    async def batch(self, payloads):
        await self._queries.enqueue(
            [ENTRYPOINT] * len(payloads), [encoded(payload) for payload in payloads], [0] * len(payloads)
        )

    async def one(self, payload):
        await self._queries.enqueue(ENTRYPOINT, encoded(payload))

    async def close(self):
        await self._pool.close()


class PgQueuer(Adapter):
    name = "PgQueuer"
    version = importlib.metadata.version("pgqueuer")
    paths = {
        "batch": "Queries.enqueue with lists, asyncpg",
        "single": "Queries.enqueue",
        "work": f"one QueueManager, batches of {FETCH}, at most {2 * FETCH} taken, of which run as many at once as asked",
    }

    async def setup(self, url):
        connection = await asyncpg.connect(url)
        await Queries.from_asyncpg_connection(connection).install()
        await connection.close()

    async def producer(self, url, connections):
        return Producer(await pool(url, connections))

    async def work(self, url, workers, body):
        connections = await pool(url, WORKER_CONNECTIONS)
        manager = QueueManager(Queries.from_asyncpg_pool(connections))
        limited = Limiter(workers)

        @manager.entrypoint(ENTRYPOINT)
        async def bench(job):
            await limited(body(json.loads(job.payload)["n"]))

        running = asyncio.create_task(manager.run(batch_size=FETCH, max_concurrent_tasks=2 * FETCH))

        async def stop():
            manager.shutdown.set()
            await running
            await connections.close()

        return stop

    async def remaining(self, url):
        connection = await asyncpg.connect(url)
        jobs = await connection.fetchval("select count(*) from pgqueuer")
        await connection.close()
        return jobs


serve(PgQueuer())
