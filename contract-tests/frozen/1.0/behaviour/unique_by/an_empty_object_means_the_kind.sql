-- No part named: one job per kind.
set search_path = tap;
select plan(3);

select is((select outcome from awa.insert_job('x', '{"n": 1}', unique_by => '{}')), 'inserted', 'one of the kind');
select is((select outcome from awa.insert_job('x', '{"n": 2}', unique_by => '{}')), 'existing', 'no second one');
select is((select outcome from awa.insert_job('y', '{"n": 2}', unique_by => '{}')), 'inserted', 'another kind');

select * from finish();
