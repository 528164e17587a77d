-- With opts.all every open job with the key is cancelled, also one that runs and does not hold it any more.
set search_path = tap;
select plan(5);

create temp table job (name text, id bigint);
insert into job select 'running', id from awa.insert_job('x', unique_by => '{"key": "k", "states": ["available"]}');
select from awa.claim_jobs(worker());
insert into job select 'waiting', id from awa.insert_job('x', unique_by => '{"key": "k", "states": ["available"]}');
insert into job select 'other', id from awa.insert_job('x', unique_by => '{"key": "o"}');

select results_eq($$select name, outcome, state from awa.cancel_by_unique_key('x', key => 'k', reason => 'stop', opts => '{"all": true}') join job using (id) order by id$$,
  $$values ('running', 'cancelled', 'cancelled'), ('waiting', 'cancelled', 'cancelled')$$, 'both');
select is((select count(*) from awa.jobs where state = 'cancelled' and reason = 'stop'), 2::bigint, 'with the reason');
select is(state_of(id), 'available', 'not the one with another key') from job where name = 'other';
select results_eq($$select outcome from awa.cancel_by_unique_key('x', key => 'k', opts => '{"all": true}')$$, $$values ('not_found')$$,
  'then there is none');
select refuses($$select awa.cancel_by_unique_key('x', key => 'k', opts => '{"all": 1}')$$, 'AW001', '%all%1%', 'all is true or false');

select * from finish();
