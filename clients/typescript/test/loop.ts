// A worker in little more than the module's own types, as docs/workers.md tells the loop.
import pg from "pg";
import * as awa from "../src/awa.js";

/** Does what a kind of job is about; what it returns is kept as the job's result. */
export type Handler = (job: awa.ClaimJobsRow, signal: AbortSignal) => Promise<unknown>;

export interface Worker {
  /** For claims, settles and heartbeats; its size is what handlers leave of it, and one. */
  pool: pg.Pool;
  /** A session of its own, to sleep and be woken on. */
  ears: pg.Client;
  queue: string;
  handlers: ReadonlyMap<string, Handler>;
  /** Ends the loop when it is aborted; what runs is finished first. */
  stop: AbortSignal;
}

export async function work({ pool, ears, queue, handlers, stop }: Worker): Promise<void> {
  await awa.checkContract(pool, { version: awa.CONTRACT_VERSION });
  await ears.query("listen awa");
  const { worker_id: workerId, heartbeat_ms } = await awa.registerWorker(pool, {
    name: "loop",
    queues: [queue],
    opts: { heartbeat_every: "1 s", kinds: [...handlers.keys()] },
  });
  const running = new Map<awa.Bigint, AbortController>();

  const beat = async (): Promise<void> => {
    const { stop_job_ids } = await awa.heartbeat(pool, { workerId });
    stop_job_ids.forEach((id) => running.get(id)?.abort());
    await awa.tick(pool);
  };
  const pulse = setInterval(() => void beat(), heartbeat_ms);

  const run = async (job: awa.ClaimJobsRow): Promise<void> => {
    const settled = { workerId, claimId: job.claim_id, jobIds: [job.id] };
    const handler = handlers.get(job.kind);
    if (handler === undefined) {
      await awa.releaseJobs(pool, settled);
      return;
    }
    const controller = new AbortController();
    running.set(job.id, controller);
    try {
      const result = await handler(job, controller.signal);
      await awa.completeJobs(pool, { ...settled, results: [result ?? null] });
    } catch (error) {
      if (error instanceof awa.LeaseLostError) {
        return; // somebody else's by now
      }
      await awa.failJobs(pool, { ...settled, errors: [String(error)], opts: { on_lost: "report" } });
    } finally {
      running.delete(job.id);
    }
  };

  let pending: string | null = null;
  try {
    while (!stop.aborted) {
      const jobs = await awa.claimJobs(pool, { workerId, queue, maxJobs: 10, opts: { async: true } });
      await Promise.all(jobs.map(run));
      if (jobs.length > 0) {
        continue;
      }
      const asleep: awa.SleepUntilWorkRow = await awa.sleepUntilWork(ears, { workerId, queues: [queue], pending });
      if (!asleep.has_work) {
        await notified(ears, asleep.wait_ms, stop);
      }
      const awake: awa.SleepUntilWorkRow = await awa.sleepUntilWork(ears, {
        workerId,
        queues: [],
        pending: asleep.pending_after,
      });
      pending = awake.pending_after;
    }
  } finally {
    clearInterval(pulse);
    await awa.deregisterWorker(pool, { workerId });
  }
}

/** Waits for a notification, or so many milliseconds. */
function notified(ears: pg.Client, ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      ears.off("notification", done);
      stop.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    ears.on("notification", done);
    stop.addEventListener("abort", done);
  });
}
