-- A period has no months and no years, whose windows would not be as long as they seem; and its windows are in years that there are.
set search_path = tap;
select plan(19);

create function pg_temp.put(p_period text) returns text language sql as $$
  select outcome from awa.insert_job('x', unique_by => jsonb_build_object('period', p_period))
$$;
select refuses(format('select pg_temp.put(%L)', p), 'AW001', 'unique_by.period must be of days or less, not %', p) from unnest('{1 month,1 year,1 month -27 days,10 years}'::text[]) p;
select refuses($$select awa.insert_jobs('[{"kind": "x", "unique_by": {"period": "1 month"}}]')$$, 'AW001', 'job 1: unique_by.period must be of days or less, not %', 'in a batch');
select refuses($$insert into awa.new_jobs (kind, unique_by) values ('x', '{"period": "1 month"}')$$, 'AW001', 'unique_by.period must be of days or less, not %', 'in a copy');
select refuses($$select awa.cancel_by_unique_key('x', period => '1 month')$$, 'AW001', 'period must be of days or less, not %', 'and not to be looked for');
select refuses($$select pg_temp.put('36526 days')$$, 'AW001', 'unique_by.period must be % up to 36525 days, not %', 'more than a hundred years');
select refuses($$select awa.cancel_by_unique_key('x', period => '36526 days')$$, 'AW001', 'period must be % up to 36525 days, not %', 'not to be looked for, either');
select refuses($$select awa.cancel_by_unique_key('x', period => '5.5 s')$$, 'AW001', 'period must be of whole seconds%', 'nor parts of a second');
select is(pg_temp.put('36525 days'), 'inserted', 'a hundred years');
select is((select outcome from awa.cancel_by_unique_key('x', period => '36525 days')), 'cancelled', 'are found');
select is(pg_temp.put('30 days'), 'inserted', 'thirty days');
select is((select outcome from awa.cancel_by_unique_key('x', period => '30 days')), 'cancelled', 'are, too');
select is((select outcome from awa.insert_job('x', unique_by => '{"period": 3600}')), 'inserted', 'seconds');
select is((select outcome from awa.cancel_by_unique_key('x', period => '1 hour')), 'cancelled', 'are as good as an hour');

select refuses(format('select awa.cancel_by_unique_key(''x'', period => ''1 day'', at => %L)', t), 'AW001', 'at must be a time in the years 1 to 9999, not %', t)
from unnest('{4713-01-01 BC,10000-01-02,-infinity}'::text[]) t;

select * from finish();
