-- max_waiting with on_full: signal takes the job and says so, refuse does not take it, off does nothing; as tick has seen it last.
set search_path = tap;
select plan(12);

select from awa.configure_queue('q', '{"create": true, "max_waiting": 3, "on_full": "signal"}');
select from awa.insert_many('x', array_fill('1'::jsonb, array[3]), queue => 'q');
select is((select queue_full from awa.insert_job('x', queue => 'q')), false, 'nobody has looked yet');
select from awa.tick();
select results_eq($$select outcome, queue_full from awa.insert_job('x', queue => 'q')$$, $$values ('inserted', true)$$, 'a full queue says so');
select results_eq($$select queue_full from awa.insert_jobs('[{"kind": "x", "queue": "q"}, {"kind": "x"}]') order by ordinal$$,
  'values (true), (false)', 'to a batch, queue by queue');
select is((select bool_and(queue_full) from awa.insert_many('x', '{1,2}', queue => 'q')), true, 'to an array');
select is((select queue_full from awa.insert_job('x')), false, 'and other queues do not');

select from awa.configure_queue('q', '{"on_full": "refuse"}');
select refuses($$select awa.insert_job('x', queue => 'q')$$, 'AW009', 'queue q is full: 3 jobs or more%', 'refuse');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "queue": "q"}]')$$, 'AW009', 'job 2: queue q is full%', 'a batch');
select refuses($$select awa.insert_many('x', '{1}', queue => 'q')$$, 'AW009', 'queue q is full%', 'an array');
select refuses($$insert into awa.new_jobs (kind, queue) values ('x', 'q')$$, 'AW009', 'queue q is full%', 'a copy');
select from awa.claim_jobs(worker(), 'q', 100);
select from awa.tick();
select results_eq($$select outcome, queue_full from awa.insert_job('x', queue => 'q')$$, $$values ('inserted', false)$$, 'until there is room');
select from awa.insert_many('x', array_fill('1'::jsonb, array[5]), queue => 'q');
select from awa.tick();
select from awa.configure_queue('q', '{"on_full": "off"}');
select is((select outcome from awa.insert_job('x', queue => 'q')), 'inserted', 'off takes everything');
select from awa.tick();
select results_eq($$select max_waiting, on_full from awa.configure_queue('q')$$, $$values (3::bigint, 'off')$$, 'and keeps the limit');

select * from finish();
