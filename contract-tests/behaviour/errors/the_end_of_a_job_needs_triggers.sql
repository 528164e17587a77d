-- Whatever ends a job that others wait for, or that has a place of a concurrency key, is refused where triggers are turned off.
set search_path = tap;
select plan(11);

select stop_clock();
create temp table job (name text, id bigint, claim_id bigint);
create function pg_temp.id(p_name text) returns bigint language sql as $$select id from job where name = p_name$$;
create function pg_temp.claim(p_name text) returns bigint language sql as $$select claim_id from job where name = p_name$$;
create procedure pg_temp.claim_all() language plpgsql as $$
begin
  update job j set claim_id = c.claim_id from awa.claim_jobs(tap.worker(), max_jobs => 10) c where c.id = j.id;
end $$;

insert into job select 'holder', id from awa.insert_job('x', max_attempts => 1, opts => '{"concurrency_key": "c"}');
insert into job select 'parent', id from awa.insert_job('x');
insert into job select 'child', i.id
from awa.insert_job('x', queue => 'children', opts => jsonb_build_object('parents', jsonb_build_array(pg_temp.id('parent')))) i;
call pg_temp.claim_all();
insert into job select 'late', id from awa.insert_job('x', queue => 'late', opts => '{"start_by": "1 min"}');
insert into job select 'late child', i.id
from awa.insert_job('x', queue => 'children', opts => jsonb_build_object('parents', jsonb_build_array(pg_temp.id('late')))) i;
-- A settle that cannot see its children leaves them to tick.
begin isolation level repeatable read;
select is(
  (select settled from awa.complete_jobs(worker(), pg_temp.claim('parent'), array[pg_temp.id('parent')])), 1, 'a parent has ended');
commit;
select is(state_of(pg_temp.id('child')), 'pending', 'and its child does not know yet');
select advance_clock('2 min');

set session_replication_role = replica;
select refuses($$select awa.delete_job(pg_temp.id('parent'))$$, 'AW013', '%others wait for%', 'deleting the parent');
select refuses($$select awa.cancel_running(worker(), pg_temp.claim('holder'), array[pg_temp.id('holder')])$$, 'AW013', '%place%',
  'a handler that cancels its job');
-- Found deep inside of these verbs, so with more lines of context.
select throws_ok($$select awa.deregister_worker(worker())$$, 'AW013', null, 'a worker that leaves it');
select throws_ok($$select awa.claim_jobs(worker(), 'late')$$, 'AW013', null, 'a claim that comes too late');
select move_ledger();
select throws_ok($$select awa.repair()$$, 'AW013', null, 'a repair');
select move_ledger(back => true);
reset session_replication_role;

select is((select state from awa.delete_job(pg_temp.id('parent'))), 'completed', 'with triggers it is deleted');
select is((select count(*)::int from awa.claim_jobs(worker(), 'late')), 0, 'what is too late is not handed out');
select is(state_of(pg_temp.id('late child')), 'cancelled', 'and its child follows it');
select is((select lost from awa.deregister_worker(worker())), 1, 'a worker may leave');

select * from finish();
