-- opts.causes tells of each job the class of its failure, which stands in failures, and its stack, which get_job alone shows.
set search_path = tap;
select plan(12);

select stop_clock();
select count(*) from awa.insert_jobs('[{"kind": "x", "max_attempts": 1}, {"kind": "x"}, {"kind": "x"}, {"kind": "x"}, {"kind": "x"}]');
create temp table claimed as select row_number() over () as n, c.* from awa.claim_jobs(worker(), max_jobs => 5) c;
select count(*) from awa.complete_jobs(worker(), (select min(claim_id) from claimed), (select array_agg(id) from claimed where n = 3));
create temp table answer as
select f.* from awa.fail_jobs(worker(), (select min(claim_id) from claimed), (select array_agg(id order by n desc) from claimed),
  '{fifth,fourth,third,second,first}', retry_after => '5 s', opts => jsonb_build_object('on_lost', 'report', 'causes', jsonb_build_array(
    null, '{"class": "E4", "stack": null}'::jsonb, '{"class": "E3", "stack": "at c"}'::jsonb, '{"stack": "at b"}'::jsonb,
    jsonb_build_object('class', 'E1', 'stack', concat_ws(chr(10), 'E1: first', '  at a'))))) f;
select results_eq('select c.n, a.outcome from answer a join claimed c using (id) order by c.n',
  $$values (1::bigint, 'failed'::text), (2, 'retryable'), (3, 'lost'), (4, 'retryable'), (5, 'retryable')$$, 'each has its outcome');
select is((select j.failures from claimed c, awa.get_job(c.id) j where n = 1),
  '[{"attempt": 1, "at": "2030-01-01T12:00:00+00:00", "error": "first", "class": "E1"}]', 'the class stands with the error');
select is((select array_agg((j.failures -> 0) - '{at,attempt}'::text[] order by n) from claimed c, awa.get_job(c.id) j where n in (2, 4, 5)),
  array['{"error": "second"}', '{"error": "fourth", "class": "E4"}', '{"error": "fifth"}']::jsonb[], 'where it was told');
select is((select j.details -> 'last_failure' from claimed c, awa.get_job(c.id) j where n = 1),
  jsonb_build_object('attempt', 1, 'at', '2030-01-01T12:00:00+00:00', 'error', 'first', 'class', 'E1', 'stack',
    concat_ws(chr(10), 'E1: first', '  at a')), 'a dead job has its last failure with the stack');
select is((select j.details #>> '{last_failure,stack}' from claimed c, awa.get_job(c.id) j where n = 2), 'at b', 'one to be retried, too');
select is((select array_agg(j.details order by n) from claimed c, awa.get_job(c.id) j where n > 2), '{"{}","{}","{}"}',
  'no stack, no last failure');
select is((select count(*) from awa.jobs where details <> '{}'), 0::bigint, 'the view is without stacks');
select is((select count(*) from unnest('{failed,retryable}'::text[]) s, awa.list_jobs('default', s) where details <> '{}'), 0::bigint,
  'as are lists');
select advance_clock('5 s');
create temp table again as select * from awa.claim_jobs(worker(), max_jobs => 10);
select is((select array_agg(a.failures #>> '{0,class}' order by n) from again a join claimed c using (id)), '{NULL,E4,NULL}',
  'a handler sees the classes');
select is((select count(*) from again where to_jsonb(again)::text like '%at b%'), 0::bigint, 'and no stack');

select lives_ok($$select awa.fail_jobs(worker(), claim_id, array[id], '{x}', opts => '{"causes": null}') from again$$, 'null is none');
select is((select count(*) from again a, awa.get_job(a.id) j where j.details = '{}' and jsonb_array_length(j.failures) = 2), 3::bigint,
  'in JSON, too');

select * from finish();
