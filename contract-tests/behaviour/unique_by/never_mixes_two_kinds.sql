-- A key made elsewhere may stand for any kind, but a job never replaces one of another kind.
set search_path = tap;
select plan(19);

select stop_clock();
create temp table held as select * from awa.insert_job('charge', '{"amount": 1}', unique_by => '{"key_hex": "aa"}');
create function pg_temp.meets(p_key text, p_conflict text) returns text language sql as $$
  select format(
    'select * from awa.insert_job(''close_account'', ''{"user": 7}'', unique_by => ''{"key_hex": "%s", "on_conflict": "%s"}'')',
    p_key, p_conflict)
$$;

select refuses(pg_temp.meets('aa', 'replace'), 'AW004', 'job % charge%close_account%', 'an available holder is not replaced');
select refuses(pg_temp.meets('aa', 'keep_earliest'), 'AW004', 'job % charge%close_account%', 'nor kept earliest');
select refuses(pg_temp.meets('aa', 'raise'), 'AW004', 'job %', 'raise raises as ever');
select results_eq(pg_temp.meets('aa', 'existing') || ' offset 0', 'select id, ''existing''::text, ''available''::text, ''default''::text, 0,
  due_at, unique_key, false from held', 'existing answers the holder, whatever its kind');
select refuses($$select * from awa.insert_jobs('[{"kind": "x"},
  {"kind": "close_account", "unique_by": {"key_hex": "aa", "on_conflict": "replace"}}]')$$,
  'AW004', 'job 2: job % charge%close_account%', 'insert_jobs names the place');
select refuses($$select * from awa.insert_jobs('[{"kind": "charge", "unique_by": {"key_hex": "bb"}},
  {"kind": "close_account", "unique_by": {"key_hex": "bb", "on_conflict": "keep_earliest"}}]')$$,
  'AW004', 'job 2: job % charge%close_account%', 'also for two jobs of one array');
select refuses($$insert into awa.new_jobs (kind, unique_by) values ('close_account', '{"key_hex": "aa", "on_conflict": "replace"}')$$,
  'AW004', 'job % charge%close_account%', 'new_jobs does as insert_job');
select results_eq('select kind, args, state from awa.jobs', $$values ('charge', '{"amount": 1}'::jsonb, 'available')$$,
  'and nothing has changed');

create temp table others as
select * from awa.insert_job('charge', run_at => clock() + interval '1 hour', unique_by => '{"key_hex": "cc"}')
union all
select * from awa.insert_job('charge', unique_by => '{"key_hex": "dd"}', opts => jsonb_build_object('parents', jsonb_build_array((select id from held))))
union all
select * from awa.insert_job('charge', queue => 'other', unique_by => '{"key_hex": "ee", "states": ["available", "running", "completed"]}');
select refuses(pg_temp.meets('cc', 'replace'), 'AW004', 'job % charge%close_account%', 'nor is a scheduled holder');
select refuses(pg_temp.meets('dd', 'keep_earliest'), 'AW004', 'job % charge%close_account%', 'nor one that waits for its parents');
select results_eq('select id, state from awa.jobs where kind = ''charge'' and queue = ''default'' and state <> ''available'' order by id',
  $$select id, state from others where queue_name = 'default'$$, 'both are as they were');

create temp table claimed as select * from awa.claim_jobs(worker(), 'other');
select refuses(pg_temp.meets('ee', 'replace'), 'AW004', 'job % charge%close_account%', 'a running holder of another kind is refused, too');
select is((select outcome from awa.insert_job('charge', unique_by => '{"key_hex": "ee", "on_conflict": "replace"}')), 'existing',
  'one of the same kind is answered');
select is((select count(*) from awa.complete_jobs(worker(), (select claim_id from claimed), array(select id from claimed))), 1::bigint,
  'it ends');
select refuses(pg_temp.meets('ee', 'replace'), 'AW004', 'job % charge%close_account%', 'and refuses as long as it holds the key');

select is((select outcome from awa.insert_job('charge', '{"amount": 2}', unique_by => '{"key_hex": "aa", "on_conflict": "replace"}')),
  'replaced', 'a job of the same kind replaces');
select is((select args from awa.get_job((select id from held))), '{"amount": 2}', 'with its args');

-- A key that was derived is met from elsewhere in the same way.
create temp table derived as select * from awa.insert_job('charge', unique_by => '{"key": "order-7"}');
select refuses(pg_temp.meets((select encode(unique_key, 'hex') from derived), 'replace'), 'AW004', 'job % charge%close_account%',
  'also under a key that was derived');
select is((select kind from awa.get_job((select id from derived))), 'charge', 'which stays what it was');

select * from finish();
