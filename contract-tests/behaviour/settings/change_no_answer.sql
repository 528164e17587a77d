-- What a caller's session has set changes how values are printed, not what functions answer, store and say.
set search_path = tap;
select stop_clock('2030-01-01 12:00:00.25+00');

-- What a call says: the columns that it answers with, or its error.
create function pg_temp.said(p_call text) returns text language plpgsql as $$
declare
  v_answer text;
begin
  execute format('select string_agg(to_jsonb(a)::text, %L) from (%s) a', '; ', p_call) into v_answer;
  return v_answer;
exception when others then
  return format('%s %s', sqlstate, sqlerrm);
end $$;

-- Here, since the JDBC driver ends a session that has it set.
create function pg_temp.said_in_another_style(p_call text) returns text language plpgsql set datestyle = 'SQL, DMY' as $$
begin
  return pg_temp.said(p_call);
end $$;

select awa.describe_kind('k', '{"properties": {"n": {"minimum": 1, "exclusiveMaximum": 7}, "to": {"pattern": "^[A-Z]$"}}}');
-- Calls whose answers hold no ids, so that they can be made again: #n is the number of the round.
create temp table call (n int generated always as identity, call text);
insert into call (call) values
  ($$select outcome from awa.describe_kind('k#n', '{"properties": {"to": {"$ref": "#/$defs/x"}}, "$defs": {"x": {"type": "string", "pattern": "^[A-Z]$"}}}')$$),
  ($$select outcome from awa.insert_job('k#n', '{"to": "A"}', opts => '{"validate": true}')$$),
  ($$select outcome from awa.insert_job('k', '{"to": "ab", "n": 7}', opts => '{"validate": true}')$$),
  ($$select outcome from awa.insert_job('k', '{"n": 0}', opts => '{"validate": true}')$$),
  ($$select awa.check_contract('1x0')$$),
  ($$select awa.check_contract('1.0')$$),
  ($$select encode(awa.unique_key('k', args => '{"a": 10, "b": 1.50, "c": "1.50", "d": [1e2, null, "NULL"]}'), 'hex') as key$$),
  ($$select awa.ordering_hash('customer-1') as hash, awa.partition_for_key('customer-1', 8) as partition$$),
  ($$select outcome from awa.insert_job('x', run_at => '20000-01-01 00:00:00+00')$$),
  ($$select outcome from awa.insert_job('x', run_at => '4000-01-01 00:00:00.5+00 BC')$$),
  ($$select outcome from awa.insert_job('x', unique_by => '{"period": "1.5 s"}')$$),
  ($$select outcome from awa.cancel_by_unique_key('x', at => '2030-01-01 12:00:00+00')$$),
  ($$select extract(epoch from fire_at)::bigint as at
    from awa.next_fires('H/20 2,3 L,15W * fri#2', 'Europe/Berlin', '2030-03-30 00:00:00+00', 9, '{"name": "n"}')$$),
  ($$select extract(epoch from fire_at)::bigint as at from awa.next_fires('@every 1h 30min', after => '2030-01-01 00:00:00+00')$$),
  ($$select outcome, next_fires, sentence, notes from awa.put_schedule('s#n', '0 3 13 * fri', 'Europe/Berlin', 'x', '{"at": {"$fire": "time"}}',
     '{"start_at": "2031-01-01T00:00:00+05:45", "jitter": "1 min", "catch_up": {"window": "1 day 2:03:04"}, "start_by": "2 min"}')$$),
  ($$select from awa.put_schedule('s', '@daily', kind => 'x', opts => '{"end_at": "2029-12-31T12:00:00+01:00"}')$$),
  ($$select outcome, fired from awa.backfill_schedule('s#n', '2029-12-01 00:00:00+00')$$),
  ($$select outcome from awa.put_schedule('b#n', '0 3 13 * fri', 'Europe/Berlin', 'x', '{"at": {"$fire": "time"}}')$$),
  ($$select outcome, fired from awa.backfill_schedule('b#n', '2029-12-12 00:00:00+00')$$),
  ($$select args, run_at = (metadata #>> '{schedule,fire_at}')::timestamptz as same from awa.jobs where metadata #>> '{schedule,name}' = 'b#n' order by run_at limit 1$$),
  ($$select from awa.next_fires('*/90 0 * * *')$$),
  ($$select from awa.next_fires('@daily', 'europe/berlin')$$),
  ($$select from awa.next_fires('@daily', after => 'infinity')$$),
  ($$select dead_after_ms from awa.register_worker('w', opts => '{"dead_after": "1 day 2:03:04.5"}')$$),
  ($$select outcome from awa.snooze_job(worker(), 1, 1, make_interval(days => -1, hours => 2))$$),
  ($$select outcome from awa.fail_jobs(worker(), 1, array[1], '{x}', retry_after => make_interval(days => -1, hours => 2))$$),
  ($$select outcome from awa.retry_job(1, run_at => 'infinity')$$),
  ($$select outcome, state from awa.insert_job('x', '{"n": [1.10, 2e3]}', queue => 'start#n', tags => array['NULL', 'null', 'a b'],
     opts => '{"start_by": "2030-01-01T12:05:00.5Z", "timeout": "1 day 2:03:04", "backoff": {"kind": "linear", "base": "1 min"}}')$$),
  ($$select queue = 'start#n' as same, args, tags, options, run_at = '2030-01-01 12:00:00.25+00' as is_now from awa.jobs where queue = 'start#n'$$),
  ($$select f.outcome, f.run_at = '2030-01-01 12:00:01.25+00' as is_soon
     from awa.insert_job('y', queue => 'fail#n') i, awa.claim_jobs(worker(), 'fail#n') c, awa.fail_jobs(worker(), c.claim_id, array[c.id], array['oops'], retry_after => '1 s') f$$),
  ($$select failures from awa.jobs where queue = 'fail#n'$$),
  ($$select count(*) from (select awa.configure_queue(q, '{"create": true, "paused": true}') from unnest(array['b', 'C', 'a', '_', 'é', 'B']) q) c$$),
  ($$select paused_queues from awa.register_worker('r#n', queues => array['b', 'C', 'a', '_', 'é', 'B', 'none']) w, awa.heartbeat(w.worker_id)$$),
  ($$select array_agg(queue_name) as names from (select queue_name from awa.queue_stats() where queue_name in ('b', 'C', 'a', '_', 'é', 'B')) q$$),
  ($$select detail from awa.doctor() where check_name in ('ring', 'due_jobs') order by check_name$$),
  ($$select has_work, work_queues from awa.sleep_until_work(worker(), array['NULL'])$$);
select plan((select count(*)::int from call) + 5);

create temp table answer as
select c.n, c.call, pg_temp.said(replace(c.call, '#n', '1')) as answer from call c order by c.n;

set standard_conforming_strings = off;
set escape_string_warning = off;
set intervalstyle = 'sql_standard';
set timezone = 'Asia/Kathmandu';
set extra_float_digits = -15;
set array_nulls = off;
set transform_null_equals = on;
set bytea_output = 'escape';
set quote_all_identifiers = on;
set xmlbinary = 'hex';
create temp table later as
select a.n, pg_temp.said_in_another_style(replace(a.call, '#n', '2')) as answer from answer a order by a.n;
select is(l.answer, a.answer, a.call) from answer a join later l using (n) order by a.n;
reset all;
set search_path = tap;

select is_empty($$select call, answer from answer where answer !~ '^([{]|AW)' or answer is null$$, 'each call is one');
select is(answer, '{"failures": [{"at": "2030-01-01T12:00:00.25+00:00", "error": "oops", "attempt": 1}]}', 'times are in UTC')
from answer where call ~ '^select failures';
select matches(answer, '"start_by": "2030-01-01T12:05:00.5Z"', 'also in options') from answer where call ~ '^select queue =';
select is(answer, '{"paused_queues": ["B", "C", "_", "a", "b", "é"]}', 'names are in the order of their code points') from answer where call ~ '^select paused_queues';
select is(answer, '{"names": ["B", "C", "_", "a", "b", "é"]}', 'everywhere') from answer where call ~ '^select array_agg';

select * from finish();
