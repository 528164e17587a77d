-- A sequence that lags behind the jobs, as after a logical copy, is refused by name, until it has been repaired.
set search_path = tap;
select plan(2);

select id from awa.insert_job('x');
select setval('awa_store.entry_seq', 1, false);
update awa_store.ready set job_id = 17;
select refuses($$select awa.tick()$$, 'AW007', '%job 17 %', 'it is refused');
select is((select outcome from awa.repair()), 'repaired', 'and repaired');

select * from finish();
