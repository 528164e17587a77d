// Enqueues the jobs of jobs.json through the module that was generated.
import assert from "node:assert/strict";
import pg from "pg";
import * as jobs from "./jobs.js";

const client = new pg.Client({ connectionString: process.env["DATABASE_URL"] });
await client.connect();

const options = { tags: ["typescript"], opts: { validate: true } };
const email: jobs.SendEmailArgs = {
  to: ["a@example.com", "b@example.com"],
  subject: '"Hällo" \\ 漢字',
  body: { text: "t", html: "<p>" },
  priority: "very-high",
  send_after: new Date("2030-01-31T08:00:00Z").toISOString().replace(".000", ""),
  reply_to: "c@example.com",
  headers: { "X-A": "1" },
  attachments: [
    { name: "a.txt", size: 12345678901 },
    { name: "b.txt", size: 0, inline: true },
  ],
};
const tree: jobs.TreeArgs = {
  label: "root",
  children: [{ label: "leaf", children: [] }],
  left: { label: "left", children: [] },
};

const { outcome } = await jobs.insertSendEmailJob(client, email, options);
assert.equal(outcome, "inserted");
await jobs.insertSendEmailJob(
  client,
  { to: ["a@example.com"], subject: "", body: { text: "t" }, priority: undefined },
  options,
);
await jobs.insertBillingChargeOrderJob(
  client,
  {
    order: 7,
    amount: 12.5,
    customer: { name: "Ada", größe: "XL" },
    note: null,
    currency: "EUR",
    lines: [{ price: { cents: 1250 }, list: [[1.5, null], []] }],
    extra: { any: [1, null, "x"] },
    class: "first",
    hashCode: 1,
    userId: "6f1c7a4e-7b0a-4c2f-9a51-0e8d2f6a1b3c",
    due: "2030-02-28",
    "ship to": { name: "Bob" },
  },
  options,
);
await jobs.insertTreeJob(client, tree, options);
await jobs.insertStringJob(client, "text", options);
await jobs.insertListJob(client, [1, 2, 3], options);
await jobs.insertInsertJob(client, {}, options);
await jobs.insertInsertJob(client, { dry_run: false, insert: { value: [1] } }, options);
await jobs.insertAnythingJob(client, { a: [1, null] }, options);

await assert.rejects(jobs.insertInsertJob(client, { limit: 0 }, options), jobs.InvalidArgsError);
await assert.rejects(jobs.insertStringJob(client, "", options), { sqlState: "AW011" });
// What a worker makes of them: whoever has looked at the kind of a job knows its args.
const queue = "decoded by typescript";
const [first] = await jobs.insertJobs(client, {
  jobs: [
    jobs.newTreeJob(tree, { queue }),
    jobs.newPaymentJob({ method: { type: "card", number: "4242" }, tries: 2, capture: "auto", steps: ["hold"] }, { queue }),
    { kind: "nobody's", queue },
  ],
});
assert.equal(first?.outcome, "inserted");
const { worker_id: workerId } = await jobs.registerWorker(client, { queues: [queue] });
const told: string[] = [];
for (const row of await jobs.claimJobs(client, { workerId, queue, maxJobs: 10 })) {
  if (row.kind === "nobody's") {
    assert.throws(() => jobs.claimedJob(row), jobs.UnknownKindError);
    continue;
  }
  const job = jobs.claimedJob(row);
  switch (job.kind) {
    case jobs.KINDS.tree:
      told.push(job.args.label);
      break;
    case "payment":
      told.push(job.args.method.type === "card" ? job.args.method.number : job.args.method.iban);
      break;
    default:
      assert.fail(job.kind);
  }
}
assert.deepEqual(told, ["root", "4242"]);
await jobs.deregisterWorker(client, { workerId });
await client.end();

// @ts-expect-error a number is no text
export const subject: jobs.SendEmailArgs = { to: [], subject: 7, body: { text: "" } };
// @ts-expect-error what is needed is missing
export const body: jobs.SendEmailArgs = { to: [], subject: "" };
// @ts-expect-error there is no such choice
export const priority: jobs.SendEmailArgs = { to: [], subject: "", body: { text: "" }, priority: "medium" };
// @ts-expect-error there is no such field
export const cc: jobs.SendEmailArgs = { to: [], subject: "", body: { text: "" }, cc: [] };
// @ts-expect-error within an object, too
export const size: jobs.SendEmailArgs = { to: [], subject: "", body: { text: "" }, attachments: [{ name: "a", size: "1" }] };
// @ts-expect-error there is no such number
export const tries: jobs.PaymentArgs = { method: { type: "sepa", iban: "DE" }, tries: 4 };
// @ts-expect-error what belongs to another form
export const form: jobs.PaymentArgs = { method: { type: "sepa", number: "4242" }, tries: 1 };
// @ts-expect-error there is no such kind
export const kind: jobs.Kind = "nobody's";
