-- A step of housekeeping that fails is undone and noted, and stops no other; nor does a claim that cannot be rescued.
set search_path = tap;
select plan(9);

select stop_clock();
select from awa.insert_job('x');
select from awa.insert_job('y', run_at => '2030-01-01 12:00:30+00');
select from awa.claim_jobs(worker());
alter function awa_store.forget_ended(int, timestamptz) rename to forget_ended_away;
select advance_clock('1 min');
select results_eq('select promoted, workers_lost, jobs_rescued from awa.tick()', 'select 1, 1, 1', 'the others do their work');
select is((select failures from awa_store.step where name = 'retention'), 1::bigint, 'it is noted');
select matches((select error from awa_store.step where name = 'retention'), 'forget_ended', 'with its error');
select from awa.tick();
select is((select failures from awa_store.step where name = 'retention'), 2::bigint, 'and counted');
alter function awa_store.forget_ended_away(int, timestamptz) rename to forget_ended;
select from awa.tick();
select is((select failures from awa_store.step where name = 'retention'), 0::bigint, 'until it succeeds');

select is((select count(*)::int from awa_store.step where failures > 0), 0, 'all is well');
begin isolation level repeatable read;
select refuses('select * from awa.tick()', 'AW008', 'tick runs at READ COMMITTED only, not at REPEATABLE READ', 'an older snapshot is refused by name');
commit;

-- One claim among others.
delete from workers;
select from awa.insert_many('z', array_fill('{}'::jsonb, array[3]), queue => 'z');
select from awa.claim_jobs(worker('b'), 'z');
select from awa.claim_jobs(worker('b'), 'z');
select from awa.claim_jobs(worker('b'), 'z');
create function pg_temp.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'not this one' using errcode = '55000';
end $$;
create trigger refuse before insert on awa_store.deferred for each row
  when (new.kind = 'z' and new.job_id % 3 = 0) execute function pg_temp.refuse();
select advance_clock('1 min');
select is((select jobs_rescued from awa.tick()), 2, 'the jobs of other claims are rescued');
select matches((select error from awa_store.step where name = 'rescue of a claim'), 'not this one', 'and what failed is told');

select * from finish();
