"""The main loop of an adapter written in Python: reads commands from standard input, one JSON object a line, and answers.

../README.md says what each command means.
"""

import asyncio
import json
import platform
import sys
import time
import traceback
from contextlib import suppress

import uvloop

PAYLOAD_BYTES = 256
PROGRESS_SECONDS = 0.02
FRAME = len(json.dumps({"n": 0, "text": ""}, separators=(",", ":"))) - 1

# libraries must not talk to the driver
OUT, sys.stdout = sys.stdout, sys.stderr


def payload(n):
    return {"n": n, "text": "x" * (PAYLOAD_BYTES - FRAME - len(str(n)))}


def encoded(value):
    return json.dumps(value, separators=(",", ":")).encode()


def now():
    return time.time_ns() // 1000


def micros(began):
    return (time.monotonic_ns() - began) // 1000


def say(message):
    OUT.write(json.dumps(message) + "\n")
    OUT.flush()


class Limiter:
    """Runs coroutines, so many of them at once."""

    def __init__(self, width):
        self._semaphore = asyncio.Semaphore(width)

    async def __call__(self, coroutine):
        async with self._semaphore:
            return await coroutine


class Adapter:
    """What a queue has to offer; all of it is asynchronous but the properties."""

    name: str
    version: str
    paths: dict

    async def setup(self, url):
        raise NotImplementedError

    async def producer(self, url, connections):
        """Returns an object with batch(payloads), one(payload) and close()."""
        raise NotImplementedError

    async def work(self, url, workers, body):
        """Starts a worker that awaits body(n) for each job; returns a function that drains and stops it."""
        raise NotImplementedError

    async def remaining(self, url):
        raise NotImplementedError


async def enqueue(queue, c):
    producer = await queue.producer(c["url"], 1)
    try:
        began = time.monotonic_ns()
        for done in range(0, c["jobs"], c["batch"]):
            first = c["first"] + done
            await producer.batch([payload(n) for n in range(first, first + min(c["batch"], c["jobs"] - done))])
        return {"micros": micros(began)}
    finally:
        await producer.close()


async def enqueue_single(queue, c):
    producer = await queue.producer(c["url"], c["connections"])
    try:
        numbers = iter(range(c["first"], c["first"] + c["jobs"]))

        async def loop():
            for n in numbers:
                await producer.one(payload(n))

        began = time.monotonic_ns()
        await asyncio.gather(*(loop() for _ in range(c["connections"])))
        return {"micros": micros(began)}
    finally:
        await producer.close()


async def enqueue_paced(queue, c):
    producer = await queue.producer(c["url"], c["connections"])
    lines = []
    try:
        numbers = iter(range(c["jobs"]))
        began = time.monotonic_ns()

        async def loop():
            for i in numbers:
                left = i / c["per_second"] - micros(began) / 1e6
                if left > 0:
                    await asyncio.sleep(left)
                n = c["first"] + i
                await producer.one(payload(n))
                lines.append(f"{n} {now()}\n")

        await asyncio.gather(*(loop() for _ in range(c["connections"])))
    finally:
        await producer.close()
    write(c["file"], lines)
    return {}


def write(file, lines):
    with open(file, "w") as out:
        out.writelines(lines)


async def work(queue, c):
    lines = []
    ended = set()
    seconds = c["work_ms"] / 1000

    async def body(n):
        started = now()
        if seconds > 0:
            await asyncio.sleep(seconds)
        lines.append(f"{n} {started} {now()}\n")
        ended.add(n)

    async def report():
        told = 0
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            if len(ended) != told:
                told = len(ended)
                say({"ended": told})

    stop_worker = await queue.work(c["url"], c["workers"], body)
    reporter = asyncio.create_task(report())

    async def stop():
        await stop_worker()
        reporter.cancel()
        with suppress(asyncio.CancelledError):
            await reporter
        write(c["file"], lines)

    return stop


async def loop(queue):
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    stop = None
    while line := await reader.readline():
        c = json.loads(line)
        if c["do"] == "bye":
            return
        try:
            reply = {}
            match c["do"]:
                case "hello":
                    reply = {
                        "name": queue.name,
                        "version": queue.version,
                        "runtime": f"Python {platform.python_version()}, uvloop {uvloop.__version__}",
                        "paths": queue.paths,
                        "can": ["enqueue", "work"],
                    }
                case "setup":
                    await queue.setup(c["url"])
                case "enqueue":
                    reply = await enqueue(queue, c)
                case "enqueue_single":
                    reply = await enqueue_single(queue, c)
                case "enqueue_paced":
                    reply = await enqueue_paced(queue, c)
                case "work":
                    stop = await work(queue, c)
                case "stop":
                    await stop()
                case "remaining":
                    reply = {"jobs": await queue.remaining(c["url"])}
                case verb:
                    raise ValueError(f'unknown command "{verb}"')
            say({"ok": True, **reply})
        except Exception as e:
            traceback.print_exc()
            say({"ok": False, "error": repr(e)})


def serve(queue):
    uvloop.run(loop(queue))
