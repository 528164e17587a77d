-- What somebody has granted besides what the files grant: awa_store.foreign_grants tells, as REVOKE takes it.
set search_path = tap;
select plan(16);

create role tap_reader;
create role tap_lender;
select is_empty('select * from awa_store.foreign_grants()', 'nothing is granted by others after an installation');
select volatility_is('awa_store', 'foreign_grants', '{}'::name[], 'stable', 'a look at it changes nothing');
select is_empty($$select role, object, privilege from awa_store.role_grant
  where to_regrole(role) is null or object !~ '^(schema|function|table) awa' or privilege !~ '^[A-Z]+$'$$, 'the record is in plain words');

-- Each kind of object, one after the other.
create function pg_temp.finds(statement text, expected text) returns text language plpgsql as $$
declare
  v_found text;
begin
  execute statement;
  select string_agg(concat_ws(' to ', f.privilege || ' on ' || f.object, f.grantee), ', ') into v_found from awa_store.foreign_grants() f;
  execute (select string_agg(format('revoke %s on %s from %s', f.privilege, f.object, f.grantee), '; ') from awa_store.foreign_grants() f);
  return is(v_found, expected, statement);
end
$$;
select pg_temp.finds('grant usage on schema awa to tap_reader', 'USAGE on schema awa to tap_reader');
select pg_temp.finds('grant usage, create on schema awa_store to tap_reader',
  'CREATE on schema awa_store to tap_reader, USAGE on schema awa_store to tap_reader');
select pg_temp.finds('grant execute on function awa.repair to public', 'EXECUTE on function awa.repair to PUBLIC');
select pg_temp.finds('grant execute on function awa_store.canonical to tap_reader', 'EXECUTE on function awa_store.canonical to tap_reader');
select pg_temp.finds('grant select on awa.jobs to tap_reader', 'SELECT on table awa.jobs to tap_reader');
select pg_temp.finds('grant select (id, kind) on awa.jobs to tap_reader',
  'SELECT (id) on table awa.jobs to tap_reader, SELECT (kind) on table awa.jobs to tap_reader');
select pg_temp.finds('grant delete on awa_store.ready_0 to tap_reader', 'DELETE on table awa_store.ready_0 to tap_reader');
select pg_temp.finds('grant usage on sequence awa_store.entry_seq to tap_reader', 'USAGE on sequence awa_store.entry_seq to tap_reader');
-- A role of Awa is somebody like any other where the files give it nothing.
select pg_temp.finds('grant execute on all functions in schema awa to awa_operator, awa_owner; grant all on awa.kinds to awa_owner',
  (select string_agg(format('EXECUTE on function %s to awa_operator', p.oid::regproc), ', ' order by p.proname collate "C")
   from pg_catalog.pg_proc p
   where p.pronamespace = 'awa'::regnamespace and not has_function_privilege('awa_operator', p.oid, 'execute')));
select pg_temp.finds('grant insert on awa.kinds to awa_observer', 'INSERT on table awa.kinds to awa_observer');
select is_empty('select * from awa_store.foreign_grants()', 'each was found in the words that take it back');

-- Whoever may grant on: publishing anew ends that, too.
grant execute on function awa.doctor to tap_lender with grant option;
grant usage on schema awa to tap_lender;
set role tap_lender;
grant execute on function awa.doctor to tap_reader;
reset role;
revoke usage on schema awa from tap_lender;
select set_eq('select object, grantee from awa_store.foreign_grants()',
  $$values ('function awa.doctor', 'tap_lender'), ('function awa.doctor', 'tap_reader')$$, 'who was granted it by another than the owner is found');
call awa_store.publish('awa.doctor', 'awa_operator', 'awa_observer');
select is_empty('select * from awa_store.foreign_grants()', 'what is published anew is granted to nobody else');

drop role tap_reader, tap_lender;
select * from finish();
