-- Keys are taken in their own order; ids, rows and lanes are in the order of the array all the same, also for jobs that go one by one.
set search_path = tap;
select plan(7);

create temp table parent as select id from awa.insert_job('x', queue => 'parents');
-- Keys descend; one job has none. Key 4 may be held already by a job that runs.
create function pg_temp.batch(p_parent bigint default null) returns table (place bigint, ordinal int, id bigint, outcome text)
language sql as $$
  select row_number() over (), j.ordinal, j.id, j.outcome
  from awa.insert_jobs((
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'kind', 'x', 'args', n,
      'unique_by', case when n <> 3 then jsonb_build_object('key_hex', '0' || 8 - n, 'states', '["available"]'::jsonb) end,
      'opts', case when n = 6 and p_parent is not null then jsonb_build_object('parents', jsonb_build_array(p_parent)) end)) order by n)
    from generate_series(1, 6) n)) j
$$;
create function pg_temp.run_one(p_key text) returns bigint language sql as $$
  select c.id
  from awa.insert_job('x', unique_by => jsonb_build_object('key_hex', p_key, 'states', '["available"]'::jsonb)) i,
    awa.claim_jobs(worker(), max_jobs => 100) c
$$;

select run_one from pg_temp.run_one('04');
create temp table at_once as select * from pg_temp.batch();
select is((select array_agg(ordinal order by place) from at_once), '{1,2,3,4,5,6}', 'rows are in the order of the array');
select is((select array_agg(ordinal order by id) from at_once), '{1,2,3,4,5,6}', 'so are the ids, also of a key that is taken over');
select is((select array_agg(args::int) from awa.claim_jobs(worker(), max_jobs => 100)), '{1,2,3,4,5,6}', 'and the lane');

select run_one from pg_temp.run_one('04');
create temp table one_by_one as select * from pg_temp.batch((select id from parent));
select is((select array_agg(ordinal order by place) from one_by_one), '{1,2,3,4,5,6}', 'one by one they are, too');
select is((select array_agg(ordinal order by id) from one_by_one), '{1,2,3,4,5,6}', 'and numbered in this order');
select is((select array_agg(args::int) from awa.claim_jobs(worker(), max_jobs => 100)), '{1,2,3,4,5}', 'and claimed in it');
select is((select string_agg(distinct outcome, ',') from (table at_once union all table one_by_one) j), 'inserted', 'all of them are new');

select * from finish();
