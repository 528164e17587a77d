-- What waits for a limit is no work: a worker sleeps until the rate allows the next start, or a job has ended.
set search_path = tap;
select plan(10);
select stop_clock();

select from awa.put_limit('one', '{"concurrency": 1}');
select from awa.put_limit('slow', '{"rate": 1, "per": "2 s"}');
select from awa.configure_queue('a', '{"create": true, "limits": ["one"]}');
select from awa.configure_queue('b', '{"create": true, "limits": ["slow"]}');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[5]), 'a');
select from awa.insert_many('x', array_fill('{}'::jsonb, array[5]), 'b');
select is((select work_queues from awa.sleep_until_work(worker(), '{a,b}')), '{a,b}', 'both have work');
create temp table claimed as select * from awa.claim_jobs(worker(), 'a', 9);
select is((select work_queues from awa.sleep_until_work(worker(), '{a,b}')), '{b}', 'a is full');
select from awa.claim_jobs(worker(), 'b', 9);
select ok((select not has_work and wait_ms between 1 and 2000 from awa.sleep_until_work(worker(), '{b}')), 'so is b, for two seconds');
select advance_clock('2 s');
select is((select work_queues from awa.sleep_until_work(worker(), '{a,b}')), '{b}', 'which are over');
select from awa.complete_jobs(worker(), (select claim_id from claimed), (select array_agg(id) from claimed));
select is((select work_queues from awa.sleep_until_work(worker(), '{a,b}')), '{a,b}', 'the job of a has ended');

-- The same for a kind.
select from awa.describe_kind('k', opts => '{"limits": ["slow"]}');
select from awa.insert_many('k', array_fill('{}'::jsonb, array[5]), 'c');
select is((select work_queues from awa.sleep_until_work(worker(), '{c}')), '{c}', 'a kind may start');
select is_empty($$select from awa.claim_jobs(worker(), 'c', 9)$$, 'its jobs are moved aside');
select is((select count(*) from awa.claim_jobs(worker(), 'c', 9)), 1::bigint, 'one starts');
select ok((select not has_work and wait_ms between 1 and 2000 from awa.sleep_until_work(worker(), '{c}')), 'then it has to wait');
select advance_clock('2 s');
select is((select work_queues from awa.sleep_until_work(worker(), '{c}')), '{c}', 'for so long');

select * from finish();
