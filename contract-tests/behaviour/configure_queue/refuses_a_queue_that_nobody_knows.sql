-- A queue that has neither a configuration nor jobs nor a worker is a typing error, unless it is to be made.
set search_path = tap;
select plan(21);

create function pg_temp.pauses(p_queue text) returns text language sql as
  $$select format('select paused from awa.configure_queue(%L, ''{"paused": true}'')', p_queue)$$;

select refuses(pg_temp.pauses('emial'), 'AW010', 'queue emial %', 'a misspelt queue is not paused');
select refuses($$select * from awa.configure_queue('emial')$$, 'AW010', 'queue emial %', 'nor made by no settings');
select refuses($$select * from awa.configure_queue('emial', '{"partitions": 0}')$$, 'AW001', 'partitions%', 'a wrong value is told first');
select is(kept('queues'), 0::bigint, 'nothing was made');
select is(kept('queues that enqueues look up'), 0::bigint, 'nor told to enqueues');

select from awa.insert_job('x', queue => 'available');
select from awa.insert_job('x', queue => 'scheduled', run_at => '2999-01-01');
select from awa.insert_job('x', queue => 'cancelled', run_at => '2999-01-01', unique_by => '{"key": "c"}');
select from awa.cancel_by_unique_key('x', key => 'c');
select from awa.insert_job('x', queue => 'running');
select from awa.claim_jobs(worker(), 'running');
select from awa.insert_job('x', queue => 'completed');
select count(*) from awa.claim_jobs(worker(), 'completed') c, awa.complete_jobs(worker(), c.claim_id, array[c.id]);
create temp table known_worker as select worker_id from awa.register_worker(queues => array['first', 'worker']);
select is(state_of(j.id), j.queue, 'there is a job in ' || j.queue) from awa.jobs j order by j.id;
select results_eq(pg_temp.pauses(q), array[true], q || ' is known')
from unnest(array['available', 'scheduled', 'cancelled', 'running', 'completed', 'worker']) q;

select results_eq($$select paused from awa.configure_queue('new', '{"create": true, "paused": true}')$$, array[true], 'a new one is made on request');
select results_eq($$select paused from awa.configure_queue('new', '{"paused": false}')$$, array[false], 'and known from then on');
select results_eq($$select paused from awa.configure_queue('new', '{"create": true}')$$, array[false], 'to make it again changes nothing');
select is((select r.outcome from known_worker w, awa.deregister_worker(w.worker_id) r), 'deregistered', 'a worker goes');
select refuses(pg_temp.pauses('first'), 'AW010', 'queue first %', 'and with it what only it knew');

select * from finish();
