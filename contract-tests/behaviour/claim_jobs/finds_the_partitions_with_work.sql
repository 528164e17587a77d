-- In a queue of many partitions a claim finds every job, wherever it lies, and no partition is preferred.
set search_path = tap;
select plan(13);

select stop_clock();
select from awa.configure_queue('q', '{"create": true, "partitions": 1024}');
create function pg_temp.claim(p_jobs int) returns setof bigint language sql as $$
  select id from awa.claim_jobs(worker(), 'q', p_jobs)
$$;
select is_empty('select pg_temp.claim(100)', 'nothing is there');

-- The lanes of the first and the last partition lie at the ends.
create temp table job (id bigint, partition int, n int);
insert into job select i.id, i.partition, n
from generate_series(1, 3000) n cross join lateral awa.insert_job('x', queue => 'q', priority => 1 + n % 4) i;
select is(array[min(partition), max(partition)], '{0,1023}', 'the jobs lie everywhere') from job;
select is((select has_work from awa.sleep_until_work(worker(), '{q}')), true, 'they are work');
create temp table claimed (id bigint, call int);
do $$ begin for i in 1..600 loop insert into claimed select id, i from pg_temp.claim(1) id; commit; end loop; end $$;
select is(count(*)::int, 600, 'each claim of one job finds one') from claimed;
select cmp_ok(count(distinct partition)::int, '>', 300, 'in partitions by chance') from claimed join job using (id);
insert into claimed select id, 0 from pg_temp.claim(3000) id;
select is(count(*)::int || ' ' || count(distinct id), '3000 3000', 'a large claim finds all the others, each of them once') from claimed;
select is_empty($$select id from job except select id from claimed$$, 'none is left out');
select is_empty('select pg_temp.claim(100)', 'then there is nothing');
select is((select has_work from awa.sleep_until_work(worker(), '{q}')), false, 'and no work');

-- What becomes due goes to partitions that are not known before.
do $$ begin perform awa.insert_job('late', queue => 'q', run_at => clock() + interval '1 s') from generate_series(1, 5); end $$;
select advance_clock('2 s');
select is((select has_work from awa.sleep_until_work(worker(), '{q}')), true, 'a due job is work');
select is((select count(*)::int from pg_temp.claim(100)), 5, 'and claimed');

-- In one transaction, also what it has inserted and promoted itself.
begin;
do $$ begin perform awa.insert_job('own', queue => 'q') from generate_series(1, 5); end $$;
do $$ begin perform awa.insert_job('own', queue => 'q', run_at => clock() + interval '1 s') from generate_series(1, 5); end $$;
select advance_clock('2 s');
select is((select count(*)::int from pg_temp.claim(100)), 10, 'own ones are claimed');
select is_empty('select pg_temp.claim(100)', 'once');
commit;

select * from finish();
