import { readFileSync } from "node:fs";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { limiter, serve } from "../common/adapter.mjs";

const QUEUE = "bench";
const FETCH = 500;
const FETCHERS = 2;
const version = JSON.parse(readFileSync("node_modules/pg-boss/package.json", "utf8")).version;

async function start(connectionString, options) {
  const boss = new PgBoss({ connectionString, schedule: false, ...options });
  boss.on("error", (e) => console.error(e));
  boss.on("warning", (e) => console.error(e));
  await boss.start();
  return boss;
}

await serve({
  name: "pg-boss",
  version,
  paths: {
    batch: "insert",
    single: "send",
    work: `${FETCHERS} workers that fetch ${FETCH} at a time (batchSize), burstWhenBatchFull, LISTEN/NOTIFY switched on, a batch completed at once`,
  },

  async setup(connectionString) {
    const boss = await start(connectionString, {});
    await boss.createQueue(QUEUE, { notify: true });
    await boss.stop();
  },

  async producer(connectionString, connections) {
    const boss = await start(connectionString, { max: connections, supervise: false, migrate: false });
    // the pool opens a connection per statement in flight
    await Promise.all(Array.from({ length: connections }, () => boss.getQueue(QUEUE)));
    return {
      batch: (payloads) => boss.insert(QUEUE, payloads.map((data) => ({ data }))),
      one: (payload) => boss.send(QUEUE, payload),
      close: () => boss.stop(),
    };
  },

  async work(connectionString, workers, body) {
    const boss = await start(connectionString, { useListenNotify: true });
    const limited = limiter(workers);
    await boss.work(
      QUEUE,
      { batchSize: FETCH, localConcurrency: FETCHERS, burstWhenBatchFull: true },
      (jobs) => Promise.all(jobs.map((job) => limited(() => body(job.data.n)))),
    );
    return { close: () => boss.stop({ graceful: true, timeout: 60_000 }) };
  },

  async remaining(connectionString) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    const { rows } = await client.query(
      "select count(*)::int as jobs from pgboss.job where name = $1 and state in ('created', 'retry', 'active')",
      [QUEUE],
    );
    await client.end();
    return rows[0].jobs;
  },
});
