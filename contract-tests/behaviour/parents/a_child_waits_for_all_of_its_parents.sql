-- A job with parents is pending until all of them have completed, whichever is last; then it is available, or scheduled.
set search_path = tap;
select plan(9);

create temp table job (name text, id bigint);
create temp table claimed (claim_id bigint, id bigint);
insert into job select 'p' || n, i.id from generate_series(1, 3) n, awa.insert_job('x', to_jsonb(n)) i;
insert into job select 'child', id from awa.insert_job('x', queue => 'children',
  opts => jsonb_build_object('parents', (select jsonb_agg(id) from job)));
insert into job select 'later', id from awa.insert_job('x', queue => 'children', run_at => now() + interval '1 day',
  opts => jsonb_build_object('parents', (select jsonb_agg(id) from job where name = 'p1')));
select is((select string_agg(name || ' ' || state, ', ' order by id) from job join awa.jobs using (id) where queue = 'children'),
  'child pending, later pending', 'both are pending');
select is((select pending from awa.queue_stats('children')), 2::bigint, 'and counted');

insert into claimed select claim_id, id from awa.claim_jobs(worker(), max_jobs => 3);
select s.settled from claimed c join job using (id), awa.complete_jobs(worker(), c.claim_id, array[c.id]) s where name = 'p1';
select is(state_of(id), 'pending', 'one parent is not enough') from job where name = 'child';
select is(state_of(id), 'scheduled', 'the only one is, up to its time') from job where name = 'later';
select s.settled from claimed c join job using (id), awa.complete_jobs(worker(), c.claim_id, array[c.id]) s where name = 'p3';
select is_empty($$select * from awa.claim_jobs(worker(), 'children')$$, 'two are not');
begin;
select s.settled from claimed c join job using (id), awa.complete_jobs(worker(), c.claim_id, array[c.id]) s where name = 'p2';
select is(state_of(id), 'pending', 'nor is the third before its commit') from job where name = 'child';
commit;
select results_eq($$select name from awa.claim_jobs(worker(), 'children') join job using (id)$$, $$values ('child')$$, 'then it runs');
select is((select state from awa.insert_job('x', opts => jsonb_build_object('parents', (select jsonb_agg(id) from job where name like 'p%')))),
  'available', 'parents that have completed before are none');
select is(kept('parents'), 0::bigint, 'nothing is left');

select * from finish();
