-- opts.traceparent is kept in metadata, where workers find it, and checked.
set search_path = tap;
select plan(5);

select lives_ok($$select awa.insert_job('x', metadata => '{"a": 1}', opts => '{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}')$$,
  'a trace context');
select is((select metadata from awa.claim_jobs(worker())),
  '{"a": 1, "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}', 'beside other metadata');
select refuses($$select awa.insert_job('x', opts => '{"traceparent": "00-short-01"}')$$, 'AW001', '%00-short-01%', 'another text');
select refuses($$select awa.insert_job('x', opts => '{"traceparent": "00-00000000000000000000000000000000-00f067aa0ba902b7-01"}')$$, 'AW001',
  '%traceparent%', 'an empty trace');
select refuses($$select awa.insert_job('x', opts => '{"traceparent": 1}')$$, 'AW001', '%traceparent%1%', 'no text');

select * from finish();
