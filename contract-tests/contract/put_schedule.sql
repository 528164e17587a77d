-- put_schedule: makes or changes a schedule.
set search_path = tap;
select plan(47);

select has_function('awa', 'put_schedule', array['text', 'text', 'text', 'text', 'jsonb', 'jsonb'], 'put_schedule exists');
select is(pg_get_function_arguments('awa.put_schedule'::regproc),
  'name text, spec text, zone text DEFAULT ''UTC''::text, kind text DEFAULT NULL::text, args jsonb DEFAULT ''{}''::jsonb, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of put_schedule');
select is(pg_get_function_result('awa.put_schedule'::regproc),
  'TABLE(schedule_name text, outcome text, next_fires text[], sentence text, notes text[], details jsonb)',
  'result of put_schedule');
select volatility_is('awa', 'put_schedule', 'volatile', 'put_schedule is volatile');
select is(executors('put_schedule'), '{awa_operator,awa_owner,awa_producer}', 'who may call put_schedule');
select keeps_the_rules('put_schedule');

-- Errors.
select refuses($$select awa.put_schedule(null, '@daily', kind => 'x')$$, 'AW001', 'name%null%', 'a name is needed');
select refuses($$select awa.put_schedule('', '@daily', kind => 'x')$$, 'AW001', 'name%""%', 'an empty one is refused');
select refuses($$select awa.put_schedule(repeat('n', 201), '@daily', kind => 'x')$$, 'AW003', 'name%200 characters', 'one of 201 letters, too');
select refuses($$select awa.put_schedule('s', '0 25 * * *', kind => 'x')$$, 'AW001', 'hour of spec%"25"', 'the field of the spec and its value are named');
select refuses($$select awa.put_schedule('s', '0 0 31 2 *', kind => 'x')$$, 'AW001', 'day of month of spec never comes%', 'what never fires is refused');
select refuses($$select awa.put_schedule('s', '@daily', 'CET', 'x')$$, 'AW001', 'zone%"CET"', 'an abbreviation is no zone');
select refuses($$select awa.put_schedule('s', '@daily')$$, 'AW001', 'kind must not be empty', 'a kind is needed');
select refuses($$select awa.put_schedule('s', '@daily', kind => repeat('k', 201))$$, 'AW003', 'kind%200 characters', 'of 200 letters');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"overlaps": 1}')$$, 'AW002', '%"overlaps" in opts', 'an unknown option is named');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '7')$$, 'AW001', 'opts%7', 'options are an object');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"days": "all"}')$$, 'AW001', 'days%"all"', 'days is one of two');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"overlap": "wait"}')$$, 'AW001', 'overlap%"wait"', 'overlap is one of four');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"jitter": "2 h"}')$$, 'AW001', 'jitter%01:00:00%"2 h"', 'jitter is up to an hour');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"start_at": "soon"}')$$, 'AW001', 'start_at%"soon"', 'start_at is a time');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"end_at": "2030-01-31"}')$$, 'AW001', 'end_at%"2030-01-31"', 'with an offset');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"start_at": "2090-01-02T00:00:00Z", "end_at": "2090-01-01T00:00:00Z"}')$$, 'AW001', 'end_at%before start_at%', 'it does not end before it starts');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"end_at": "2000-01-01T00:00:00Z"}')$$, 'AW001', 'spec "@daily" never fires from % to end_at, 2000-%', 'nor before it is made');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"catch_up": "all"}')$$, 'AW001', 'catch_up must be a JSON object%"all"', 'catch_up is an object');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"catch_up": {"count": 3}}')$$, 'AW002', '%"count" in catch_up', 'whose keys are known');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"catch_up": {"policy": "some"}}')$$, 'AW001', 'catch_up.policy%"some"', 'and values, too');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"catch_up": {"max": 0}}')$$, 'AW001', 'catch_up.max%0', 'max is at least 1');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"catch_up": {"window": "-1 s"}}')$$, 'AW001', 'catch_up.window%"-1 s"', 'a window is above 0');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"priority": "high"}')$$, 'AW001', 'priority%"high"', 'priority is a number');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"max_attempts": 1001}')$$, 'AW001', 'max_attempts%1001', 'attempts have a bound');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"queue": 7}')$$, 'AW001', 'queue%7', 'a queue is a text');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"queue": ""}')$$, 'AW001', 'queue%', 'that is not empty');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"tags": "a"}')$$, 'AW001', 'tags%"a"', 'tags are a list');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"metadata": {"schedule": 1}}')$$, 'AW001', 'metadata%schedule%', 'what jobs get from their schedule is not for others');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"unique_by": {"keys": 1}}')$$, 'AW002', '%"keys"%', 'unique_by is read as for a job');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"backoff": {"kind": "wild"}}')$$, 'AW001', 'backoff.kind%"wild"', 'and so is backoff');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"start_by": "2090-01-01T00:00:00Z"}')$$, 'AW001', 'start_by%', 'start_by is no one time');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', args => '[{"$fire": "date"}]')$$, 'AW001', 'args have {"$fire": "date"}%', 'an unknown time of a fire is named');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"limits": [{"name": "nobody", "key": "k"}]}')$$, 'AW010', '%nobody%', 'limits exist');
select refuses($$select awa.put_schedule('s', '@daily', kind => 'x', opts => '{"validate": true}')$$, 'AW011', '%kind x%', 'args can be checked');

select results_eq(
  $$select schedule_name, outcome, cardinality(next_fires), sentence, notes, details
    from awa.put_schedule('s', '0 3 13 * fri', 'Europe/Berlin', 'x')$$,
  $$values ('s', 'created', 5, 'At 03:00, either on day 13 of the month or on Friday.',
    array['Day of month and day of week are both restricted: either fires. {"days": "both"} asks for both.'], '{"changes": {}}'::jsonb)$$,
  'the answer');

select * from finish();
