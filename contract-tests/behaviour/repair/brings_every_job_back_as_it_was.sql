-- In a ledger of another server jobs keep their ids and their order; what ran there has lost an attempt; keys hold.
set search_path = tap;
select plan(9);

-- What failed must not become due meanwhile.
select stop_clock();

create temp table job (name text, id bigint);
create procedure pg_temp.fill() language plpgsql as $$
declare
  v_claim record;
begin
  insert into job select 'completed', i.id from awa.insert_job('x') i;
  select c.* into v_claim from awa.claim_jobs(tap.worker()) c;
  perform from awa.complete_jobs(tap.worker(), v_claim.claim_id, array[v_claim.id], '["done"]');
  insert into job select 'failed', i.id from awa.insert_job('x') i;
  select c.* into v_claim from awa.claim_jobs(tap.worker()) c;
  perform from awa.fail_jobs(tap.worker(), v_claim.claim_id, array[v_claim.id], '{oops}', final => true);
  insert into job select 'running', i.id from awa.insert_job('x') i;
  perform from awa.claim_jobs(tap.worker());
  insert into job select 'last try', i.id from awa.insert_job('x', max_attempts => 1) i;
  perform from awa.claim_jobs(tap.worker());
  insert into job select 'scheduled', i.id from awa.insert_job('x', run_at => clock() + interval '1 day') i;
  for i in 1..3 loop
    insert into job select 'waiting ' || i, j.id from awa.insert_job('x', unique_by => jsonb_build_object('key', i::text)) j;
    commit;
  end loop;
  insert into job select 'urgent', i.id from awa.insert_job('x', priority => 1) i;
end $$;
call pg_temp.fill();
select move_ledger();

select results_eq('select * from awa.repair()', $$select 'repaired', 4::bigint, 2::bigint, 1::bigint$$,
  'four wait, two were running, one is kept as completed');
select results_eq('select * from awa.repair()', $$select 'sound', 0::bigint, 0::bigint, 0::bigint$$, 'once');
select results_eq(
  'select name, state, attempt from job left join awa.jobs using (id) order by id',
  $$values ('completed', 'completed', 1), ('failed', 'failed', 1), ('running', 'retryable', 1), ('last try', 'failed', 1),
    ('scheduled', 'scheduled', 0), ('waiting 1', 'available', 0), ('waiting 2', 'available', 0), ('waiting 3', 'available', 0),
    ('urgent', 'available', 0)$$,
  'each in its state');
select is((select result from awa.get_job((select id from job where name = 'completed'))), '"done"', 'with its result');
select matches((select failures::text from awa.get_job((select id from job where name = 'running'))), 'another server',
  'what ran says what became of it');
select is((select id from awa.insert_job('x', unique_by => '{"key": "2"}')), (select id from job where name = 'waiting 2'),
  'keys are held by whom they were');
delete from workers;
select is(
  array(select c.id from awa.claim_jobs(worker(), max_jobs => 10) c),
  array(select id from job where name in ('urgent', 'waiting 1', 'waiting 2', 'waiting 3') order by name),
  'what waited comes in its order');
select ok((select id from awa.insert_job('x')) > (select max(id) from job), 'new jobs have new ids');
select is((select status from awa.doctor() where check_name = 'origin'), 'ok', 'and the doctor is content');

select * from finish();
