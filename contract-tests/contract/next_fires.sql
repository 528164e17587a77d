-- next_fires: the next times at which a schedule would fire.
set search_path = tap;
select plan(36);

select has_function('awa', 'next_fires', array['text', 'text', 'timestamp with time zone', 'integer', 'jsonb'], 'next_fires exists');
select is(pg_get_function_arguments('awa.next_fires'::regproc),
  'spec text, zone text DEFAULT ''UTC''::text, after timestamp with time zone DEFAULT NULL::timestamp with time zone, '
  'n integer DEFAULT 5, opts jsonb DEFAULT ''{}''::jsonb',
  'arguments of next_fires');
select is(pg_get_function_result('awa.next_fires'::regproc), 'TABLE(fire_at timestamp with time zone)', 'result of next_fires');
select volatility_is('awa', 'next_fires', 'stable', 'next_fires is stable');
select is(executors('next_fires'), '{awa_observer,awa_operator,awa_owner,awa_producer,awa_worker}', 'who may call next_fires');
select keeps_the_rules('next_fires');

-- Errors.
select refuses('select awa.next_fires(null)', 'AW001', '%spec%null%', 'a spec is needed');
select refuses($$select awa.next_fires('')$$, 'AW001', '%spec%""%', 'an empty one is refused');
select refuses($$select awa.next_fires('* * * *')$$, 'AW001', '%5 fields, or 6%not 4: "* * * *"%', 'four fields are too few');
select refuses($$select awa.next_fires('* * * * * * 2030')$$, 'AW001', '%not 7%', 'seven are too many');
select refuses($$select awa.next_fires('60 * * * *')$$, 'AW001', 'minute of spec%0 to 59%"60"%', 'the field and the value are named');
select refuses($$select awa.next_fires('* * 31 2 *')$$, 'AW001', 'day of month of spec never comes: "31" in month "2"',
  'what never fires is refused');
select refuses($$select awa.next_fires('H * * * *')$$, 'AW001', 'minute of spec%name%"H"%', 'H needs a name');
select refuses($$select awa.next_fires('@every 0s')$$, 'AW001', '@every of spec%"0s"%', 'no time is too little');
select refuses($$select awa.next_fires('@fortnightly')$$, 'AW001', '%"@fortnightly" in spec', 'an unknown word is named');
select refuses(format('select awa.next_fires(%L)', '* * * * ' || repeat('1,', 500) || '1'), 'AW003', 'spec%1000 bytes', 'a spec has an end');
select refuses($$select awa.next_fires('@daily', 'Mars/Olympus')$$, 'AW001', 'zone%"Mars/Olympus"', 'an unknown zone is named');
select refuses($$select awa.next_fires('@daily', '')$$, 'AW001', 'zone%""', 'an empty one, too');
select refuses($$select awa.next_fires('@daily', after => 'infinity')$$, 'AW001', 'after%infinity%', 'after is a time');
select refuses($$select awa.next_fires('@daily', after => '0001-01-01 00:00:00+00 BC')$$, 'AW001', 'after%BC%', 'in the years that there are');
select refuses($$select awa.next_fires('@daily', n => 0)$$, 'AW001', 'n%0', 'none are too few');
select refuses($$select awa.next_fires('@daily', n => 1001)$$, 'AW001', 'n%1001', '1001 are too many');
select refuses($$select awa.next_fires('@daily', opts => '{"day": "both"}')$$, 'AW002', '%day%', 'an unknown option is named');
select refuses($$select awa.next_fires('@daily', opts => '7')$$, 'AW001', '%7%', 'options are an object');
select refuses($$select awa.next_fires('@daily', opts => '{"days": "all"}')$$, 'AW001', 'days%"all"%', 'an unknown rule of days is named');
select refuses($$select awa.next_fires('@daily', opts => '{"days": true}')$$, 'AW001', 'days%true%', 'as is one of another type');
select refuses($$select awa.next_fires('@daily', opts => '{"name": ""}')$$, 'AW001', 'name%""%', 'a name is not empty');
select refuses($$select awa.next_fires('@daily', opts => '{"name": 7}')$$, 'AW001', 'name%7%', 'and a text');
select refuses(format($$select awa.next_fires('@daily', opts => '{"name": "%s"}')$$, repeat('n', 201)), 'AW003', 'name%200 characters',
  'of 200 characters');

select results_eq(
  $$select fire_at from awa.next_fires('@daily', 'UTC', '2030-01-01 12:00:00+00', 2)$$,
  $$values ('2030-01-02 00:00:00+00'::timestamptz), ('2030-01-03 00:00:00+00')$$, 'the answer');

select * from finish();
