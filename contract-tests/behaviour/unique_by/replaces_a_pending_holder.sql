-- A pending holder takes the newest args and goes on to wait for its own parents.
set search_path = tap;
select plan(6);

create temp table parent as select id from awa.insert_job('p', queue => 'parents');
create temp table child as select i.id from parent p, awa.insert_job('x', '1', unique_by => '{"key": "k"}',
  opts => jsonb_build_object('parents', jsonb_build_array(p.id), 'on_parent_failure', 'run')) i;
select results_eq(
  $$select id, outcome, state from awa.insert_job('x', '2', unique_by => '{"key": "k", "on_conflict": "replace"}')$$,
  $$select id, 'replaced'::text, 'pending'::text from child$$, 'it is replaced and waits');
select is((select options ->> 'on_parent_failure' from child c, awa.get_job(c.id)), 'run', 'as it was told to');
select refuses($$select awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "replace"}', opts => '{"parents": [1]}')$$,
  'AW001', 'parents [1] %replace', 'other parents are refused');
select is_empty($$select * from awa.claim_jobs(worker())$$, 'it is not handed out');
select s.outcome from awa.claim_jobs(worker(), 'parents') c, awa.fail_jobs(worker(), c.claim_id, array[c.id], '{oops}', final => true) s;
select results_eq($$select id, args from awa.claim_jobs(worker())$$, $$select id, '2'::jsonb from child$$, 'before its parent ended');
select is(kept('parents'), 0::bigint, 'nothing is left');

select * from finish();
