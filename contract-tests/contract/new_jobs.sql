-- View new_jobs: a row is a call of insert_job.
set search_path = tap;
select plan(4);

select is(
  (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
   from pg_catalog.pg_attribute where attrelid = 'awa.new_jobs'::regclass and attnum > 0 and not attisdropped),
  (select regexp_replace(pg_get_function_arguments('awa.insert_job'::regproc), ' DEFAULT [^,]+', '', 'g') || ', '
     || substring(pg_get_function_result('awa.insert_job'::regproc) from '^TABLE.(.*).$')),
  'its columns are the arguments of insert_job, and its results');
select view_owner_is('awa', 'new_jobs', 'awa_owner', 'it belongs to the owner role');
select is(
  (select string_agg(case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end || ' ' || a.privilege_type,
          ', ' order by a.grantee::regrole::text, a.privilege_type)
   from pg_catalog.pg_class c, aclexplode(c.relacl) a
   where c.oid = 'awa.new_jobs'::regclass and a.grantee <> c.relowner),
  'awa_operator DELETE, awa_operator INSERT, awa_operator SELECT, awa_operator UPDATE, '
  'awa_producer DELETE, awa_producer INSERT, awa_producer SELECT, awa_producer UPDATE, '
  'awa_worker DELETE, awa_worker INSERT, awa_worker SELECT, awa_worker UPDATE',
  'who inserts jobs may copy them, and read what became of them');
select ok(obj_description('awa.new_jobs'::regclass, 'pg_class') is not null, 'it has a comment');

select * from finish();
