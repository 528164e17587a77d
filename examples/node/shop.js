// A small web shop that enqueues its background work in the transactions it already has.
// There is no Awa library here: the functions in schema awa are the whole interface.

/** Creates the shop's own table, the business data that jobs are enqueued beside. */
export async function createShop(client) {
  await client.query(`
    create table if not exists shop_order (
      id bigint generated always as identity primary key,
      customer text not null,
      total_cents int not null check (total_cents > 0)
    )`);
}

/**
 * Stores an order and the job that tells the warehouse about it: both, or neither.
 * `beforeCommit` stands for whatever else the request still has to do; if it throws, nothing has happened.
 */
export async function placeOrder(client, order, warehouseUrl, beforeCommit = async () => {}) {
  await client.query('begin');
  try {
    const { rows: [{ id: orderId }] } = await client.query(
      'insert into shop_order (customer, total_cents) values ($1, $2) returning id',
      [order.customer, order.totalCents],
    );
    // bigint columns arrive as strings in node-postgres: a JavaScript number is exact only up to 2^53.
    const { rows: [job] } = await client.query(
      `select id, outcome, state
         from awa.insert_job(kind => 'deliver_webhook', args => $1, priority => 1, max_attempts => 8)`,
      [{ url: warehouseUrl, body: { event: 'order.placed', order: orderId, ...order } }],
    );
    await beforeCommit();
    await client.query('commit');
    return { orderId, job };
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** Enqueues one delivery for each order in a single round trip; answers come back in the order of the input. */
export async function announceOrders(client, orderIds, url) {
  const jobs = orderIds.map((order) => ({
    kind: 'deliver_webhook',
    args: { url, body: { event: 'order.shipped', order } },
    tags: ['shipping'],
  }));
  // node-postgres turns an array into a PostgreSQL array, so a JSON array has to be sent as text.
  const { rows } = await client.query(
    'select ordinal, id, outcome, state from awa.insert_jobs($1::jsonb)',
    [JSON.stringify(jobs)],
  );
  return rows;
}

/** Asks for payment tomorrow. However often this is called, at most one reminder of an order is waiting. */
export async function remindToPay(client, orderId, url, onConflict = 'existing') {
  const { rows: [job] } = await client.query(
    `select id, outcome, state
       from awa.insert_job(
              kind => 'deliver_webhook',
              args => $1,
              run_at => now() + interval '1 day',
              unique_by => $2)`,
    [
      { url, body: { event: 'payment.reminder', order: orderId } },
      { key: reminderKey(orderId), on_conflict: onConflict },
    ],
  );
  return job;
}

/** The customer has paid: takes the reminder back by the key it was enqueued with; no job id had to be kept. */
export async function cancelReminder(client, orderId) {
  const { rows: [answer] } = await client.query(
    `select id, outcome, state
       from awa.cancel_by_unique_key(kind => 'deliver_webhook', key => $1, reason => 'paid')`,
    [reminderKey(orderId)],
  );
  return answer;
}

/** What an error of Awa means for the caller, told by its SQLSTATE; the text is for people, the code for programs. */
export function meaningOf(error) {
  switch (error.code) {
    case 'AW001':
      return 'our request is wrong: repeating it will not help';
    case 'AW004':
      return 'somebody has enqueued this job already';
    default:
      throw error;
  }
}

function reminderKey(orderId) {
  return `payment.reminder:${orderId}`;
}
