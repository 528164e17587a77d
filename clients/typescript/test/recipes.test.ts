// The recipes of docs/recipes.md, and what they come to. What stands between "recipe" and "end" is on that page.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
// recipe: setup
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import copyStreams from "pg-copy-streams";
import * as awa from "../src/awa.js";

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });

async function transaction<T>(work: (db: pg.PoolClient) => Promise<T>): Promise<T> {
  const db = await pool.connect();
  try {
    await db.query("begin");
    const result = await work(db);
    await db.query("commit");
    return result;
  } catch (error) {
    await db.query("rollback");
    throw error;
  } finally {
    db.release();
  }
}
// end

// recipe: outbox
async function placeOrder(order: string, item: string): Promise<void> {
  await transaction(async (db) => {
    await db.query("insert into orders (id, item) values ($1, $2)", [order, item]);
    await awa.insertJob(db, { kind: "ship_order", args: { order } });
    await db.query("update stock set amount = amount - 1 where item = $1", [item]);
  });
}
// end

// recipe: webhook
const everyState: awa.JobState[] = [
  "pending", "scheduled", "available", "blocked", "running", "retryable", "waiting_external",
  "completed", "failed", "cancelled",
];

async function receive(event: { id: string }): Promise<awa.InsertJobRow> {
  return awa.insertJob(pool, {
    kind: "webhook_event",
    args: event,
    uniqueBy: { key: event.id, states: everyState },
    opts: { keep: "7 days" },
  });
}
// end

// recipe: debounce
async function pageChanged(page: string, revision: number): Promise<awa.InsertJobRow> {
  return awa.insertJob(pool, {
    kind: "reindex",
    args: { page, revision },
    runAt: new Date(Date.now() + 10_000),
    uniqueBy: {
      args: ["page"],
      states: ["scheduled", "available", "blocked", "retryable"],
      on_conflict: "replace",
    },
  });
}
// end

// recipe: order
async function syncCustomer(customer: string, change: number): Promise<awa.InsertJobRow> {
  return awa.insertJob(pool, {
    kind: "sync_customer",
    args: { customer, change },
    orderingKey: customer,
    opts: { concurrency_key: customer },
  });
}
// end

// recipe: fan-out
async function printBook(book: string, pages: number[]): Promise<awa.InsertJobRow> {
  return transaction(async (db) => {
    const parts = await awa.insertMany(db, { kind: "render_page", args: pages.map((page) => ({ book, page })) });
    const parents = parts.map((part) => Number(part.id));
    return awa.insertJob(db, { kind: "bind_book", args: { book, parts: parents }, opts: { parents } });
  });
}
// end

// recipe: bulk
async function importRows(db: pg.ClientBase, rows: Iterable<unknown>): Promise<number> {
  function* lines() {
    for (const row of rows) {
      yield `import_row,imports,"${JSON.stringify(row).replaceAll('"', '""')}"\n`;
    }
  }
  const copy = db.query(copyStreams.from("copy awa.new_jobs (kind, queue, args) from stdin (format csv)"));
  await pipeline(Readable.from(lines()), copy);
  return copy.rowCount;
}
// end

describe("recipes", () => {
  /** Part of every name, so that the tests may run on one database again. */
  const run = randomUUID();
  let worker: string;

  before(async () => {
    await pool.query(readFileSync(new URL("../../../conformance/shop.sql", import.meta.url), "utf8"));
    worker = (await awa.registerWorker(pool, { name: "recipes" })).worker_id!;
  });

  after(async () => {
    await awa.deregisterWorker(pool, { workerId: worker });
    await pool.end();
  });

  /** Claims what waits; of that, the jobs with these ids. */
  async function claim(...ids: (awa.Bigint | null)[]): Promise<awa.ClaimJobsRow[]> {
    const claimed = await awa.claimJobs(pool, { workerId: worker, maxJobs: 10_000 });
    return claimed.filter((job) => ids.includes(job.id));
  }

  async function complete(job: awa.ClaimJobsRow, result?: unknown): Promise<void> {
    const settled = await awa.completeJobs(pool, {
      workerId: worker, claimId: job.claim_id!, jobIds: [job.id!], results: [result ?? null],
    });
    assert.equal(settled.settled, 1);
  }

  async function fail(job: awa.ClaimJobsRow, final: boolean): Promise<void> {
    const [failed] = await awa.failJobs(pool, {
      workerId: worker, claimId: job.claim_id!, jobIds: [job.id!], errors: ["no paper"], retryAfter: "0 s", final,
    });
    assert.equal(failed!.outcome, final ? "failed" : "retryable");
  }

  async function get(id: awa.Bigint | null): Promise<awa.GetJobRow> {
    const [job] = await awa.getJob(pool, { jobId: id! });
    assert.ok(job, `there is no job ${id}`);
    return job;
  }

  /** The states of the jobs of a kind with these args, in the order of their ids. */
  async function states(kind: string, args: unknown): Promise<string[]> {
    const { rows } = await pool.query<{ state: string }>(
      "select state from awa.jobs where kind = $1 and args @> $2 order by id", [kind, JSON.stringify(args)],
    );
    return rows.map((row) => row.state);
  }

  async function orders(item: string): Promise<string[]> {
    const { rows } = await pool.query<{ id: string }>("select id from orders where item = $1", [item]);
    return rows.map((row) => row.id);
  }

  test("outbox: an order and its job are there together, or neither is", async () => {
    const [item, first, second] = [`lamp ${run}`, `first ${run}`, `second ${run}`];
    await pool.query("insert into stock (item, amount) values ($1, 1)", [item]);

    await placeOrder(first, item);
    assert.deepEqual(await orders(item), [first]);
    assert.deepEqual(await states("ship_order", { order: first }), ["available"]);

    await assert.rejects(placeOrder(second, item), { code: "23514" });
    assert.deepEqual(await orders(item), [first]);
    assert.deepEqual(await states("ship_order", { order: second }), []);
  });

  test("webhook: an event makes one job, also when that has ended", async () => {
    const event = { id: `evt ${run}` };
    const first = await receive(event);
    assert.equal(first.outcome, "inserted");
    const again = await receive(event);
    assert.deepEqual([again.outcome, again.id, again.state], ["existing", first.id, "available"]);

    const [job] = await claim(first.id);
    await complete(job!);
    const late = await receive(event);
    assert.deepEqual([late.outcome, late.id, late.state], ["existing", first.id, "completed"]);
    assert.deepEqual(await states("webhook_event", event), ["completed"]);
    assert.deepEqual((await get(first.id)).options, { keep: 604800 });
  });

  test("debounce: the last change wins, and one that comes while the job runs is not lost", async () => {
    const page = `page ${run}`;
    const first = await pageChanged(page, 1);
    assert.deepEqual([first.outcome, first.state], ["inserted", "scheduled"]);
    const second = await pageChanged(page, 2);
    assert.deepEqual([second.outcome, second.id, second.state], ["replaced", first.id, "scheduled"]);
    assert.ok(second.due_at! > first.due_at!);
    assert.deepEqual((await get(first.id)).args, { page, revision: 2 });

    await awa.rescheduleJob(pool, { jobId: first.id, runAt: new Date(0) });
    const [running] = await claim(first.id);
    assert.deepEqual(running!.args, { page, revision: 2 });
    const third = await pageChanged(page, 3);
    assert.equal(third.outcome, "inserted");
    assert.deepEqual(await states("reindex", { page }), ["running", "scheduled"]);
    assert.deepEqual((await get(third.id)).args, { page, revision: 3 });
    await complete(running!);
  });

  test("order: one after the other for a customer, and beside other customers", async () => {
    const [ada, bob] = [`ada ${run}`, `bob ${run}`];
    const first = (await syncCustomer(ada, 1)).id;
    const second = (await syncCustomer(ada, 2)).id;
    const other = (await syncCustomer(bob, 1)).id;

    const started = await claim(first, second, other);
    assert.deepEqual(started.map((job) => job.id), [first, other]);
    assert.equal((await get(second)).state, "blocked");

    await fail(started[0]!, false);
    const [retried, ...overtaking] = await claim(first, second);
    assert.deepEqual([retried!.id, retried!.attempt, overtaking], [first, 2, []]);

    await complete(retried!);
    const [next] = await claim(second);
    assert.deepEqual(next!.args, { customer: ada, change: 2 });
    await complete(next!);
    await complete(started[1]!);
  });

  test("fan-out: the book is bound when all pages are there", async () => {
    const book = `book ${run}`;
    const whole = await printBook(book, [1, 2, 3]);
    assert.equal(whole.state, "pending");
    const { parts } = (await get(whole.id)).args as { parts: number[] };

    const pages = await claim(whole.id, ...parts.map(String));
    assert.deepEqual(pages.map((job) => job.args), [1, 2, 3].map((page) => ({ book, page })));
    await complete(pages[2]!, "page 3");
    await complete(pages[0]!, "page 1");
    assert.equal((await get(whole.id)).state, "pending");
    await complete(pages[1]!, "page 2");

    const [binding] = await claim(whole.id);
    assert.deepEqual(binding!.args, { book, parts });
    const rendered = await Promise.all(parts.map(async (id) => (await get(String(id))).result));
    assert.deepEqual(rendered, ["page 1", "page 2", "page 3"]);
    await complete(binding!);
  });

  test("fan-out: a page that fails for good cancels the book", async () => {
    const whole = await printBook(`torn ${run}`, [1, 2]);
    const { parts } = (await get(whole.id)).args as { parts: number[] };

    const [page] = await claim(String(parts[0]));
    await fail(page!, true);

    const cancelled = await get(whole.id);
    assert.deepEqual([cancelled.state, cancelled.reason], ["cancelled", `parent ${parts[0]} is failed`]);
  });

  test("bulk: all rows become jobs when the transaction commits, or none", async () => {
    const rows = Array.from({ length: 500 }, (_, line) => ({ run, line, text: `"${line}", \\ \n\t'ä 漢'` }));

    assert.equal(await transaction((db) => importRows(db, rows)), 500);
    const { rows: jobs } = await pool.query<{ args: unknown; state: string }>(
      "select args, state from awa.jobs where queue = 'imports' and args ->> 'run' = $1 order by id", [run],
    );
    assert.deepEqual(jobs, rows.map((args) => ({ args, state: "available" })));

    const tooLarge = { run: `${run} again`, text: "x".repeat(2 ** 21) };
    await assert.rejects(transaction((db) => importRows(db, [{ run: tooLarge.run }, tooLarge])), { code: "AW003" });
    assert.deepEqual(await states("import_row", { run: tooLarge.run }), []);
  });
});
