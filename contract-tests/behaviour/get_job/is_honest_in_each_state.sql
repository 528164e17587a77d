-- One row per job tells its state, attempt, failures and times.
set search_path = tap;
set timezone = 'UTC';
select plan(9);

select stop_clock('2030-01-01 12:00:00+00');
create temp table made as select id from awa.insert_job('x', run_at => '2030-01-01 12:01:00+00', max_attempts => 2);
create function pg_temp.row_of() returns table (state text, attempt int, run_at time, attempted_at time, finalized_at time,
  held boolean, failures int) language sql as $$
  select state, attempt, (run_at at time zone 'UTC')::time, (attempted_at at time zone 'UTC')::time,
    (finalized_at at time zone 'UTC')::time, worker_id = worker(), jsonb_array_length(failures)
  from awa.get_job((select id from made)) $$;
create temp table claimed (claim_id bigint, id bigint);

select results_eq('select * from pg_temp.row_of()',
  $$values ('scheduled'::text, 0, '12:01'::time, null::time, null::time, null::boolean, 0)$$, 'scheduled');
select advance_clock('60 s');
select outcome from awa.heartbeat(worker());
select promoted from awa.tick();
select results_eq('select state, attempt from pg_temp.row_of()', $$values ('available'::text, 0)$$, 'available');
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select results_eq('select * from pg_temp.row_of()',
  $$values ('running'::text, 1, '12:01'::time, '12:01'::time, null::time, true, 0)$$, 'running');
select advance_clock('1 s');
select count(*) from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', retry_after => '9 s');
select results_eq('select * from pg_temp.row_of()',
  $$values ('retryable'::text, 1, '12:01:10'::time, '12:01'::time, null::time, true, 1)$$, 'retryable');
select advance_clock('10 s');
truncate claimed;
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select results_eq('select * from pg_temp.row_of()',
  $$values ('running'::text, 2, '12:01:10'::time, '12:01:11'::time, null::time, true, 1)$$, 'running again');
select advance_clock('1 s');
select count(*) from claimed c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops again}');
select results_eq('select state, attempt, finalized_at, failures from pg_temp.row_of()',
  $$values ('failed'::text, 2, '12:01:12'::time, 2)$$, 'failed');
select is((select failures from awa.get_job((select id from made))),
  '[{"attempt": 1, "at": "2030-01-01T12:01:01+00:00", "error": "oops"},
    {"attempt": 2, "at": "2030-01-01T12:01:12+00:00", "error": "oops again"}]', 'with its failures, newest last');

truncate made;
insert into made select id from awa.insert_job('x');
truncate claimed;
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select advance_clock('1 s');
select count(*) from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id], '[{"rows": 7}]');
select results_eq('select * from pg_temp.row_of()',
  $$values ('completed'::text, 1, '12:01:12'::time, '12:01:12'::time, '12:01:13'::time, true, 0)$$, 'completed');
select is((select result from awa.get_job((select id from made))), '{"rows": 7}', 'with its result');

select * from finish();
