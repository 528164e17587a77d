// A walk through the producer's side of Awa: node main.js
// DATABASE_URL names a database that Awa is installed in (`./awa dev` prints one), WEBHOOK_URL where to deliver to.
import pg from 'pg';
import { announceOrders, cancelReminder, createShop, meaningOf, placeOrder, remindToPay } from './shop.js';

const databaseUrl = process.env.DATABASE_URL;
if (!databaseUrl) {
  console.error('Set DATABASE_URL to a database that Awa is installed in; `./awa dev` starts one and prints its URL.');
  process.exit(1);
}
const url = process.env.WEBHOOK_URL ?? 'http://127.0.0.1:15480/orders';

const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
try {
  await createShop(client);

  const { orderId, job } = await placeOrder(client, { customer: 'Ada', totalCents: 4200 }, url);
  console.log(`order ${orderId} and job ${job.id} (${job.state}) were committed together`);

  await placeOrder(client, { customer: 'Bob', totalCents: 100 }, url, async () => {
    throw new Error('card declined');
  }).catch((error) => console.log(`${error.message}: neither the order nor its job exists`));

  const announced = await announceOrders(client, [orderId, orderId, orderId], url);
  console.log(`one round trip enqueued jobs ${announced.map((row) => row.id).join(', ')}`);

  const first = await remindToPay(client, orderId, url);
  const second = await remindToPay(client, orderId, url);
  console.log(`reminder: job ${first.id} ${first.outcome}, then job ${second.id} ${second.outcome}`);

  await remindToPay(client, orderId, url, 'raise').catch((error) =>
    console.log(`${error.code}: ${meaningOf(error)} (${error.message})`));

  const cancelled = await cancelReminder(client, orderId);
  console.log(`reminder ${cancelled.id} is ${cancelled.state}`);

  await client.query(`select * from awa.insert_job(kind => 'deliver_webhook', priority => 9)`).catch((error) =>
    console.log(`${error.code}: ${meaningOf(error)} (${error.message})`));
} finally {
  await client.end();
}
