-- The end of a parent lets go a thousand children at most, tick the others: no settle takes for ever, nor does it need all locks.
set search_path = tap;
select plan(4);

select from awa.insert_job('parent', queue => 'parents');
select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'child', 'opts', jsonb_build_object(
  'parents', jsonb_build_array((select min(id) from awa.jobs))))) from generate_series(1, 3500)));
select s.settled from awa.claim_jobs(worker(), 'parents') c, awa.complete_jobs(worker(), c.claim_id, array[c.id]) s;
select is((select available || ' ' || pending from awa.queue_stats('default')), '1000 2500', 'some at once');
select from awa.tick();
select is((select available || ' ' || pending from awa.queue_stats('default')), '2000 1500', 'some a second later');
select from awa.tick();
select from awa.tick();
select is((select available || ' ' || pending from awa.queue_stats('default')), '3500 0', 'and all before long');
select is(kept('parents'), 0::bigint, 'nothing is left');

select * from finish();
