-- By default min(2^attempt s + up to 25 % jitter, 24 h).
set search_path = tap;
select plan(6);

select stop_clock('2030-01-01 12:00:00+00');
create temp table made as select id from awa.insert_job('x', max_attempts => 1000);
create temp table run (attempt int, outcome text, delay interval);
create function pg_temp.fail_once() returns void language plpgsql as $$
declare
  v_claim record;
  v_fail record;
begin
  select * into v_claim from awa.claim_jobs(worker());
  select * into v_fail from awa.fail_jobs(worker(), v_claim.claim_id, array[v_claim.id], '{oops}');
  insert into run values (v_fail.attempt, v_fail.outcome, v_fail.run_at - clock());
  perform advance_clock('1 day');
end $$;
do $$ begin for i in 1..20 loop perform pg_temp.fail_once(); commit; end loop; end $$;

select results_eq('select attempt from run', 'select generate_series(1, 20)', 'attempts are counted');
select is((select array_agg(distinct outcome) from run), '{retryable}', 'each may be retried');
select ok((select bool_and(delay >= make_interval(secs => 2 ^ attempt)) from run where attempt <= 16), 'at least 2^attempt s');
select ok((select bool_and(delay <= make_interval(secs => 1.25 * 2 ^ attempt)) from run where attempt <= 16),
  'at most a quarter more');
select ok((select bool_and(delay = '24 h') from run where attempt >= 17), 'never more than a day');
select ok((select count(distinct delay / 2 ^ attempt) > 5 from run where attempt <= 16), 'the jitter differs');

select * from finish();
