-- Wrong worker, wrong claim, settled before: refused, or listed.
set search_path = tap;
select plan(11);

select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x"}'::jsonb) from generate_series(1, 3)));
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker('a'), max_jobs => 2) c;
create temp table other as select * from awa.claim_jobs(worker('b'));
create function pg_temp.job(p_n int) returns bigint language sql as 'select id from claimed where n = p_n';
create function pg_temp.claim() returns bigint language sql as 'select min(claim_id) from claimed';

select refuses('select awa.complete_jobs(worker(''b''), pg_temp.claim(), array[pg_temp.job(1)])', 'AW005',
  '%' || pg_temp.job(1) || '%', 'another worker may not settle it, and the error names the job');
select refuses('select awa.complete_jobs(worker(''a''), (select claim_id from other), array[(select id from other)])',
  'AW005', '%', 'nor may this one settle another''s claim');
select refuses('select awa.complete_jobs(worker(''a''), pg_temp.claim(), array[pg_temp.job(1), (select id from other)])',
  'AW005', '%' || (select id from other) || '%', 'a job of another claim spoils the whole call');
select is(state_of(pg_temp.job(1)), 'running', 'nothing has changed');
select results_eq(
  $$select c.* from awa.complete_jobs(worker('a'), pg_temp.claim(), array[pg_temp.job(1), (select id from other), 123456],
      opts => '{"on_lost": "report"}') c$$,
  $$select 1, array[(select id from other), 123456]$$, 'report settles what it may and lists the rest');
select is(state_of(pg_temp.job(1)), 'completed', 'the job of the claim is completed');
select is(state_of((select id from other)), 'running', 'the other one is not touched');
select refuses('select awa.complete_jobs(worker(''a''), pg_temp.claim(), array[pg_temp.job(1)])', 'AW005', '%',
  'twice is once too often');
select refuses('select awa.complete_jobs(worker(''a''), pg_temp.claim(), array[pg_temp.job(2), pg_temp.job(2)])', 'AW001',
  '%' || pg_temp.job(2) || ' twice%', 'an id given twice is an error');
select is((select settled from awa.complete_jobs(worker('a'), pg_temp.claim(), array[pg_temp.job(2)])), 1, 'once is fine');
select results_eq($$select c.* from awa.complete_jobs(worker('a'), pg_temp.claim(), array[pg_temp.job(2)],
    opts => '{"on_lost": "report"}') c$$, $$values (0, array[pg_temp.job(2)])$$, 'a closed claim has no jobs');

select * from finish();
