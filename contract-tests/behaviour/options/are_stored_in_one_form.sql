-- Whatever way options are written, the job keeps them in one form, which says the same in every session and may be passed again.
set search_path = tap;
select plan(11);

select stop_clock('2030-01-01 12:00:00+00');
create table given (n int, opts jsonb, want jsonb);
insert into given values
  (1, '{"timeout": "30 s"}', '{"timeout": 30}'),
  (2, '{"timeout": "30"}', '{"timeout": 30}'),
  (3, '{"timeout": 0.25, "keep": "PT1M30S"}', '{"timeout": 0.25, "keep": 90}'),
  (4, '{"keep": "1 month", "timeout": "1 year"}', '{"keep": 2592000, "timeout": 31557600}'),
  (5, '{"keep": "100 years"}', '{"keep": 3155760000}'),
  (6, '{"backoff": {"kind": "linear", "base": "1500 ms", "max": "2 min", "jitter": 0.50}}',
    '{"backoff": {"kind": "linear", "base": 1.5, "max": 120, "jitter": 0.5}}'),
  (7, '{"backoff": {"jitter": 1e-400, "max": null}, "timeout": null}', '{"backoff": {"jitter": 0}}'),
  (8, '{"start_by": "2030-01-31T09:00:00+01:00"}', '{"start_by": "2030-01-31T08:00:00Z"}'),
  (9, '{"start_by": "2030-01-31 08:00:00.250Z"}', '{"start_by": "2030-01-31T08:00:00.25Z"}'),
  (10, '{"start_by": "15 min"}', '{"start_by": "2030-01-01T12:15:00Z"}'),
  (11, '{"start_by": 1}', '{"start_by": "2030-01-01T12:00:01Z"}'),
  (12, '{"concurrency_key": "k", "concurrency_limit": 2.0}', '{"concurrency_key": "k", "concurrency_limit": 2}');

create procedure pg_temp.insert_all(p_opts text) language plpgsql as $$
begin
  execute format('insert into made select 1, n, i.id from given, awa.insert_job(''single'', opts => %s) i', p_opts);
  execute format('insert into made select 2, n, i.id from given, awa.insert_jobs(jsonb_build_array(jsonb_build_object(''kind'', ''x'', ''opts'', %s))) i', p_opts);
  execute format('insert into made select 3, n, i.id from given, awa.insert_jobs(jsonb_build_array(jsonb_build_object(''kind'', ''x'', ''opts'', %s,
    ''unique_by'', jsonb_build_object(''key'', n || %L)))) i', p_opts, p_opts);
  execute format('insert into made select 4, n, i.id from given, awa.insert_many(''x'', ''{1}'', opts => %s) i', p_opts);
  execute format('insert into made select 5, n, i.id from given, awa.insert_job(''x'', opts => %s, run_at => ''2031-01-01Z'') i', p_opts);
end $$;
create table made (way int, n int, id bigint);
create function pg_temp.wrong() returns table (way int, n int, options jsonb) language sql as $$
  select way, n, j.options from made join given using (n) join awa.jobs j using (id) where j.options is distinct from want
$$;
call pg_temp.insert_all('opts');
select is_empty('select * from pg_temp.wrong()', 'by every way in');
insert into awa.new_jobs (kind, opts) select 'copied', opts from given;
select bag_eq($$select options from awa.jobs where kind = 'copied'$$, 'select want from given', 'in a copy');
select is((select count(*)::int from made), 60, 'all of them');
truncate made;
call pg_temp.insert_all('want');
select is_empty('select * from pg_temp.wrong()', 'what get_job shows may be passed again');
truncate made;
alter procedure pg_temp.insert_all(text) set timezone = 'America/Caracas';
alter procedure pg_temp.insert_all(text) set datestyle = 'SQL, DMY';
alter procedure pg_temp.insert_all(text) set intervalstyle = 'sql_standard';
call pg_temp.insert_all('opts');
select is_empty('select * from pg_temp.wrong()', 'the settings of the session make no difference');
select is((select count(*)::int from made), 60, 'all of them');
set timezone = 'America/Caracas';

-- Months count as what they are at least, and at most.
select refuses(format('select awa.insert_job(''x'', opts => jsonb_build_object(''timeout'', %L))', i), 'AW001', 'timeout must be %up to 366 days%', i)
from unnest('{13 months,-1 month 28 days,1 month -28 days,366 days 1 second}'::text[]) i;
select is((select count(*) from unnest('{12 months,1 month -27 days,366 days}'::text[]) t, awa.insert_job('x', opts => jsonb_build_object('timeout', t))), 3::bigint,
  'and are fine where either is');

select * from finish();
