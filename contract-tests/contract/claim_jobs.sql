-- claim_jobs: hands out the next jobs of a queue.
set search_path = tap;
select plan(22);

select has_function('awa', 'claim_jobs', array['uuid', 'text', 'integer', 'jsonb'], 'claim_jobs exists');
select is(pg_get_function_arguments('awa.claim_jobs'::regproc),
  'worker_id uuid, queue text DEFAULT ''default''::text, max_jobs integer DEFAULT 1, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of claim_jobs');
select is(pg_get_function_result('awa.claim_jobs'::regproc),
  'TABLE(claim_id bigint, id bigint, kind text, args jsonb, priority integer, attempt integer, max_attempts integer, '
  'run_at timestamp with time zone, created_at timestamp with time zone, deadline_at timestamp with time zone, '
  'partition integer, ordering_key text, tags text[], metadata jsonb, progress jsonb, failures jsonb, details jsonb)',
  'result of claim_jobs');
select volatility_is('awa', 'claim_jobs', 'volatile', 'claim_jobs is volatile');
select is(executors('claim_jobs'), '{awa_owner,awa_worker}', 'who may call claim_jobs');
select keeps_the_rules('claim_jobs');

-- Errors.
select refuses($$select awa.claim_jobs(null)$$, 'AW001', '%worker_id%', 'an id is needed');
select refuses($$select awa.claim_jobs('00000000-0000-4000-8000-000000000001')$$, 'AW006',
  '%00000000-0000-4000-8000-000000000001%', 'an unknown worker is named');
select refuses($$select awa.claim_jobs(worker(), '')$$, 'AW001', '%queue%', 'an empty queue is refused');
select refuses($$select awa.claim_jobs(worker(), max_jobs => 0)$$, 'AW001', '%max_jobs%0%', 'no jobs are refused');
select refuses($$select awa.claim_jobs(worker(), max_jobs => 1000000)$$, 'AW001', '%max_jobs%1000000%',
  'a million jobs are refused');
select refuses($$select awa.claim_jobs(worker(), opts => '{"fast": true}')$$, 'AW002', '%fast%',
  'an unknown option is named');
select refuses($$select awa.claim_jobs(worker(), opts => '{"async": "yes"}')$$, 'AW001', '%async%yes%',
  'async is a boolean');
begin isolation level repeatable read;
select refuses($$select awa.claim_jobs(worker())$$, 'AW008', '%REPEATABLE READ%', 'REPEATABLE READ is refused');
commit;
begin isolation level serializable;
select refuses($$select awa.claim_jobs(worker())$$, 'AW008', '%SERIALIZABLE%', 'SERIALIZABLE is refused');
commit;
begin isolation level read uncommitted;
select refuses($$select awa.claim_jobs(worker())$$, 'AW008', '%READ UNCOMMITTED%', 'READ UNCOMMITTED is refused');
commit;

select * from finish();
