-- View kinds: what the kinds of jobs are.
set search_path = tap;
select plan(4);

select is(
  (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
   from pg_catalog.pg_attribute where attrelid = 'awa.kinds'::regclass and attnum > 0 and not attisdropped),
  'kind text, description text, args_schema jsonb, described_at timestamp with time zone, limits text[]', 'the columns of kinds');
select view_owner_is('awa', 'kinds', 'awa_owner', 'it belongs to the owner role');
select is(
  (select string_agg(case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end || ' ' || a.privilege_type,
          ', ' order by a.grantee::regrole::text)
   from pg_catalog.pg_class c, aclexplode(c.relacl) a
   where c.oid = 'awa.kinds'::regclass and a.grantee <> c.relowner),
  'awa_observer SELECT, awa_operator SELECT, awa_producer SELECT, awa_worker SELECT', 'every role may read it');
select ok(obj_description('awa.kinds'::regclass, 'pg_class') is not null, 'it has a comment');

select * from finish();
