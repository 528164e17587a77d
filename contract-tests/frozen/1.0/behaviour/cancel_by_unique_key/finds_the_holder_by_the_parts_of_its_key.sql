-- The same parts as at insert name the job.
set search_path = tap;
select plan(9);

select stop_clock('2030-01-01 12:30:00+00');
create temp table made (name text, id bigint, unique_key bytea);
insert into made select 'key', id, unique_key from awa.insert_job('x', unique_by => '{"key": "k"}');
insert into made select 'args', id, unique_key from awa.insert_job('x', '{"n": 1.0}', unique_by => '{"args": true}');
insert into made select 'queue', id, unique_key from awa.insert_job('x', queue => 'q', unique_by => '{"queue": true}');
insert into made select 'period', id, unique_key from awa.insert_job('x', unique_by => '{"period": "1 hour"}');
insert into made select 'at', id, unique_key from awa.insert_job('x', run_at => '2030-01-02 00:00:01+00',
  unique_by => '{"period": "1 hour"}');
insert into made select 'hex', id, unique_key from awa.insert_job('x', unique_by => '{"key_hex": "00ff"}');

create temp table answer as
select 'key' as name, c.* from awa.cancel_by_unique_key('x', key => 'k', reason => 'enough') c
union all select 'args', c.* from awa.cancel_by_unique_key('x', args => '{"n": 1}', reason => 'enough') c
union all select 'queue', c.* from awa.cancel_by_unique_key('x', queue => 'q', reason => 'enough') c
union all select 'period', c.* from awa.cancel_by_unique_key('x', period => '1 hour', reason => 'enough') c
union all select 'at', c.* from awa.cancel_by_unique_key('x', period => '1 hour', at => '2030-01-02 00:59:59+00',
  reason => 'enough') c
union all select 'hex', c.* from awa.cancel_by_unique_key('x', reason => 'enough', opts => '{"key_hex": "00ff"}') c;

select results_eq(format('select id, outcome, state, unique_key from answer where name = %L', name),
  format($$select id, 'cancelled'::text, 'cancelled'::text, unique_key from made where name = %L$$, name), 'by ' || name)
from made;
select is((select array_agg(distinct state || ' ' || reason) from awa.jobs), '{cancelled enough}', 'all are cancelled');
select results_eq($$select * from awa.cancel_by_unique_key('x', key => 'k')$$,
  $$values (null::bigint, 'not_found'::text, null::text, awa.unique_key('x', key => 'k'))$$, 'the key is free then');
select is((select outcome from awa.insert_job('x', unique_by => '{"key": "k"}')), 'inserted', 'for the next holder');

select * from finish();
