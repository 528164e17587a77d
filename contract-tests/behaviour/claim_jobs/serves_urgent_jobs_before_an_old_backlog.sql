-- However old a backlog is, one in four jobs at most comes from it while more urgent ones wait, whether they are claimed singly or
-- in batches; and one in four does, so that none starves.
set search_path = tap;
select plan(6);

select stop_clock();
select from awa.insert_many('old', array_fill('{}'::jsonb, array[40]), priority => 4);
select advance_clock('1 hour');
select from awa.insert_many('urgent', array_fill('{}'::jsonb, array[30]), priority => 1);

create temp table handed (n serial, kind text);
do $$
begin
  for i in 1..20 loop
    insert into handed (kind) select kind from awa.claim_jobs(tap.worker());
    commit;
  end loop;
end $$;
select is((select count(*)::int from handed where kind = 'old'), 5, 'one in four');
select is(
  (select max(o.old)::int from (
    select count(*) filter (where kind = 'old') over (order by n rows between 3 preceding and current row) as old from handed) o),
  1, 'never two among four in a row');
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 8) where kind = 'old'), 2, 'the same in a batch');

select from awa.configure_queue('default', '{"create": true, "aging": "2 hours"}');
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 4) where kind = 'old'), 0,
  'a backlog that has not waited long enough waits on');
select from awa.configure_queue('default', '{"aging": "1 min"}');
select is((select count(*)::int from awa.claim_jobs(worker(), max_jobs => 100)), 38, 'all are handed out in the end');
select from awa.insert_job('old', priority => 4);
select advance_clock('1 hour');
select from awa.insert_job('fresh', priority => 1);
select is((select array_agg(kind order by kind) from awa.claim_jobs(worker(), max_jobs => 2)), array['fresh', 'old'], 'a fresh urgent job does not queue up');

select * from finish();
