// The loop works, and is written without telling the compiler what it does not know.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import pg from "pg";
import * as awa from "../src/awa.js";
import { type Handler, work } from "./loop.js";

const config = { connectionString: process.env["DATABASE_URL"] };
const pool = new pg.Pool(config);
const ears = new pg.Client(config);

before(() => ears.connect());

after(async () => {
  await ears.end();
  await pool.end();
});

test("a worker of a page does each job", { timeout: 60_000 }, async () => {
  const queue = "loop-of-typescript";
  const stop = new AbortController();
  const done: unknown[] = [];
  const finished = (what: unknown): void => {
    done.push(what);
    if (done.length === 3) {
      stop.abort();
    }
  };
  const handlers = new Map<string, Handler>([
    [
      "add",
      async ({ args, attempt }) => {
        if (attempt === 1) {
          throw new Error("not yet");
        }
        finished(args);
        return { attempt };
      },
    ],
    ["note", async ({ args }) => finished(args)],
  ]);
  const retried = await awa.insertJob(pool, {
    kind: "add",
    args: { n: 1 },
    queue,
    opts: { backoff: { kind: "fixed", base: 0.01 } },
  });
  await awa.insertJob(pool, { kind: "note", args: { n: 2 }, queue });

  const worker = work({ pool, ears, queue, handlers, stop: stop.signal });
  const jobs: awa.NewJob[] = [{ kind: "note", args: { n: 3 }, queue, run_at: new Date(Date.now() + 50) }];
  const [later] = await awa.insertJobs(pool, { jobs });
  await worker;

  assert.deepEqual(new Set(done.map((args) => JSON.stringify(args))), new Set(['{"n":1}', '{"n":2}', '{"n":3}']));
  assert.equal(later?.outcome, "inserted");
  const [job] = await awa.getJob(pool, { jobId: retried.id });
  assert.equal(job?.state, "completed");
  assert.deepEqual(job?.result, { attempt: 2 });
});

test("nothing in it is asserted or cast", () => {
  const source = readFileSync(new URL("../../test/loop.ts", import.meta.url), "utf8");
  const code = source.replace(/\/\/.*|\/\*[^]*?\*\//g, "");

  assert.match(code, /registerWorker[^]*claimJobs[^]*sleepUntilWork[^]*deregisterWorker/);
  assert.doesNotMatch(code, /[\w)\]]!(?!=)|\bas (?!awa\b)|\bany\b|@ts-/);
});

test("a typing error does not compile", () => {
  const isNew = (row: awa.InsertJobRow): boolean =>
    // @ts-expect-error there is no such outcome
    row.outcome === "insrted";
  // @ts-expect-error there is no such option
  const timeout: awa.JobOptions = { timout: "5 s" };
  // @ts-expect-error nor such a value
  const conflict: awa.UniqueBy = { on_conflict: "ignore" };
  // @ts-expect-error what is needed is missing
  const job: awa.NewJob = { args: {} };
  // @ts-expect-error a field of a nested object
  const backoff: awa.NewJob = { kind: "x", opts: { backoff: { bse: "1 s" } } };
  // @ts-expect-error a function that takes none
  const none: awa.TickParams = { opts: { fast: true } };
  // @ts-expect-error a key that a queue does not have
  const settings: awa.ConfigureQueueParams = { queue: "x", settings: { partition: 2 } };
  // @ts-expect-error it may be null
  const due: Date = ({} as awa.ClaimJobsRow).deadline_at;
  assert.ok([isNew, timeout, conflict, job, backoff, none, settings, due]);
});
