// The calls go through another driver by an adapter of two lines, which the README shows.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import postgres from "postgres";
import * as awa from "../src/awa.js";

const queryable = (sql: postgres.ISql): awa.Queryable => ({
  query: async ({ text, values }) => ({ rows: await sql.unsafe(text, values as postgres.SerializableParameter[]) }),
});

const sql = postgres(process.env["DATABASE_URL"] ?? "");

after(() => sql.end());

test("args, batches and answers are what pg makes of them", async () => {
  const args = { to: "a@example.com", n: [1, null], text: '"' };
  const inserted = await sql.begin((tx) =>
    awa.insertJob(queryable(tx), { kind: "x", args, tags: ["a", "b"], runAt: new Date("2099-01-31T08:00:00Z") }),
  );
  assert.equal(inserted.outcome, "inserted");
  assert.equal(inserted.state, "scheduled");
  const [job] = await awa.getJob(queryable(sql), { jobId: inserted.id });
  assert.deepEqual(job?.args, args);
  assert.deepEqual(job?.tags, ["a", "b"]);
  assert.equal(job?.run_at.toISOString(), "2099-01-31T08:00:00.000Z");

  const many = await awa.insertMany(queryable(sql), { kind: "x", args: [args, "text", 1, null], queue: "postgresjs" });
  assert.equal(many.length, 4);
  const { worker_id: workerId } = await awa.registerWorker(queryable(sql), { queues: ["postgresjs"] });
  const claimed = await awa.claimJobs(queryable(sql), { workerId, queue: "postgresjs", maxJobs: 10 });
  assert.deepEqual(
    claimed.map((each) => each.args),
    [args, "text", 1, {}],
  );
  const [first] = claimed;
  assert.ok(first);
  const { settled, lost_ids } = await awa.completeJobs(queryable(sql), {
    workerId,
    claimId: first.claim_id,
    jobIds: claimed.map((each) => each.id),
    results: claimed.map((each) => each.args),
  });
  assert.equal(settled, 4);
  assert.deepEqual(lost_ids, []);
  await awa.deregisterWorker(queryable(sql), { workerId });
});

test("a rollback undoes a call, and errors are those of the contract", async () => {
  let id = "";
  await assert.rejects(
    sql.begin(async (tx) => {
      ({ id } = await awa.insertJob(queryable(tx), { kind: "x", queue: "undone" }));
      await awa.insertJob(queryable(tx), { kind: "x", priority: 9 });
    }),
    (error) => error instanceof awa.InvalidArgumentError && error.sqlState === "AW001" && error.hint !== undefined,
  );
  assert.equal((await awa.getJob(queryable(sql), { jobId: id })).length, 0);
});
