import importlib.metadata
from dataclasses import dataclass

import awa
from adapter import Adapter, serve

QUEUE = "default"
KIND = "bench"
SHUTDOWN_MS = 60_000
UNENDED = "select count(*) as jobs from awa.jobs where state not in ('completed', 'failed', 'cancelled')"


@dataclass
class Bench:
    n: int
    text: str


class Producer:
    def __init__(self, client):
        self._client = client

    async def batch(self, payloads):
        await self._client.enqueue_many_copy([Bench(**payload) for payload in payloads], kind=KIND, queue=QUEUE)

    async def one(self, payload):
        await self._client.insert(Bench(**payload), kind=KIND, queue=QUEUE)

    async def close(self):
        await self._client.close()


class AwaPg(Adapter):
    name = "awa-pg (the other Awa, Rust and Python)"
    version = importlib.metadata.version("awa-pg")
    paths = {
        "batch": "enqueue_many_copy (COPY)",
        "single": "insert",
        "work": "default options but for the workers of the queue; 20 connections",
    }

    async def setup(self, url):
        async with awa.AsyncClient(url, 5) as client:
            await client.migrate()
            # the first worker activates the storage that COPY needs
            self._handle(client, None)
            await client.start([(QUEUE, 1)])
            await client.shutdown(SHUTDOWN_MS)

    async def producer(self, url, connections):
        client = awa.AsyncClient(url, connections)
        async with await client.transaction() as transaction:
            await transaction.fetch_one("select 1 as one")
        return Producer(client)

    async def work(self, url, workers, body):
        client = awa.AsyncClient(url, 20)
        self._handle(client, body)
        await client.start([(QUEUE, workers)])

        async def stop():
            await client.shutdown(SHUTDOWN_MS)
            await client.close()

        return stop

    @staticmethod
    def _handle(client, body):
        @client.task(Bench, kind=KIND, queue=QUEUE)
        async def bench(job):
            await body(job.args.n)

    async def remaining(self, url):
        async with awa.AsyncClient(url, 1) as client:
            async with await client.transaction() as transaction:
                return (await transaction.fetch_one(UNENDED))["jobs"]


serve(AwaPg())
