// Enqueues one job: node enqueue.js <kind> [<args as JSON>]
import pg from 'pg';

const [kind, args = '{}'] = process.argv.slice(2);
if (!kind || !process.env.DATABASE_URL) {
  console.error('usage: DATABASE_URL=postgres://... node enqueue.js <kind> [<args as JSON>]');
  process.exit(1);
}
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
try {
  const { rows: [job] } = await client.query('select id, state from awa.insert_job(kind => $1, args => $2)', [kind, args]);
  console.log(`job ${job.id} is ${job.state}`);
} catch (error) {
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await client.end();
}
