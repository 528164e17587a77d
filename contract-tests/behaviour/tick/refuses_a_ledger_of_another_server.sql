-- A ledger that came from another server is refused by name, until it has been repaired.
set search_path = tap;
select plan(6);

create temp table job as select id from awa.insert_job('x');
select lives_ok($$select awa.tick()$$, 'a job of this server is nothing to worry about');
select worker();
select move_ledger();
select refuses($$select awa.tick()$$, 'AW007', '%another server%', 'a ledger of another server stops tick');
select refuses($$select awa.register_worker()$$, 'AW007', '%another server%', 'and new workers');
select refuses($$select awa.heartbeat(worker())$$, 'AW007', '%another server%', 'and those that were copied with it');
select is((select outcome from awa.repair()), 'repaired', 'it can be repaired');
select lives_ok($$select awa.register_worker()$$, 'then work goes on');

select * from finish();
