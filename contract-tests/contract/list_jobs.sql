-- list_jobs: the newest jobs of a queue in one state.
set search_path = tap;
select plan(26);

select has_function('awa', 'list_jobs', array['text', 'text', 'integer', 'jsonb'], 'list_jobs exists');
select is(pg_get_function_arguments('awa.list_jobs'::regproc),
  'queue text, state text, max_jobs integer DEFAULT 50, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of list_jobs');
select is(pg_get_function_result('awa.list_jobs'::regproc),
  'TABLE(id bigint, kind text, queue_name text, partition integer, priority integer, job_state text, attempt integer, '
  'max_attempts integer, run_at timestamp with time zone, created_at timestamp with time zone, '
  'attempted_at timestamp with time zone, finalized_at timestamp with time zone, worker_id uuid, args jsonb, '
  'ordering_key text, unique_key bytea, tags text[], metadata jsonb, progress jsonb, failures jsonb, result jsonb, '
  'reason text, options jsonb, details jsonb)',
  'result of list_jobs');
select is(
  replace(replace(pg_get_function_result('awa.list_jobs'::regproc), 'queue_name', 'queue'), 'job_state', 'state'),
  pg_get_function_result('awa.get_job'::regproc),
  'get_job answers with the same columns, but for two names');
select volatility_is('awa', 'list_jobs', 'stable', 'list_jobs is stable');
select is(executors('list_jobs'), '{awa_observer,awa_operator,awa_owner}', 'who may call list_jobs');
select keeps_the_rules('list_jobs');

-- Errors.
select refuses($$select awa.list_jobs(null, 'running')$$, 'AW001', '%queue%null%', 'a queue is needed');
select refuses($$select awa.list_jobs('', 'running')$$, 'AW001', '%queue%', 'an empty name is refused');
select refuses($$select awa.list_jobs(repeat('q', 201), 'running')$$, 'AW003', '%queue%', 'a name of 201 letters is refused');
select refuses($$select awa.list_jobs('q', null)$$, 'AW001', '%state%null%', 'a state is needed');
select refuses($$select awa.list_jobs('q', 'done')$$, 'AW001', '%state%done%', 'it must be one of a job''s');
select refuses($$select awa.list_jobs('q', 'Running')$$, 'AW001', '%state%Running%', 'letter by letter');
select refuses($$select awa.list_jobs('q', 'running', 0)$$, 'AW001', '%max_jobs%0%', 'no job is too few');
select refuses($$select awa.list_jobs('q', 'running', -1)$$, 'AW001', '%max_jobs%-1%', 'a negative number, too');
select refuses($$select awa.list_jobs('q', 'running', 1001)$$, 'AW001', '%max_jobs%1001%', '1001 are too many');
select refuses($$select awa.list_jobs('q', 'running', opts => '{"newest": true}')$$, 'AW002', '%newest%',
  'an unknown option is named');
select refuses($$select awa.list_jobs('q', 'running', opts => '7')$$, 'AW001', '%7%', 'options are an object');

select is_empty($$
  select j.*
  from unnest('{scheduled,available,running,completed,retryable,failed,cancelled,waiting_external}'::text[]) s,
    awa.list_jobs('nobody knows it', s) j$$, 'an unknown queue has no jobs in any state');
select lives_ok($$select awa.list_jobs('q', 'running', null, null)$$, 'null is the default');

select * from finish();
