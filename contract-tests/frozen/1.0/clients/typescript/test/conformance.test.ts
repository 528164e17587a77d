// Runs the cases that every client has to pass, through the generated module.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import * as awa from "../src/awa.js";

interface Step {
  call: string;
  args?: Record<string, unknown>;
  row?: Record<string, unknown>;
  rows?: Record<string, unknown>[];
  value?: unknown;
  error?: string;
  save?: Record<string, string>;
}

interface Case {
  name: string;
  steps: Step[];
}

type Verb = (db: awa.Queryable, args: unknown) => Promise<unknown>;

const file = new URL("../../../conformance/cases.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: Case[] };
const verbs = awa as unknown as Record<string, Verb | undefined>;

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What the file says in the types of the module; inside of JSON an id is a number. */
function given(value: unknown, saved: Map<string, unknown>, inJson: boolean): unknown {
  if (typeof value === "string") {
    if (value.startsWith("$")) {
      const kept = saved.get(value.slice(1));
      return inJson ? Number(kept) : kept;
    }
    return !inJson && value.startsWith("hex:") ? Buffer.from(value.slice(4), "hex") : value;
  }
  if (Array.isArray(value)) {
    return value.map((each) => given(each, saved, inJson));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, given(each, saved, true)]));
  }
  return value;
}

/** An answer as the file would say it. */
function seen(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return "hex:" + Buffer.from(value).toString("hex");
  }
  if (value instanceof Date) {
    return value.toISOString().replace(".000Z", "Z");
  }
  return value;
}

function check(actual: unknown, expected: unknown, saved: Map<string, unknown>, what: string): void {
  const wanted = typeof expected === "string" && expected.startsWith("$") ? seen(saved.get(expected.slice(1))) : expected;
  const have = seen(actual);
  if (typeof wanted === "number" && typeof have === "string") {
    assert.equal(Number(have), wanted, what);
  } else {
    assert.deepEqual(have, wanted, what);
  }
}

function checkRow(actual: unknown, expected: Record<string, unknown>, saved: Map<string, unknown>): void {
  for (const [column, value] of Object.entries(expected)) {
    check((actual as Record<string, unknown>)[column], value, saved, column);
  }
}

async function run(db: pg.PoolClient, step: Step, saved: Map<string, unknown>): Promise<void> {
  const verb = verbs[camel(step.call)];
  assert.ok(verb, `there is no ${step.call}`);
  const args = Object.fromEntries(
    Object.entries(step.args ?? {}).map(([name, value]) => [camel(name), given(value, saved, false)]),
  );
  let answer: unknown;
  try {
    answer = await verb(db, args);
  } catch (error) {
    assert.ok(error instanceof awa.AwaError, String(error));
    assert.equal(error.sqlState, step.error, error.message);
    assert.ok(error.hint);
    return;
  }
  assert.equal(step.error, undefined, "an error was expected");
  if ("value" in step) {
    check(answer, step.value, saved, step.call);
  }
  if (step.row) {
    checkRow(answer, step.row, saved);
  }
  if (step.rows) {
    assert.ok(Array.isArray(answer));
    assert.equal(answer.length, step.rows.length);
    step.rows.forEach((row, i) => checkRow((answer as unknown[])[i], row, saved));
  }
  for (const [name, column] of Object.entries(step.save ?? {})) {
    const first = Array.isArray(answer) ? (answer as unknown[])[0] : answer;
    saved.set(name, (first as Record<string, unknown>)[column]);
  }
}

describe("conformance", () => {
  const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] });
  let db: pg.PoolClient;

  before(async () => {
    db = await pool.connect();
  });

  after(async () => {
    db.release();
    await pool.end();
  });

  for (const each of cases) {
    test(each.name, async () => {
      await db.query("begin");
      try {
        const saved = new Map<string, unknown>();
        for (const step of each.steps) {
          await run(db, step, saved);
        }
      } finally {
        await db.query("rollback");
      }
    });
  }
});
