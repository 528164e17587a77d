-- RETURNING answers for each row what insert_job would: for ORMs, which insert rows and read their ids.
set search_path = tap;
select plan(13);

select stop_clock();
create temp table answered (n serial, id bigint, outcome text, state text, queue_name text, partition int, due_at timestamptz, unique_key bytea,
  queue_full boolean);
with one as (
  insert into awa.new_jobs (kind, args) values ('one', '{"n": 1}') returning id, outcome, state)
insert into answered (id, outcome, state) select * from one;
select results_eq('select outcome, state, state_of(id) from answered', $$values ('inserted', 'available', 'available')$$, 'one row');
select is((select args from awa.get_job((select id from answered))), '{"n": 1}', 'which is that job');

truncate answered restart identity;
with many as (
  insert into awa.new_jobs (kind, args, queue, run_at, unique_by)
  values ('many', '{"n": 1}', 'q', null, '{"key": "a"}'), ('many', '{"n": 2}', null, '2999-01-01', null), ('many', '{"n": 3}', 'q', null, '{"key": "a"}'),
    ('many', '{"n": 4}', null, null, '{"key": "a", "on_conflict": "replace"}')
  returning id, outcome, state, queue_name, partition, due_at, unique_key, queue_full)
insert into answered (id, outcome, state, queue_name, partition, due_at, unique_key, queue_full) select * from many;
select results_eq('select n, outcome, state, queue_name, partition, due_at, queue_full from answered order by n',
  $$values (1, 'inserted', 'available', 'q', 0, clock(), false), (2, 'inserted', 'scheduled', 'default', 0, '2999-01-01'::timestamptz, false),
    (3, 'existing', 'available', 'q', 0, clock(), false), (4, 'replaced', 'available', 'default', 0, clock(), false)$$,
  'many rows, in their order');
select is((select array_agg(id = (select id from answered where n = 1) order by n) from answered), '{t,f,t,t}', 'with the id of the holder');
select is((select array_agg(unique_key = awa.unique_key('many', key => 'a') order by n) from answered), '{t,NULL,t,t}', 'and the key');

with selected as (
  insert into awa.new_jobs (kind, args) select 'selected', jsonb_build_object('n', n) from generate_series(1, 100) n returning id, args)
insert into answered (id, outcome) select id, args ->> 'n' from selected;
select is((select count(*) from answered a, awa.get_job(a.id) j where j.args ->> 'n' = a.outcome), 100::bigint,
  'the columns that were given are answered as they were given');

-- A driver sends nulls for what it does not set.
prepare orm (text, jsonb, bigint, text) as
insert into awa.new_jobs (kind, args, id, outcome) values ($1, $2, $3, $4) returning id is not null as has_id, outcome;
select results_eq($$execute orm('orm', '{}', null, null)$$, $$values (true, 'inserted')$$, 'null results are none');
select refuses($$insert into awa.new_jobs (kind, id) values ('x', 7)$$, 'AW001', 'id, outcome%', 'an id is not taken');
select refuses($$insert into awa.new_jobs (kind, state) values ('x', 'completed')$$, 'AW001', '%state%', 'nor a state');
select refuses($$insert into awa.new_jobs (kind, queue_full) values ('x', false)$$, 'AW001', '%queue_full%', 'nor any other result');

-- An insert is done though nobody refers to it, unlike a select of a function.
with unread as (insert into awa.new_jobs (kind) values ('unread') returning id) select 1;
select is((select count(*) from awa.jobs where kind = 'unread'), 1::bigint, 'a CTE that nobody reads inserts, too');

select results_eq($$select kind, outcome from (select * from awa.new_jobs) n$$, $$select '', '' where false$$, 'nothing is there to be read');
select is((select count(*) from awa.jobs where kind in ('one', 'many', 'selected', 'orm')), 104::bigint, 'and all of them are jobs');

select * from finish();
