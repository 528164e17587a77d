-- The view jobs over ten thousand claims of single jobs costs the planner less than what makes a server compile a query (jit),
-- and reads few blocks: without statistics, with those that autovacuum makes, and with those of the partitioned tables.
set search_path = tap;
select plan(43);

do $$ declare v text; begin
  for v in select c.oid::regclass from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and relkind = 'r' loop
    execute format('alter table %s set (autovacuum_enabled = off)', v);
  end loop;
end $$;
create procedure pg_temp.work(p_jobs int) language plpgsql as $$
declare
  v record;
begin
  perform from awa.insert_jobs((
    select jsonb_agg(jsonb_build_object('kind', 'x', 'run_at', case when n % 100 = 0 then clock_timestamp() + interval '1 day' end))
    from generate_series(1, p_jobs) n));
  for i in 1..p_jobs loop
    for v in select claim_id, array[id] as ids from awa.claim_jobs(worker(), max_jobs => 1) loop
      case i % 50
        when 1 then perform from awa.fail_jobs(worker(), v.claim_id, v.ids, '{oops}', final => true);
        when 2 then perform from awa.fail_jobs(worker(), v.claim_id, v.ids, '{oops}', '1 day');
        when 3 then null;
        else perform from awa.complete_jobs(worker(), v.claim_id, v.ids);
      end case;
    end loop;
    commit;
  end loop;
  perform from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x')) from generate_series(1, 200) n));
  perform from awa.cancel_job((select min(id) from awa.list_jobs('default', 'available')));
end $$;
call pg_temp.work(10000);

create temp table job as
select distinct on (s.state) s.state, j.id
from unnest('{available,running,completed,failed,cancelled,scheduled,retryable}'::text[]) s (state)
cross join lateral awa.list_jobs('default', s.state) j
order by s.state, j.id;
create function pg_temp.plan(p_sql text) returns jsonb language plpgsql set jit = on as $$
declare
  v_plan json;
begin
  execute 'explain (format json) ' || p_sql into v_plan;
  return v_plan -> 0;
end $$;
create temp table seen (n serial, sql text, cost numeric, is_compiled boolean, jobs int, blocks bigint);
create procedure pg_temp.look() language plpgsql as $$
declare
  v_sql text;
  v_plan jsonb;
  v_jobs int;
begin
  truncate seen;
  for v_sql in
    select 'select state, count(*) from awa.jobs group by state'
    union all
    select 'select count(*) from awa.jobs where state = ''running'''
    union all
    select format('select id from awa.jobs where id = %s', j.id) from job j
  loop
    v_plan := pg_temp.plan(v_sql);
    -- What a session reads of the catalog and plans once does not count.
    execute v_sql;
    perform count_reads();
    execute v_sql;
    get diagnostics v_jobs = row_count;
    insert into seen (sql, cost, is_compiled, jobs, blocks)
    values (v_sql, (v_plan -> 'Plan' ->> 'Total Cost')::numeric, v_plan ? 'JIT', v_jobs, all_blocks_read());
    commit;
  end loop;
end $$;
create function pg_temp.judged(p_when text) returns setof text language sql as $$
  select ok(cost < 100000 and not is_compiled, format('%s, %s, costs %s', sql, p_when, cost)) from seen
  union all
  select diag(format('%s, %s, costs %s and reads %s blocks', sql, p_when, cost, blocks)) from seen
  union all
  select cmp_ok(max(blocks), '<', 1000::bigint, 'a job by its id reads few blocks ' || p_when) from seen where sql like '%where id%'
  union all
  select is(min(jobs)::text || '-' || max(jobs), '1-1', 'and there is one of it ' || p_when) from seen where sql like '%where id%'
  union all
  select cmp_ok(max(blocks), '<', 4000::bigint, 'those that run, some for ' || p_when) from seen where sql like '%running%'
  union all
  select cmp_ok(max(blocks), '<', 120000::bigint, 'all of them, some for each ' || p_when) from seen where sql like '%group%'
$$;

select is((select count(*)::int from job), 7, 'there are jobs in seven states');
select is((select count(*)::int from awa.jobs where state = 'running'), 198, 'some of them run');
call pg_temp.look();
select pg_temp.judged('without statistics');

-- As autovacuum does it: the tables, not what they are partitions of.
do $$ declare v text; begin
  for v in select c.oid::regclass from pg_catalog.pg_class c where c.relnamespace = 'awa_store'::regnamespace and relkind = 'r' loop
    execute format('analyze %s', v);
  end loop;
end $$;
call pg_temp.look();
select pg_temp.judged('with statistics');

analyze;
call pg_temp.look();
select pg_temp.judged('with all statistics');

-- As when somebody calls tick.
select awa_store.watch_claims(true);
call pg_temp.look();
select cmp_ok(max(blocks), '<', 1500::bigint, 'few blocks by its id when tick watches those that run') from seen where sql like '%where id%';
select cmp_ok(max(blocks), '<', 4000::bigint, 'and few for those that run') from seen where sql like '%running%';

select * from finish();
