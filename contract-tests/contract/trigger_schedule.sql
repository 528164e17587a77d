-- trigger_schedule: makes a job of a schedule now.
set search_path = tap;
select plan(20);

select has_function('awa', 'trigger_schedule', array['text', 'jsonb'], 'trigger_schedule exists');
select is(pg_get_function_arguments('awa.trigger_schedule'::regproc),
  'name text, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of trigger_schedule');
select is(pg_get_function_result('awa.trigger_schedule'::regproc),
  'TABLE(schedule_name text, outcome text, id bigint, state text)',
  'result of trigger_schedule');
select volatility_is('awa', 'trigger_schedule', 'volatile', 'trigger_schedule is volatile');
select is(executors('trigger_schedule'), '{awa_operator,awa_owner,awa_producer}', 'who may call trigger_schedule');
select keeps_the_rules('trigger_schedule');

-- Errors.
select refuses($$select awa.trigger_schedule(null)$$, 'AW001', 'name%null%', 'a name is needed');
select refuses($$select awa.trigger_schedule('')$$, 'AW001', 'name%""%', 'an empty one is refused');
select refuses($$select awa.trigger_schedule(repeat('n', 201))$$, 'AW003', 'name%200 characters', 'one of 201 letters, too');
select refuses($$select awa.trigger_schedule('none')$$, 'AW010', '%no schedule "none"', 'one that is not there is named');
select refuses($$select awa.trigger_schedule('s', '{"args": 1}')$$, 'AW002', '%"args" in opts', 'an unknown option is named');

select from awa.put_schedule('s', '@daily', kind => 'x', opts => '{"queue": "q"}');
select refuses($$select awa.trigger_schedule('s', '{"overlap": "wait"}')$$, 'AW001', 'overlap%"wait"', 'overlap is one of four');
select results_eq($$select schedule_name, outcome, id is not null, state from awa.trigger_schedule('s')$$, $$values ('s', 'triggered', true, 'available')$$,
  'the answer');
select from awa.configure_queue('q', '{"max_waiting": 1, "on_full": "refuse"}');
select from awa.tick();
select refuses($$select awa.trigger_schedule('s')$$, 'AW009', '%q%', 'errors are those of insert_job');

select * from finish();
