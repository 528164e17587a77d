-- Within one transaction, too, a job that was cancelled and is retried is one job.
set search_path = tap;
select plan(4);

begin;
select from awa.insert_job('x');
commit;
begin;
select c.outcome from awa.jobs j, awa.cancel_job(j.id) c;
select r.outcome from awa.jobs j, awa.retry_job(j.id) r;
select results_eq('select state from awa.jobs', $$values ('available'::text)$$, 'it waits for a worker');
select results_eq('select available, cancelled from awa.queue_stats()', $$values (1::bigint, 0::bigint)$$, 'and is counted so');
commit;
begin;
select c.outcome from awa.jobs j, awa.cancel_job(j.id) c;
select r.outcome from awa.jobs j, awa.retry_job(j.id, clock() + interval '1 h') r;
select results_eq('select state from awa.jobs', $$values ('scheduled'::text)$$, 'or for its time');
select results_eq('select scheduled, cancelled from awa.queue_stats()', $$values (1::bigint, 0::bigint)$$, 'and is counted so');
commit;

select * from finish();
