-- With parents_timeout a child waits no longer for its parents: on_parent_failure says what becomes of it then.
set search_path = tap;
select plan(12);

select stop_clock();
create temp table job (name text, id bigint);
insert into job select 'parent', id from awa.insert_job('x', queue => 'parents');
insert into job
select c.name, i.id
from (values ('by default', null, null), ('fail', 'fail', null), ('run', 'run', null), ('some', 'run', 1)) c (name, policy, needed),
  awa.insert_job('x', queue => 'children', opts => jsonb_strip_nulls(jsonb_build_object(
    'parents', (select jsonb_agg(id) from job where name = 'parent'), 'on_parent_failure', c.policy, 'parents_needed', c.needed,
    'parents_timeout', '1 hour'))) i;
select is((select details ->> 'parents_until' from awa.get_job((select id from job where name = 'run'))), '2030-01-01T13:00:00Z',
  'get_job tells until when');
select advance_clock('59 min');
select count(*) from awa.tick();
select is((select string_agg(distinct state, ',') from awa.jobs where queue = 'children'), 'pending', 'all of them wait');
insert into job select 'in time', id from awa.insert_job('x', queue => 'others', opts => jsonb_build_object(
  'parents', (select jsonb_agg(id) from job where name = 'parent'), 'parents_timeout', 3600));
select advance_clock('2 min');
select count(*) from awa.tick();
select results_eq(
  $$select name, state, reason from job join awa.jobs using (id) where queue = 'children' order by id$$,
  $$values ('by default', 'cancelled', 'its parents had not ended by 2030-01-01T13:00:00+00:00'),
    ('fail', 'failed', 'its parents had not ended by 2030-01-01T13:00:00+00:00'),
    ('run', 'available', null), ('some', 'available', null)$$,
  'each as it said');
select is(state_of((select id from job where name = 'in time')), 'pending', 'a later one waits on');
select c.outcome from awa.cancel_job((select id from job where name = 'in time')) c;
select f.settled from awa.claim_jobs(worker(), 'parents') c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) f;
select count(*) from awa.tick();
select is(kept('waits'), 0::bigint, 'nothing is left of what they waited for');

insert into job select 'second parent', id from awa.insert_job('x', queue => 'parents');
insert into job select 'patient', id from awa.insert_job('x', queue => 'children', opts => jsonb_build_object(
  'parents', (select jsonb_agg(id) from job where name = 'second parent'), 'parents_timeout', '1 hour'));
select f.settled from awa.claim_jobs(worker(), 'parents') c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) f;
select is(state_of((select id from job where name = 'patient')), 'available', 'one whose parents ended in time goes on');
select is(kept('waits'), 0::bigint, 'and waits for nothing');
select advance_clock('2 hours');
select count(*) from awa.tick();
select is(state_of((select id from job where name = 'patient')), 'available', 'also later');

select refuses($$select awa.insert_job('x', opts => '{"parents_timeout": "1 h"}')$$, 'AW001', '%parents_timeout ("1 h")%missing%', 'parents are missing');
select refuses($$select awa.insert_job('x', opts => '{"parents": [1], "parents_timeout": "0 s"}')$$, 'AW001', '%parents_timeout%0 s%', 'no time is no interval');
select refuses($$select awa.insert_job('x', opts => '{"parents": [1], "parents_timeout": "400 days"}')$$, 'AW001', '%parents_timeout%366 days%', 'nor is more than max_delay');
select refuses($$select awa.insert_job('x', opts => '{"parents": [1], "parents_timeout": "soon"}')$$, 'AW001', '%parents_timeout%soon%', 'nor a word');

select * from finish();
