-- options_fault finds what job_options would not have stored, and nothing else.
set search_path = tap;
select plan(35);

select is(awa_store.options_fault(null), null, 'there need not be any');
select is(awa_store.options_fault(o::jsonb), null, o)
from unnest(array['{}', '{"timeout": 30, "keep": 0.5}', '{"start_by": "2030-01-31T08:00:00.25Z"}', '{"start_by": "2024-02-29T23:59:59Z"}',
  '{"concurrency_key": "k", "concurrency_limit": 10000}', '{"backoff": {"kind": "fixed", "base": 1, "max": 2, "jitter": 1}}', '{"on_parent_failure": "run"}',
  '{"of_a_later_version": 7}']) o;
select alike(awa_store.options_fault(o.options::jsonb), '%' || o.want || '%', o.options)
from (values ('7', 'object, not 7'), ('[]', 'object, not []'), ('{"timeout": "30 s"}', 'timeout cannot be read: "30 s"'), ('{"timeout": -1}', 'timeout'),
  ('{"timeout": 1e11}', 'timeout'), ('{"keep": null}', 'keep'), ('{"keep": 1e131000}', 'keep'), ('{"start_by": "soon"}', 'start_by'),
  ('{"start_by": "2030-02-29T08:00:00Z"}', 'start_by'), ('{"start_by": "2030-01-31T08:00:00"}', 'start_by'), ('{"start_by": "0000-01-31T08:00:00Z"}', 'start_by'),
  ('{"start_by": "10000-01-31T08:00:00Z"}', 'start_by'), ('{"start_by": "2030-01-31T24:00:00Z"}', 'start_by'), ('{"concurrency_key": 7}', 'concurrency_key'),
  ('{"concurrency_key": ""}', 'concurrency_key'), ('{"concurrency_key": "k", "concurrency_limit": 0}', 'concurrency_limit'),
  ('{"concurrency_key": "k", "concurrency_limit": 1.5}', 'concurrency_limit'), ('{"on_parent_failure": "panic"}', 'on_parent_failure'), ('{"backoff": []}', 'backoff'),
  ('{"backoff": {"kind": "cubic"}}', 'backoff'), ('{"backoff": {"base": "1 s"}}', 'backoff'), ('{"backoff": {"max": -1}}', 'backoff'),
  ('{"backoff": {"jitter": 1.5}}', 'backoff'), ('{"backoff": {"jitter": "some"}}', 'backoff')) o (options, want);
select alike(awa_store.options_fault((select jsonb_build_object('timeout', jsonb_agg('1e131000'::jsonb)) from generate_series(1, 8300))), '%: a JSON array of % bytes',
  'and prints nothing large');
select is((select count(*) from generate_series(1, 9999) y, unnest('{01-01,02-28,02-29,03-31,04-30,12-31}'::text[]) d,
    format('%s-%sT00:00:00Z', lpad(y::text, 4, '0'), d) t
  where (awa_store.option_time(jsonb_build_object('t', t), 't') is null)
    is distinct from (d = '02-29' and (y % 4 <> 0 or y % 100 = 0 and y % 400 <> 0))), 0::bigint, 'the calendar is known');

select * from finish();
