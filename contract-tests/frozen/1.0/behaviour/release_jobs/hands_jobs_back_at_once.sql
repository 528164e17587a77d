-- A released job is available again and its attempt does not count.
set search_path = tap;
select plan(6);

select stop_clock();
select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x", "max_attempts": 1}'::jsonb) from generate_series(1, 3)));
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker('a'), max_jobs => 3) c;
select results_eq($$select r.* from awa.release_jobs(worker('a'), (select min(claim_id) from claimed),
    (select array_agg(id) from claimed where n > 1)) r$$, $$values (2, '{}'::bigint[])$$, 'two are handed back');
select results_eq('select j.state, j.attempt from claimed c, awa.get_job(c.id) j order by n',
  $$values ('running'::text, 1), ('available', 0), ('available', 0)$$, 'and available, as if never tried');
select set_eq('select id, attempt from awa.claim_jobs(worker(''b''), max_jobs => 10)', 'select id, 1 from claimed where n > 1',
  'another worker gets them');
select refuses($$select awa.release_jobs(worker('a'), (select min(claim_id) from claimed), (select array_agg(id) from claimed))$$,
  'AW005', '%', 'what is lost cannot be released');
select results_eq($$select r.settled, (select array_agg(l order by l) from unnest(r.lost_ids) l)
    from awa.release_jobs(worker('a'), (select min(claim_id) from claimed), (select array_agg(id) from claimed), '{"on_lost": "report"}') r$$,
  $$select 1, array_agg(id order by id) from claimed where n > 1$$, 'or is reported');
select is((select state_of(id) from claimed where n = 1), 'available', 'the rest is released');

select * from finish();
