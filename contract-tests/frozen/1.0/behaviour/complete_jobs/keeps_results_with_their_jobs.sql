-- Results stay with the jobs that they were given for, whatever else is lost.
set search_path = tap;
select plan(3);

select count(*) from awa.insert_jobs((select jsonb_agg('{"kind": "x"}'::jsonb) from generate_series(1, 4)));
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker(), max_jobs => 4) c;
select outcome from claimed c, awa.cancel_job(c.id) where n = 2;
select results_eq($$select s.* from awa.complete_jobs(worker(), (select min(claim_id) from claimed),
    (select array_agg(id order by n desc) from claimed), '["four", "three", "two", "one"]', '{"on_lost": "report"}') s$$,
  $$select 3, array[id] from claimed where n = 2$$, 'one of four is lost');
select is((select array_agg(j.result #>> '{}' order by n) from claimed c, awa.get_job(c.id) j), '{one,NULL,three,four}', 'get_job tells the right results');
select is((select array_agg(j.result #>> '{}' order by n) from claimed c join awa.jobs j using (id)), '{one,NULL,three,four}', 'and so does the view');

select * from finish();
