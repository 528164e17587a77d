-- View limits: what limits there are, who has them, and what they have come to.
set search_path = tap;
select plan(4);

select is(
  (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
   from pg_catalog.pg_attribute where attrelid = 'awa.limits'::regclass and attnum > 0 and not attisdropped),
  'limit_name text, concurrency integer, rate integer, per double precision, burst integer, queues text[], kinds text[], '
  'open bigint, started bigint, is_full boolean, opens_at timestamp with time zone, penalized_until timestamp with time zone, keys jsonb',
  'the columns of limits');
select view_owner_is('awa', 'limits', 'awa_owner', 'it belongs to the owner role');
select is(
  (select string_agg(case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end || ' ' || a.privilege_type,
          ', ' order by a.grantee::regrole::text)
   from pg_catalog.pg_class c, aclexplode(c.relacl) a
   where c.oid = 'awa.limits'::regclass and a.grantee <> c.relowner),
  'awa_observer SELECT, awa_operator SELECT', 'operators and observers may read it');
select ok(obj_description('awa.limits'::regclass, 'pg_class') is not null, 'it has a comment');

select * from finish();
