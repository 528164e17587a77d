-- Transaction ids that lie ahead of the server's tell of a dump from elsewhere: neither tick nor a new worker goes on.
set search_path = tap;
select plan(5);

select lives_ok($$select awa.insert_job('x')$$, 'a job of this server');
select lives_ok($$select awa.tick()$$, 'is nothing to worry about');
update awa_store.ready set xid = '999999999999';
select refuses($$select awa.tick()$$, 'AW007', '%999999999999%', 'a job of another server stops tick');
select refuses($$select awa.register_worker()$$, 'AW007', '%999999999999%', 'and new workers');
update awa_store.ready set xid = '3';
select lives_ok($$select awa.register_worker()$$, 'older ids are those of any server');

select * from finish();
