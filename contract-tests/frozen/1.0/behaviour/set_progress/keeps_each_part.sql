-- Nulls leave a part as it is; progress outlives a retry.
set search_path = tap;
select plan(9);

select stop_clock();
select id from awa.insert_job('x');
create temp table claimed as select * from awa.claim_jobs(worker());
create function pg_temp.progress() returns jsonb language sql as
  $$select progress from awa.get_job((select id from claimed))$$;

select is((select progress from claimed), null, 'there is none at first');
select results_eq($$select p.* from claimed c, awa.set_progress(worker(), c.claim_id, c.id, 10, 'reading', '{"line": 100}') p$$,
  $$select id, 'saved'::text from claimed$$, 'it is saved');
select is(pg_temp.progress(), '{"percent": 10, "message": "reading", "checkpoint": {"line": 100}}', 'with three parts');
select outcome from claimed c, awa.set_progress(worker(), c.claim_id, c.id, 20);
select is(pg_temp.progress(), '{"percent": 20, "message": "reading", "checkpoint": {"line": 100}}', 'percent alone');
select outcome from claimed c, awa.set_progress(worker(), c.claim_id, c.id, message => 'writing');
select is(pg_temp.progress(), '{"percent": 20, "message": "writing", "checkpoint": {"line": 100}}', 'message alone');
select outcome from claimed c, awa.set_progress(worker(), c.claim_id, c.id, checkpoint => '{"line": 200}');
select is(pg_temp.progress(), '{"percent": 20, "message": "writing", "checkpoint": {"line": 200}}', 'checkpoint alone');

select count(*) from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', retry_after => '1 s');
select is(pg_temp.progress() -> 'checkpoint', '{"line": 200}', 'a job that waits for its retry keeps it');
select advance_clock('1 s');
select is((select progress -> 'checkpoint' from awa.claim_jobs(worker())), '{"line": 200}', 'the next attempt starts from it');
select throws_ok('select awa.set_progress(worker(), claim_id, id, 30) from claimed', 'AW005', null,
  'the old attempt cannot change it');

select * from finish();
