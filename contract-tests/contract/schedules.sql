-- View schedules: one row per schedule.
set search_path = tap;
select plan(4);

select is(
  (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
   from pg_catalog.pg_attribute where attrelid = 'awa.schedules'::regclass and attnum > 0 and not attisdropped),
  'name text, spec text, zone text, kind text, queue text, args jsonb, opts jsonb, sentence text, owner text, source text, '
  'created_at timestamp with time zone, updated_at timestamp with time zone, next_fire_at timestamp with time zone, '
  'last_fire_at timestamp with time zone, last_job_id bigint, last_success_at timestamp with time zone, paused boolean, '
  'paused_at timestamp with time zone, paused_until timestamp with time zone, paused_by text, pause_reason text, fired bigint, '
  'dropped bigint, skipped bigint, failures integer, last_error text, last_error_at timestamp with time zone',
  'the columns of schedules');
select view_owner_is('awa', 'schedules', 'awa_owner', 'it belongs to the owner role');
select is(
  (select string_agg(case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end || ' ' || a.privilege_type,
          ', ' order by a.grantee::regrole::text)
   from pg_catalog.pg_class c, aclexplode(c.relacl) a
   where c.oid = 'awa.schedules'::regclass and a.grantee <> c.relowner),
  'awa_observer SELECT, awa_operator SELECT, awa_producer SELECT', 'who puts schedules and who watches them may read it');
select ok(obj_description('awa.schedules'::regclass, 'pg_class') is not null, 'it has a comment');

select * from finish();
