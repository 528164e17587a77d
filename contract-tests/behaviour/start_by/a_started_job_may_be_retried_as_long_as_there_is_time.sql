-- start_by holds for each attempt: a retry that would come too late is not made.
set search_path = tap;
select plan(4);

select stop_clock();
create temp table job as select id from awa.insert_job('x', opts => '{"start_by": "10 min"}');
select f.outcome from awa.claim_jobs(worker()) c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', '5 min') f;
select advance_clock('5 min');
create temp table retry as select claim_id, id from awa.claim_jobs(worker());
select is((select count(*) from retry), 1::bigint, 'a retry in time');
select f.outcome from retry r, awa.fail_jobs(worker(), r.claim_id, array[r.id], '{oops}', '6 min') f;
select advance_clock('6 min');
select is((select count(*) from awa.claim_jobs(worker())), 0::bigint, 'a retry that comes too late');
select is(state_of(id), 'cancelled', 'ends the job') from job;
select is((select jsonb_array_length(failures) from awa.get_job(id)), 2, 'with its failures') from job;

select * from finish();
