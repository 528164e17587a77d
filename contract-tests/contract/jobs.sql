-- View jobs: one honest row per job.
set search_path = tap;
select plan(5);

select is(
  (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
   from pg_catalog.pg_attribute where attrelid = 'awa.jobs'::regclass and attnum > 0 and not attisdropped),
  'id bigint, kind text, queue text, partition integer, priority integer, state text, attempt integer, '
  'max_attempts integer, run_at timestamp with time zone, created_at timestamp with time zone, '
  'attempted_at timestamp with time zone, finalized_at timestamp with time zone, worker_id uuid, args jsonb, '
  'ordering_key text, unique_key bytea, tags text[], metadata jsonb, progress jsonb, failures jsonb, result jsonb, '
  'reason text, options jsonb, details jsonb',
  'the columns of jobs');
select view_owner_is('awa', 'jobs', 'awa_owner', 'jobs belongs to the owner role');
select is(
  (select string_agg(case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end || ' ' || a.privilege_type,
          ', ' order by a.grantee::regrole::text)
   from pg_catalog.pg_class c, aclexplode(c.relacl) a
   where c.oid = 'awa.jobs'::regclass and a.grantee <> c.relowner),
  'awa_observer SELECT, awa_operator SELECT',
  'operators and observers read jobs and nobody writes it');
select ok(obj_description('awa.jobs'::regclass, 'pg_class') is not null, 'jobs has a comment');
select is(
  (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
   from pg_catalog.pg_attribute where attrelid = 'awa.jobs'::regclass and attnum > 0 and not attisdropped),
  (select substring(pg_get_function_result('awa.get_job'::regproc) from '^TABLE\((.*)\)$')),
  'get_job answers with the same columns');

select * from finish();
