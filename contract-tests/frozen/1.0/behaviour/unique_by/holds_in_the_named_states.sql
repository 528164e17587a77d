-- A list of states says how long the key holds.
set search_path = tap;
select plan(6);

create temp table claimed (claim_id bigint, id bigint);

-- Only while it waits: one may run and one may wait.
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k", "states": ["available"]}')), 'inserted',
  'one waits');
insert into claimed select claim_id, id from awa.claim_jobs(worker());
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k", "states": ["available"]}')), 'inserted',
  'while it runs another may wait');
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k", "states": ["available"]}')), 'existing',
  'but not a third');
select lives_ok($$select awa.complete_jobs(worker(), (select claim_id from claimed), array[(select id from claimed)])$$,
  'the end of the first frees nobody else''s key');

-- Beyond the end: done once is done.
select is((select outcome from awa.insert_job('y', queue => 'once',
  unique_by => '{"key": "k", "states": ["available", "running", "completed"]}')), 'inserted', 'it is done once');
truncate claimed;
insert into claimed select claim_id, id from awa.claim_jobs(worker(), 'once');
select count(*) from claimed c, awa.complete_jobs(worker(), c.claim_id, array[c.id]);
select is((select outcome || ' ' || state from awa.insert_job('y', queue => 'once',
  unique_by => '{"key": "k", "states": ["available", "running", "completed"]}')), 'existing completed',
  'and not again');

select * from finish();
