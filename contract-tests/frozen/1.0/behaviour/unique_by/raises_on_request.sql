-- on_conflict raise: a second holder is refused with AW004.
set search_path = tap;
select plan(3);

create temp table first as select * from awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "raise"}');
select is((select outcome from first), 'inserted', 'the first is inserted');
select refuses($$select awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "raise"}')$$, 'AW004',
  '%' || (select id from first) || '%', 'the error names the holder');
select is((select count(*)::int from awa.jobs), 1, 'nothing was inserted');

select * from finish();
