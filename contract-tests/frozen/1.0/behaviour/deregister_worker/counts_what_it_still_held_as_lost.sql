-- Open jobs of a leaving worker are lost attempts; others run them.
set search_path = tap;
select plan(6);

select stop_clock();
select count(*) from awa.insert_jobs('[{"kind": "x"}, {"kind": "x"}]');
create temp table claimed as select * from awa.claim_jobs(worker('a'), max_jobs => 2);
select settled from awa.complete_jobs(worker('a'), (select min(claim_id) from claimed), array[(select min(id) from claimed)]);
select results_eq($$select * from awa.deregister_worker(worker('a'))$$, $$values ('deregistered'::text, 1)$$, 'one is lost');
select is((select state from awa.get_job((select max(id) from claimed))), 'retryable', 'it waits for its retry');
select results_eq($$select * from awa.deregister_worker(worker('a'))$$, $$values ('unknown'::text, 0)$$, 'it left once');
select throws_ok($$select awa.heartbeat(worker('a'))$$, 'AW006', null, 'it is unknown now');
select advance_clock('1 min');
select results_eq($$select id, attempt from awa.claim_jobs(worker('b'), max_jobs => 9)$$, 'select max(id), 2 from claimed',
  'another worker runs what is left');
select results_eq($$select * from awa.deregister_worker(worker('c'))$$, $$values ('deregistered'::text, 0)$$, 'nothing held, nothing lost');

select * from finish();
