-- What options say is read the same in every session.
set search_path = tap;
select plan(3);

select stop_clock('2030-01-01 12:00:00+00');
select from awa.insert_job('x', opts => '{"start_by": "2030-01-31 08:00:00.250Z", "keep": "100 years", "timeout": "1 month",
  "backoff": {"kind": "linear", "base": "1500 ms", "max": "2 min", "jitter": 0.50}, "concurrency_key": "k", "concurrency_limit": 2.0}');
set timezone = 'America/Caracas';
select is(awa_store.option_time(options, 'start_by'), '2030-01-31 08:00:00.25+00', 'a time') from awa.jobs;
select is(awa_store.option_seconds(options, 'keep'), 3155760000::float8, 'a span, in seconds') from awa.jobs;
select is(awa_store.options_fault(options), null, 'nothing is wrong with any of them') from awa.jobs;

select * from finish();
