-- A row for each queue that has jobs or a configuration; one row, if only of zeros, for a queue asked for by name.
set search_path = tap;
select plan(6);

select from awa.insert_job('x', queue => 'waits');
select from awa.insert_job('x', queue => 'later', run_at => now() + '1 day');
select from awa.insert_job('x', queue => 'ran', priority => 4);
select from awa.claim_jobs(worker(), 'ran') c, awa.complete_jobs(worker(), c.claim_id, array[c.id]);
select from awa.cancel_job((select id from awa.insert_job('x', queue => 'cancelled', run_at => now() + '1 day')));
select from awa.configure_queue('set', '{"create": true, "partitions": 7, "paused": true}');

select results_eq('select queue_name from awa.queue_stats()', '{cancelled,later,ran,set,waits}'::text[], 'by name');
select results_eq($$select queue_name, available, running, completed, partitions, paused from awa.queue_stats('unknown')$$,
  $$select 'unknown', 0::bigint, 0::bigint, 0::bigint, 1, false$$, 'zeros for an unknown one');
select results_eq($$select queue_name, partitions, paused from awa.queue_stats('set')$$, $$values ('set', 7, true)$$,
  'its configuration is told');
select results_eq($$select available from awa.queue_stats('waits')$$, 'values (1::bigint)', 'an available job');
select results_eq($$select completed, available from awa.queue_stats('ran')$$, 'values (1::bigint, 0::bigint)', 'a completed one');
select is_empty('select * from wrong_stats() where jobs is not null', 'as the view says');

select * from finish();
