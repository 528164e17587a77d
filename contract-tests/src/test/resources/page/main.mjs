// Runs the worker of docs/workers.md. Its clock is slow: a wait of more than a second never ends, so that nothing but a
// notification wakes it.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const real = timers.setTimeout;
timers.setTimeout = (ms, ...more) => (ms > 1000 ? new Promise(() => {}) : real(ms, ...more));
syncBuiltinESMExports();
const { work } = await import("./worker.mjs");

const handlers = {
  greet: async ({ name }, db) => {
    await db.query("insert into greeted values ($1)", [name]);
    return { name };
  },
  stumble: async (args, db) => {
    await db.query("insert into greeted values ('nobody')");
    throw new Error("no card\0 left");
  },
  dawdle: (args, db, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error(console.log("told to stop"))));
    }),
};
await work(process.env.DATABASE_URL, "mail", handlers, { grace: 100 });
process.exit();
