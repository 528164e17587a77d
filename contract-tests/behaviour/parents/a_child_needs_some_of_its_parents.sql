-- With parents_needed a child starts when as many of its parents have completed, and follows on_parent_failure as soon as
-- too few of them can.
set search_path = tap;
select plan(17);

create temp table job (name text, id bigint);
create function pg_temp.parents(p_prefix text) returns jsonb language sql as
  $$select jsonb_agg(j.id order by j.name) from job j where j.name like p_prefix || '_'$$;
create function pg_temp.finish(p_name text, p_fails boolean default false) returns void language plpgsql as $$
declare
  v_claim record;
begin
  select c.claim_id, c.id into v_claim from awa.claim_jobs(worker(), p_name) c;
  if p_fails then
    perform awa.fail_jobs(worker(), v_claim.claim_id, array[v_claim.id], '{oops}', final => true);
  else
    perform awa.complete_jobs(worker(), v_claim.claim_id, array[v_claim.id]);
  end if;
end $$;
insert into job
select n.name, i.id
from unnest(array['a1', 'a2', 'a3', 'b1', 'b2', 'b3', 'c1', 'c2', 'd1', 'd2']) n (name), awa.insert_job('x', queue => n.name) i;
insert into job select 'any', id from awa.insert_job('x', queue => 'children',
  opts => jsonb_build_object('parents', pg_temp.parents('a'), 'parents_needed', 1));
insert into job select 'two', id from awa.insert_job('x', queue => 'children',
  opts => jsonb_build_object('parents', pg_temp.parents('a'), 'parents_needed', 2));
insert into job select 'of failing ones', id from awa.insert_job('x', queue => 'children',
  opts => jsonb_build_object('parents', pg_temp.parents('b'), 'parents_needed', 2, 'on_parent_failure', 'fail'));
insert into job select 'whatever they come to', id from awa.insert_job('x', queue => 'children',
  opts => jsonb_build_object('parents', pg_temp.parents('c'), 'parents_needed', 1, 'on_parent_failure', 'run'));
select is((select details ->> 'parents_needed' from awa.get_job((select id from job where name = 'two'))), '2', 'get_job tells how many');

select pg_temp.finish('a2');
select is(state_of((select id from job where name = 'any')), 'available', 'one of three is enough for who needs one');
select is(state_of((select id from job where name = 'two')), 'pending', 'and not for who needs two');
select is((select details ->> 'parents_needed' from awa.get_job((select id from job where name = 'two'))), '1', 'which needs one more');
insert into job select 'late', id from awa.insert_job('x', queue => 'children',
  opts => jsonb_build_object('parents', pg_temp.parents('a'), 'parents_needed', 1));
select is(state_of((select id from job where name = 'late')), 'available', 'a parent that has completed before counts');
select pg_temp.finish('a3', true);
select is(state_of((select id from job where name = 'two')), 'pending', 'one that fails does not matter while others are left');
select pg_temp.finish('a1');
select is(state_of((select id from job where name = 'two')), 'available', 'the second one lets it go');
select pg_temp.finish('b1', true);
select is(state_of((select id from job where name = 'of failing ones')), 'pending', 'two of three may still complete');
select pg_temp.finish('b3', true);
select is(state_of((select id from job where name = 'of failing ones')), 'failed', 'now too few are left');
select is((select reason from awa.get_job((select id from job where name = 'of failing ones'))),
  format('parent %s is failed', (select id from job where name = 'b3')), 'for this reason');
select pg_temp.finish('c2', true);
select is(state_of((select id from job where name = 'whatever they come to')), 'available', 'with run each end counts');
select pg_temp.finish('b2');
select pg_temp.finish('c1');
select count(*) from awa.tick();
select is(kept('waits'), 0::bigint, 'nothing is left of what they waited for');

select is((select state from awa.insert_job('x', queue => 'children', opts => jsonb_build_object('parents',
  jsonb_build_array((select id from job where name = 'd1'), (select id::text from job where name = 'd1')), 'parents_needed', 1))),
  'pending', 'a parent named twice is one');
select refuses(
  format($$select awa.insert_job('x', opts => '{"parents": [%1$s, "%1$s"], "parents_needed": 2}')$$, (select id from job where name = 'd1')),
  'AW001', '%parents_needed is 2%1 %', 'and cannot be needed twice');
select refuses($$select awa.insert_job('x', opts => '{"parents_needed": 1}')$$, 'AW001', '%parents_needed (1)%missing%', 'parents are missing');
select refuses($$select awa.insert_job('x', opts => '{"parents": [1], "parents_needed": 0}')$$, 'AW001', '%parents_needed%0%', 'none is no number');
select refuses($$select awa.insert_job('x', opts => '{"parents": [1], "parents_needed": "2"}')$$, 'AW001', '%parents_needed%"2"%', 'nor is a text');

select * from finish();
