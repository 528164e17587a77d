import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { announceOrders, cancelReminder, createShop, meaningOf, placeOrder, remindToPay } from '../shop.js';

const url = 'http://127.0.0.1:9/nobody-works-here';
const databaseUrl = process.env.DATABASE_URL;
assert.ok(databaseUrl, 'DATABASE_URL must name a database that Awa is installed in');

const client = new pg.Client({ connectionString: databaseUrl });
const onlooker = new pg.Client({ connectionString: databaseUrl });

before(async () => {
  await client.connect();
  await onlooker.connect();
  await createShop(client);
});

after(async () => {
  await client.end();
  await onlooker.end();
});

async function ordersOf(customer) {
  const { rows } = await onlooker.query('select id from shop_order where customer = $1', [customer]);
  return rows.map((row) => row.id);
}

async function jobsFor(customer) {
  const { rows } = await onlooker.query(
    `select id, state, priority, max_attempts from awa.jobs where args #>> '{body,customer}' = $1`,
    [customer],
  );
  return rows;
}

async function anOrder() {
  const { rows: [row] } = await client.query(
    `insert into shop_order (customer, total_cents) values ('test', 1) returning id`,
  );
  return row.id;
}

async function failureOf(promise) {
  return promise.then(
    () => assert.fail('no error'),
    (error) => error,
  );
}

test('an order and its job become visible together', async () => {
  const customer = `committed ${process.pid}`;
  let seenBefore;
  const placed = await placeOrder(client, { customer, totalCents: 500 }, url, async () => {
    seenBefore = [await ordersOf(customer), await jobsFor(customer)];
  });

  assert.deepEqual(seenBefore, [[], []]);
  assert.equal(placed.job.outcome, 'inserted');
  assert.deepEqual(await ordersOf(customer), [placed.orderId]);
  assert.deepEqual(await jobsFor(customer), [{ id: placed.job.id, state: 'available', priority: 1, max_attempts: 8 }]);
});

test('a rollback leaves neither the order nor its job', async () => {
  const customer = `rolled back ${process.pid}`;
  const error = await failureOf(placeOrder(client, { customer, totalCents: 500 }, url, async () => {
    throw new Error('card declined');
  }));

  assert.equal(error.message, 'card declined');
  assert.deepEqual(await ordersOf(customer), []);
  assert.deepEqual(await jobsFor(customer), []);
});

test('a batch answers in the order of its input', async () => {
  const orders = ['71', '72', '73', '74', '75'];
  const rows = await announceOrders(client, orders, url);

  assert.deepEqual(rows.map((row) => row.ordinal), [1, 2, 3, 4, 5]);
  assert.ok(rows.every((row) => row.outcome === 'inserted' && row.state === 'available'));
  const { rows: stored } = await client.query(
    `select j.args #>> '{body,order}' as "order", j.tags
       from unnest($1::bigint[]) with ordinality as wanted (id, nr)
       join awa.jobs j on j.id = wanted.id
      order by wanted.nr`,
    [rows.map((row) => row.id)],
  );
  assert.deepEqual(stored, orders.map((order) => ({ order, tags: ['shipping'] })));
});

test('an empty batch is no error', async () => {
  assert.deepEqual(await announceOrders(client, [], url), []);
});

test('the second of two equal reminders finds the first', async () => {
  const order = await anOrder();
  const first = await remindToPay(client, order, url);
  const second = await remindToPay(client, order, url);

  assert.deepEqual(first, { id: first.id, outcome: 'inserted', state: 'scheduled' });
  assert.deepEqual(second, { id: first.id, outcome: 'existing', state: 'scheduled' });
});

test('a reminder is cancelled by its key and can then be enqueued again', async () => {
  const order = await anOrder();
  const first = await remindToPay(client, order, url);

  assert.deepEqual(await cancelReminder(client, order), { id: first.id, outcome: 'cancelled', state: 'cancelled' });
  const again = await remindToPay(client, order, url);
  assert.equal(again.outcome, 'inserted');
  assert.notEqual(again.id, first.id);
});

test('cancelling a reminder that was never enqueued says so', async () => {
  const answer = await cancelReminder(client, await anOrder());
  assert.equal(answer.outcome, 'not_found');
  assert.equal(answer.id, null);
});

test('errors are told apart by SQLSTATE', async () => {
  const order = await anOrder();
  await remindToPay(client, order, url);

  const conflict = await failureOf(remindToPay(client, order, url, 'raise'));
  assert.equal(conflict.code, 'AW004');
  assert.match(meaningOf(conflict), /already/);

  const invalid = await failureOf(client.query(`select awa.insert_job(kind => 'deliver_webhook', priority => 9)`));
  assert.equal(invalid.code, 'AW001');
  assert.match(invalid.message, /9/);
  assert.ok(invalid.hint);
  assert.match(meaningOf(invalid), /wrong/);

  const foreign = await failureOf(client.query('select 1 / 0'));
  assert.throws(() => meaningOf(foreign), { code: '22012' });
});

async function vectors(name) {
  const file = new URL(`../../../contract-tests/vectors/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, 'utf8')).vectors;
}

test('unique keys are the ones that every language gets', async () => {
  for (const vector of await vectors('unique-vectors')) {
    const { rows: [row] } = await client.query(
      `select encode(awa.unique_key(
                kind => $1, queue => $2, args => $3::jsonb, period_start => $4, key => $5), 'hex') as key`,
      [vector.kind, vector.queue, vector.args_text, vector.period_start, vector.key],
    );
    assert.equal(row.key, vector.unique_key_hex, JSON.stringify(vector));
  }
});

test('ordering keys go to the partitions that every language gets', async () => {
  for (const vector of await vectors('ordering-vectors')) {
    const key = Buffer.from(vector.key_utf8_hex, 'hex').toString('utf8');
    const { rows: [row] } = await client.query(
      `select awa.ordering_hash($1) as hash,
              awa.partition_for_key($1, 4) as of_4,
              awa.partition_for_key($1, 8) as of_8,
              awa.partition_for_key($1, 1000) as of_1000`,
      [key],
    );
    assert.deepEqual(
      { ...row, hash: BigInt(row.hash) },
      {
        hash: BigInt(`0x${vector.hash_hex}`),
        of_4: vector.partition_of_4,
        of_8: vector.partition_of_8,
        of_1000: vector.partition_of_1000,
      },
      JSON.stringify(vector),
    );
  }
});

test('the walk through runs from beginning to end', () => {
  const walk = spawnSync(process.execPath, ['main.js'], { cwd: new URL('..', import.meta.url), encoding: 'utf8' });
  assert.equal(walk.status, 0, walk.stderr);
  assert.match(walk.stdout, /^order \d+ and job \d+ \(available\) were committed together$/m);
  assert.match(walk.stdout, /^card declined: neither the order nor its job exists$/m);
  assert.match(walk.stdout, /^reminder: job (\d+) inserted, then job \1 existing$/m);
  assert.match(walk.stdout, /^AW004: /m);
  assert.match(walk.stdout, /^reminder \d+ is cancelled$/m);
  assert.match(walk.stdout, /^AW001: /m);
});

test('enqueue.js enqueues one job and reports a refused one', () => {
  const enqueue = (...args) =>
    spawnSync(process.execPath, ['enqueue.js', ...args], { cwd: new URL('..', import.meta.url), encoding: 'utf8' });

  const accepted = enqueue('deliver_webhook', JSON.stringify({ url }));
  assert.equal(accepted.status, 0, accepted.stderr);
  assert.match(accepted.stdout, /^job \d+ is available$/m);

  const refused = enqueue('x'.repeat(10_000));
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /^AW00\d: /m);
});
