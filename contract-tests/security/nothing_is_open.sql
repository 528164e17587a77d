-- Catalog-wide: who has no role of Awa can do nothing, and nobody but the owner touches the store.
set search_path = tap;
select plan(18);

create temp table routine as
select p.*, n.nspname as schema, p.oid::regprocedure::text as name
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where n.nspname in ('awa', 'awa_store');
create temp table relation as
select c.*, n.nspname as schema, c.oid::regclass::text as name
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname in ('awa', 'awa_store');

select cmp_ok((select count(*) from routine)::int, '>', 40, 'the catalog was read');
select is_empty($$select name from routine, aclexplode(coalesce(proacl, acldefault('f', proowner))) a where a.grantee = 0$$,
  'no routine is executable by PUBLIC');
select is_empty($$select name from routine, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
  where schema = 'awa_store' and a.grantee <> proowner
    and name !~ '^awa_store\.(clock|lanes_waiting|watched_claims|looked_until|cancelled_here|sees_all_schedules)\(\)$'
    and name !~ '^awa_store\.(routed_partition|job_details|payload_of|last_success|limit_state)\('$$,
  'routines of the store are their owner''s alone');
-- A view calls functions as its reader.
select is(
  (select array_agg(a.grantee::regrole::text order by a.grantee::regrole::text)
   from routine, aclexplode(proacl) a where name = 'awa_store.clock()' and a.grantee <> proowner),
  '{awa_observer,awa_operator}', 'but for the clock, which the view jobs reads for those who may read the view');
select is_empty($$select name from routine
  where name ~ '^awa_store\.(lanes_waiting|watched_claims|looked_until|cancelled_here|routed_partition|job_details|payload_of|limit_state)\('
    and (select array_agg(a.grantee::regrole::text order by a.grantee::regrole::text)
      from aclexplode(proacl) a where a.grantee <> proowner) is distinct from '{awa_observer,awa_operator}'$$,
  'and for functions that the views call, which tell nothing that these do not');
select is_empty($$select name, a.grantee::regrole from relation, aclexplode(relacl) a
  where schema = 'awa_store' and a.grantee <> relowner
    and not (name = 'awa_store.schema_history' and a.grantee = 'awa_owner'::regrole and a.privilege_type = 'SELECT')$$,
  'tables of the store are their owner''s alone, but for the installer''s history of migrations, which the owner may read');
select is_empty($$select name from relation, aclexplode(relacl) a where schema = 'awa' and a.grantee = 0$$,
  'no view is readable by PUBLIC');
select is_empty($$select c.attrelid::regclass, c.attname from pg_catalog.pg_attribute c join relation r on r.oid = c.attrelid
  where c.attacl is not null$$, 'no column has grants of its own');
select is_empty($$select n.nspname, a.grantee from pg_catalog.pg_namespace n, aclexplode(n.nspacl) a
  where n.nspname = 'awa_store' and a.grantee <> n.nspowner$$, 'schema awa_store is its owner''s alone');
select is(
  (select string_agg(a.grantee::regrole || ' ' || a.privilege_type, ', ' order by a.grantee::regrole::text)
   from pg_catalog.pg_namespace n, aclexplode(n.nspacl) a where n.nspname = 'awa' and a.grantee <> n.nspowner),
  'awa_observer USAGE, awa_operator USAGE, awa_producer USAGE, awa_worker USAGE', 'the roles may use schema awa and add nothing');
select is_empty($$select defaclobjtype from pg_catalog.pg_default_acl d
  where d.defaclnamespace in ('awa'::regnamespace, 'awa_store'::regnamespace)$$, 'nothing is granted by default');

select is_empty($$select name from routine where schema = 'awa' and not prosecdef$$, 'every public function runs as its owner');
select is_empty($$select name from routine
  where prosecdef and not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false)$$,
  'whatever runs as its owner pins its search_path');
-- The ring works on one partition at a time, and only SQL with the partition's name is planned without the others.
create temp table ring_routine as
select * from routine
where name ~ '^awa_store\.(archive|archive_jobs|carry_forward|carry_payloads|reclaim_segment|segment_claim_lanes|segment_claims|segment_lanes|segment_was_entered|waiting_entries)\(';
select is_empty($$select name from routine where prosrc ~* '\mexecute\M'
  and name !~ '^awa_store\.(publish|seclude|permit|plan)\(' except select name from ring_routine$$,
  'no SQL is put together at run time');
select set_eq($$select name from ring_routine$$, $$select name from ring_routine where prosrc ~* '\mexecute\M'
  and not exists (select from unnest(proargtypes) t where t not in ('int'::regtype, 'bigint'::regtype, 'uuid'::regtype, 'timestamptz'::regtype, 'pg_snapshot'::regtype, 'awa_store.outcome'::regtype))$$,
  'but for the number of a segment, by functions of the ring that take no text of a caller');
select is((select count(*)::int from ring_routine), 10, 'and these are ten');
select is_empty($$select name from routine where proowner <> 'awa_owner'::regrole
  union all select name from relation where relowner <> 'awa_owner'::regrole and relname !~ '^schema_history'
    and relkind <> 'i' and relkind <> 'I'$$, 'all belongs to awa_owner');
select is_empty($$select r.rolname from pg_catalog.pg_roles r where r.rolname ~ '^awa_(owner|producer|worker|operator|observer)$'
    and (r.rolcanlogin or r.rolsuper or r.rolcreaterole or r.rolcreatedb or r.rolbypassrls or r.rolreplication)
  union all
  select m.member::regrole::text from pg_catalog.pg_auth_members m join pg_catalog.pg_roles r on r.oid = m.member
  where r.rolname ~ '^awa_(owner|producer|worker|operator|observer)$'$$,
  'no role of Awa can log in, do anything special, or is a member of another');

select * from finish();
