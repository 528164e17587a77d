-- opts async turns synchronous_commit off for the claim's own transaction.
set search_path = tap;
select plan(3);

set synchronous_commit = on;
begin;
select count(*) from awa.claim_jobs(worker());
select is(current_setting('synchronous_commit'), 'on', 'a claim is as durable as the session asks');
select count(*) from awa.claim_jobs(worker(), opts => '{"async": true}');
select is(current_setting('synchronous_commit'), 'off', 'async turns it off');
commit;
select is(current_setting('synchronous_commit'), 'on', 'until the end of the transaction');

select * from finish();
