-- A row of the view does what a call of insert_job does: its columns are the arguments, null is the default, errors are its errors.
set search_path = tap;
select plan(5);

insert into awa.new_jobs (kind) values ('plain');
insert into awa.new_jobs (kind, args, queue, priority, run_at, max_attempts, unique_by, ordering_key, tags, metadata, opts)
values ('full', '{"a": 1}', 'q', 1, '2999-01-01', 3, '{"key": "k"}', 'o', '{t}', '{"m": 1}', '{"timeout": "1 min"}');
insert into awa.new_jobs (kind, unique_by) select 'once', '{"key": "o"}' from generate_series(1, 3);

select results_eq($$select kind, args, queue collate "default", priority, state, max_attempts from awa.jobs where kind <> 'once' order by id$$,
  $$values ('plain', '{}'::jsonb, 'default', 2, 'available', 25), ('full', '{"a": 1}', 'q', 1, 'scheduled', 3)$$, 'with its arguments');
select results_eq($$select ordering_key, tags, metadata, options from awa.jobs where kind = 'full'$$,
  $$values ('o', '{t}'::text[], '{"m": 1}'::jsonb, '{"timeout": 60}'::jsonb)$$, 'all of them');
select is((select count(*) from awa.jobs where kind = 'once'), 1::bigint, 'unique jobs are unique');
select refuses($$insert into awa.new_jobs (kind, priority) values ('x', 9)$$, 'AW001', 'priority%9%', 'errors are those of insert_job');
select is_empty('select * from awa.new_jobs', 'nothing can be read from it');

select * from finish();
