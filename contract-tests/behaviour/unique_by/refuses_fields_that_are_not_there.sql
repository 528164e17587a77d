-- A list of fields none of which is in args makes all jobs of the kind one job: a typing error, not a wish. So do args that are null.
set search_path = tap;
select plan(19);

create function pg_temp.asks(p_args text, p_by text) returns text language sql as
  $$select format('select * from awa.insert_job(''x'', %s, unique_by => %L)', p_args, p_by)$$;

select refuses(pg_temp.asks($$'{"account": 7}'$$, '{"args": ["acount"]}'), 'AW001', '%unique_by.args%acount%', 'a misspelt field is named');
select refuses(pg_temp.asks($$'{"account": {"id": 7}}'$$, '{"args": ["id", "no"], "key": "k"}'), 'AW001', '%unique_by.args%id%',
  'a deeper one is not found, whatever else makes the job unique');
select refuses(pg_temp.asks($$'{}'$$, '{"args": ["account"]}'), 'AW001', '%unique_by.args%account%', 'empty args have none');
select refuses(pg_temp.asks('null', '{"args": ["account"]}'), 'AW001', 'unique_by.args%account%null%', 'null args have none');
select refuses(pg_temp.asks('null', '{"args": true}'), 'AW001', 'unique_by.args%true%null%', 'nor are they whole');
select refuses(pg_temp.asks('null', '{"args": []}'), 'AW001', 'unique_by.args%null%', 'nor is nothing of them');
select refuses(pg_temp.asks($$'null'$$, '{"args": true}'), 'AW001', 'unique_by.args%true%null%', 'null in JSON is null');
select refuses($$select * from awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "args": {"a": 1}, "unique_by": {"args": ["b"]}}]')$$,
  'AW001', 'job 2: %unique_by.args%b%', 'insert_jobs names the place');
select refuses($$select * from awa.insert_jobs('[{"kind": "x", "args": null, "unique_by": {"args": true}}]')$$,
  'AW001', 'job 1: unique_by.args%null%', 'of null args, too');
select refuses($$select * from awa.insert_jobs('[{"kind": "x", "unique_by": {"args": ["b"]}}]')$$,
  'AW001', 'job 1: %unique_by.args%b%', 'and of none');
select refuses($$insert into awa.new_jobs (kind, unique_by) values ('x', '{"args": true}')$$, 'AW001', 'unique_by.args%null%',
  'a row of new_jobs without args has null args');
select is((select count(*) from awa.jobs), 0::bigint, 'nothing was inserted');

select is((select outcome from awa.insert_job('x', '{"a": null}', unique_by => '{"args": ["a", "b"]}')), 'inserted',
  'one field that is there is enough, and may be null');
select is((select outcome from awa.insert_job('empty', '{}', unique_by => '{"args": true}')), 'inserted', 'the whole of args may be empty');
select is((select outcome from awa.insert_jobs('[{"kind": "empty", "unique_by": {"args": true}}]')), 'existing', 'or left out');
select is((select outcome from awa.insert_job('none', '{"v": 1}', unique_by => '{"args": []}')), 'inserted', 'an empty list asks for no field');
select is((select outcome from awa.insert_job('none', '{"v": 2}', unique_by => '{"args": []}')), 'existing', 'and gets none');
select is((select outcome from awa.insert_job('no', null, unique_by => '{"args": false}')), 'inserted', 'false looks at no args');
select is((select outcome from awa.insert_job('no', null, unique_by => '{"args": null}')), 'existing', 'nor does null');

select * from finish();
