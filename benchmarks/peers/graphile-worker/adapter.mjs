import { readFileSync } from "node:fs";
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import pg from "pg";
import { serve } from "../common/adapter.mjs";

const TASK = "bench";
const version = JSON.parse(readFileSync("node_modules/graphile-worker/package.json", "utf8")).version;
const logger = new Logger(() => (level, message) => {
  if (level === "error" || level === "warning") {
    console.error(message);
  }
});

async function openPool(connectionString, max) {
  const pool = new pg.Pool({ connectionString, max, idleTimeoutMillis: 0 });
  pool.on("error", (e) => console.error(e));
  pool.on("connect", (client) => client.on("error", (e) => console.error(e)));
  const clients = await Promise.all(Array.from({ length: max }, () => pool.connect()));
  clients.forEach((client) => client.release());
  return pool;
}

await serve({
  name: "graphile-worker",
  version,
  paths: {
    batch: "addJobs",
    single: "addJob",
    work: "local queue of 500, completions batched without delay, concurrency + 2 connections, as its performance page says",
  },

  async setup(connectionString) {
    const utils = await makeWorkerUtils({ connectionString, logger });
    await utils.migrate();
    await utils.release();
  },

  async producer(connectionString, connections) {
    const pgPool = await openPool(connectionString, connections);
    const utils = await makeWorkerUtils({ pgPool, logger });
    return {
      batch: (payloads) => utils.addJobs(payloads.map((payload) => ({ identifier: TASK, payload }))),
      one: (payload) => utils.addJob(TASK, payload),
      async close() {
        await utils.release();
        await pgPool.end();
      },
    };
  },

  async work(connectionString, workers, body) {
    const runner = await run({
      noHandleSignals: true,
      logger,
      taskList: { [TASK]: (payload) => body(payload.n) },
      preset: {
        worker: {
          connectionString,
          concurrentJobs: workers,
          maxPoolSize: Math.max(10, workers + 2),
          localQueue: { size: 500 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
    return { close: () => runner.stop() };
  },

  async remaining(connectionString) {
    const pool = await openPool(connectionString, 1);
    const { rows } = await pool.query("select count(*)::int as jobs from graphile_worker.jobs");
    await pool.end();
    return rows[0].jobs;
  },
});
