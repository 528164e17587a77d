// The main loop of an adapter written for Node: reads commands from standard input, one JSON object a line, and answers.
// ../README.md says what each command means.
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

const PAYLOAD_BYTES = 256;
const PROGRESS_MS = 20;
const FRAME = JSON.stringify({ n: 0, text: "" }).length - 1;

export function payload(n) {
  return { n, text: "x".repeat(PAYLOAD_BYTES - FRAME - String(n).length) };
}

export function range(first, jobs) {
  return Array.from({ length: jobs }, (_, i) => payload(first + i));
}

/** Runs functions, so many of them at once, in the order in which they come. */
export function limiter(width) {
  let free = width;
  const waiting = [];
  return async (run) => {
    if (free === 0) {
      await new Promise((resolve) => waiting.push(resolve));
    } else {
      free--;
    }
    try {
      return await run();
    } finally {
      if (waiting.length > 0) {
        waiting.shift()();
      } else {
        free++;
      }
    }
  };
}

// The machine's clock in microseconds: Date has milliseconds only, so it is followed by the monotonic clock between looks.
let anchor;

function setClock() {
  const before = Date.now();
  let now = before;
  while (now === before) {
    now = Date.now();
  }
  anchor = { wall: BigInt(now) * 1000n, monotonic: process.hrtime.bigint() };
}

function now() {
  return Number(anchor.wall + (process.hrtime.bigint() - anchor.monotonic) / 1000n);
}

// libraries must not talk to the driver
console.log = console.info = console.debug = console.error;

function say(message) {
  process.stdout.write(JSON.stringify(message) + "\n");
}

const micros = (began) => Number((process.hrtime.bigint() - began) / 1000n);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function enqueue(queue, { url, first, jobs, batch }) {
  const producer = await queue.producer(url, 1);
  try {
    const began = process.hrtime.bigint();
    for (let done = 0; done < jobs; done += batch) {
      await producer.batch(range(first + done, Math.min(batch, jobs - done)));
    }
    return { micros: micros(began) };
  } finally {
    await producer.close();
  }
}

async function enqueueSingle(queue, { url, first, jobs, connections }) {
  const producer = await queue.producer(url, connections);
  try {
    let next = first;
    const loop = async () => {
      while (next < first + jobs) {
        await producer.one(payload(next++));
      }
    };
    const began = process.hrtime.bigint();
    await Promise.all(Array.from({ length: connections }, loop));
    return { micros: micros(began) };
  } finally {
    await producer.close();
  }
}

async function enqueuePaced(queue, { url, first, jobs, connections, per_second: perSecond, file }) {
  const producer = await queue.producer(url, connections);
  const lines = [];
  try {
    const began = process.hrtime.bigint();
    let next = 0;
    const loop = async () => {
      for (let i = next++; i < jobs; i = next++) {
        const left = (i * 1e6) / perSecond - micros(began);
        if (left > 0) {
          await sleep(left / 1000);
        }
        await producer.one(payload(first + i));
        lines.push(`${first + i} ${now()}\n`);
      }
    };
    await Promise.all(Array.from({ length: connections }, loop));
  } finally {
    await producer.close();
  }
  writeFileSync(file, lines.join(""));
  return {};
}

async function work(queue, { url, workers, work_ms: workMs, file }) {
  const lines = [];
  const ended = new Set();
  const body = async (n) => {
    const started = now();
    if (workMs > 0) {
      await sleep(workMs);
    }
    lines.push(`${n} ${started} ${now()}\n`);
    ended.add(n);
  };
  const worker = await queue.work(url, workers, body);
  let told = 0;
  const reporter = setInterval(() => {
    if (ended.size !== told) {
      told = ended.size;
      say({ ended: told });
    }
  }, PROGRESS_MS);
  return async () => {
    await worker.close();
    clearInterval(reporter);
    writeFileSync(file, lines.join(""));
  };
}

/**
 * Serves a queue: {name, version, paths, setup(url), producer(url, connections) -> {batch(payloads), one(payload), close()},
 * work(url, workers, body) -> {close()}, remaining(url)}.
 */
export async function serve(queue) {
  let stop;
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    if (command.do === "bye") {
      break;
    }
    try {
      setClock();
      let reply = {};
      switch (command.do) {
        case "hello":
          reply = {
            name: queue.name,
            version: queue.version,
            runtime: `Node ${process.version.slice(1)}`,
            paths: queue.paths,
            can: ["enqueue", "work"],
          };
          break;
        case "setup":
          await queue.setup(command.url);
          break;
        case "enqueue":
          reply = await enqueue(queue, command);
          break;
        case "enqueue_single":
          reply = await enqueueSingle(queue, command);
          break;
        case "enqueue_paced":
          reply = await enqueuePaced(queue, command);
          break;
        case "work":
          stop = await work(queue, command);
          break;
        case "stop":
          await stop();
          break;
        case "remaining":
          reply = { jobs: await queue.remaining(command.url) };
          break;
        default:
          throw new Error(`unknown command "${command.do}"`);
      }
      say({ ok: true, ...reply });
    } catch (e) {
      console.error(e);
      say({ ok: false, error: String(e) });
    }
  }
  process.exit(0);
}
