-- With session_replication_role = replica triggers do not fire: what would be left half done is refused, and undone as a whole.
set search_path = tap;
select plan(24);

create temp table job (name text, id bigint, claim_id bigint);
insert into job select 'waits', id from awa.insert_job('x', queue => 'waits', unique_by => '{"key": "k"}');
insert into job select 'scheduled', id from awa.insert_job('x', queue => 'waits', run_at => now() + interval '1 day');
insert into job select 'parent', id from awa.insert_job('x');
insert into job select 'holder', id from awa.insert_job('x', opts => '{"concurrency_key": "c"}');
insert into job select 'plain', id from awa.insert_job('x');
update job j set claim_id = c.claim_id from awa.claim_jobs(worker(), max_jobs => 10) c where c.id = j.id;
insert into job select 'child', i.id
from job p, awa.insert_job('x', queue => 'waits', opts => jsonb_build_object('parents', jsonb_build_array(p.id))) i where p.name = 'parent';
create temp table before as select id, state, priority from awa.jobs;
create function pg_temp.id(p_name text) returns bigint language sql as $$select id from job where name = p_name$$;
create function pg_temp.claim(p_name text) returns bigint language sql as $$select claim_id from job where name = p_name$$;

set session_replication_role = replica;
select refuses($$select awa.cancel_job(pg_temp.id('waits'))$$, 'AW013', 'cancel of job % needs triggers%', 'cancelling an available job');
select refuses($$select awa.cancel_by_unique_key('x', key => 'k')$$, 'AW013', 'cancel of job %', 'by its key');
select refuses($$select awa.reschedule_job(pg_temp.id('waits'), priority => 4)$$, 'AW013', 'replace of job %', 'rescheduling one');
select refuses($$select awa.insert_job('x', unique_by => '{"key": "k", "on_conflict": "replace"}')$$, 'AW013', 'replace of job %', 'replacing one');
select refuses($$select awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "unique_by": {"key": "k", "on_conflict": "replace"}}]')$$, 'AW013',
  'job 2: replace of job %', 'in an array it is named');
select refuses(format($$select awa.insert_job('x', opts => '{"parents": [%s]}')$$, pg_temp.id('parent')), 'AW013', '%parents%', 'a child');
select refuses($$select awa.complete_jobs(worker(), pg_temp.claim('parent'), array[pg_temp.id('parent')])$$, 'AW013', '%others wait for%',
  'the end of a parent');
select refuses($$select awa.fail_jobs(worker(), pg_temp.claim('parent'), array[pg_temp.id('parent')], '{oops}', final => true)$$, 'AW013',
  '%others wait for%', 'in whatever way');
select refuses($$select awa.cancel_job(pg_temp.id('parent'))$$, 'AW013', '%others wait for%', 'by whomever');
select refuses($$select awa.complete_jobs(worker(), pg_temp.claim('holder'), array[pg_temp.id('holder')])$$, 'AW013', '%place%',
  'giving up a place');
select refuses($$select awa.configure_queue('waits', '{"partitions": 4}')$$, 'AW013', '%configuration of queue waits%', 'configuring a queue');
select refuses($$select awa.describe_kind('x', opts => '{"limits": []}')$$, 'AW013', 'what limits kind x has%', 'the limits of a kind');
select results_eq('select id, state, priority from awa.jobs order by id', 'select * from before order by id', 'nothing has changed');

-- What needs none goes on.
select is((select outcome from awa.insert_job('x')), 'inserted', 'an insert');
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k"}')), 'existing', 'a held key');
select is((select state from awa.insert_job('x', run_at => now() + interval '1 hour')), 'scheduled', 'a time ahead');
select is((select outcome from awa.cancel_job(pg_temp.id('scheduled'))), 'cancelled', 'cancelling a scheduled job');
select is((select settled from awa.complete_jobs(worker(), pg_temp.claim('plain'), array[pg_temp.id('plain')])), 1, 'a settle');
select lives_ok('select awa.tick()', 'housekeeping');
select is((select count(*)::int from awa.claim_jobs(worker('b'))), 1, 'a claim');

reset session_replication_role;
select is((select outcome from awa.cancel_job(pg_temp.id('waits'))), 'cancelled', 'with triggers it is cancelled');
select is(state_of(pg_temp.id('waits')), 'cancelled', 'for good');
select is((select settled from awa.complete_jobs(worker(), pg_temp.claim('parent'), array[pg_temp.id('parent')])), 1, 'and a parent ends');
select is(state_of(pg_temp.id('child')), 'available', 'which lets its child go');

select * from finish();
