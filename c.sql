select worker_id from awa.register_worker('a',array['bench_q']) \gset
select count(*), min(claim_id) as cid, array_agg(id) ids from awa.claim_jobs(:'worker_id','bench_q',5) \gset
select id,state,queue,partition,priority from awa.jobs where state='running' limit 3;
select state from awa.get_job(5);
select settled from awa.complete_jobs(:'worker_id',:cid,:'ids');
select state from awa.get_job(5);
select id,state,queue from awa.jobs where id<7 order by 1;
