-- A number that its type does not hold is a wrong argument, not an error of PostgreSQL's arithmetic; ids of any size name no job.
set search_path = tap;
select plan(87);

create temp table number (text text);
insert into number values ('1e60000'), ('-1e60000'), ('1e-16383'), ('9223372036854775808'), ('1.5');

select refuses(format('select awa.configure_queue(''q'', ''{"%s": %s}'')', s, n.text), 'AW001', s || ' must be %', s || ' ' || n.text)
from (select text from number union all select '1e131000') n, unnest('{partitions,max_waiting,max_args_bytes,max_metadata_bytes,max_tags_bytes,max_key_bytes}'::text[]) s;
select refuses(format('select awa.insert_jobs(''[{"kind": "x", "%s": %s}]'')', s, n.text), 'AW001', 'job 1: ' || s || ' must be %', s || ' ' || n.text)
from (select text from number union all select '1e131000') n, unnest('{priority,max_attempts}'::text[]) s;
select refuses(format('select awa.insert_job(''x'', opts => ''{"concurrency_key": "k", "concurrency_limit": %s}'')', n.text), 'AW001',
  'concurrency_limit must be %', 'concurrency_limit ' || n.text) from number n;
select refuses(format('select awa.insert_job(''x'', opts => ''{"parents": [%s]}'')', n.text), 'AW001', 'parents names %', 'parent ' || n.text) from number n;
select refuses(format('select awa.insert_job(''x'', opts => ''{"%s": %s}'')', o, n), 'AW001', '%' || o || ' must be %', o || ' ' || n)
from unnest('{timeout,keep,start_by}'::text[]) o, unnest('{1e60000,-1e60000,1e-16383,0}'::text[]) n;
select refuses(format('select awa.insert_job(''x'', unique_by => ''{"period": %s}'')', n), 'AW001', 'unique_by.period must be %', 'period ' || n)
from unnest('{1e60000,1e-16383,3155760001}'::text[]) n;
select refuses(format('select awa.insert_job(''x'', opts => ''{"backoff": {"jitter": %s}}'')', n), 'AW001', 'backoff.jitter must be %', 'jitter ' || n)
from unnest('{1e60000,-1e-16383,1.0000001}'::text[]) n;

select results_eq(
  format($$select c.outcome, r.outcome, d.outcome, s.outcome, (select count(*)::int from awa.get_job(%1$s)), (select count(*)::int from awa.job_state(%1$s))
    from awa.cancel_job(%1$s) c, awa.retry_job(%1$s) r, awa.delete_job(%1$s) d, awa.reschedule_job(%1$s) s$$, n),
  $$values ('not_found', 'not_found', 'not_found', 'not_found', 0, 0)$$, 'job ' || n)
from unnest('{9223372036854775807,(-9223372036854775808),0,-1}'::text[]) n;
select refuses(format('select awa.complete_jobs(worker(), %1$s, array[%1$s])', n), 'AW005', '%' || n || '%', 'claim ' || n)
from unnest('{9223372036854775807,0,-1}'::text[]) n;
select throws_ok($$select awa.set_progress(worker(), -9223372036854775808, -9223372036854775808, 1)$$, 'AW005', null, 'progress of an impossible job');
select throws_ok($$select awa.snooze_job(worker(), 9223372036854775807, 9223372036854775807, '1 s')$$, 'AW005', null, 'a snooze of an impossible job');
select results_eq($$select lost_ids from awa.release_jobs(worker(), -9223372036854775808, '{9223372036854775807}', '{"on_lost": "report"}')$$,
  $$values ('{9223372036854775807}'::bigint[])$$, 'a release of an impossible job');
select results_eq($$select id, outcome from awa.fail_jobs(worker(), 9223372036854775807, '{-9223372036854775808}', '{oops}', opts => '{"on_lost": "report"}')$$,
  $$values (-9223372036854775808, 'lost')$$, 'a failure of an impossible job');

select * from finish();
