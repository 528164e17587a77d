-- When a parent fails or is cancelled, on_parent_failure says what becomes of the child: cancelled (the default), failed, or run.
set search_path = tap;
select plan(8);

create temp table job (name text, id bigint);
insert into job select 'parent', id from awa.insert_job('x');
insert into job select 'other', id from awa.insert_job('x', queue => 'never');
insert into job
select c.name, i.id
from (values ('by default', null), ('cancel', 'cancel'), ('fail', 'fail'), ('run', 'run')) c (name, policy),
  awa.insert_job('x', queue => 'children', opts => jsonb_strip_nulls(jsonb_build_object(
    'parents', (select jsonb_agg(id) from job where name = 'parent'), 'on_parent_failure', c.policy))) i;
insert into job select 'also of another', id from awa.insert_job('x', queue => 'children', unique_by => '{"key": "k"}',
  opts => jsonb_build_object('parents', (select jsonb_agg(id) from job where name in ('parent', 'other'))));
insert into job select 'grandchild', id from awa.insert_job('x', queue => 'children',
  opts => jsonb_build_object('parents', (select jsonb_agg(id) from job where name = 'cancel')));
select is((select string_agg(distinct state, ',') from awa.jobs where queue = 'children'), 'pending', 'all of them wait');

select f.outcome from awa.claim_jobs(worker()) c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true) f;
select results_eq(
  $$select name, state from job join awa.jobs using (id) where queue = 'children' order by id$$,
  $$values ('by default', 'cancelled'), ('cancel', 'cancelled'), ('fail', 'failed'), ('run', 'available'),
    ('also of another', 'cancelled'), ('grandchild', 'cancelled')$$,
  'each as it said, and so on');
select is((select reason from awa.get_job((select id from job where name = 'by default'))),
  format('parent %s is failed', (select id from job where name = 'parent')), 'with the reason');
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k"}')), 'inserted', 'keys are free');
select outcome from awa.cancel_job((select id from job where name = 'other'));
select is(kept('parents'), 0::bigint, 'nothing is left when all parents have ended');
select is((select state from awa.insert_job('x', opts => jsonb_build_object('parents', (select jsonb_agg(id) from job where name = 'parent')))),
  'pending', 'a child of a parent that failed before');
select is((select state from awa.jobs order by id desc limit 1), 'cancelled', 'is cancelled at commit');
select refuses($$select awa.insert_job('x', opts => '{"parents": [999999]}')$$, 'AW010', '%999999%', 'an unknown parent is named');

select * from finish();
