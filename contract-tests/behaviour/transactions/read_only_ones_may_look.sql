-- In a read-only transaction what looks works, and what writes is refused by PostgreSQL.
set search_path = tap;
select plan(30);

create temp table call (ordinal int generated always as identity, expected text, sql text, had text);
create function pg_temp.verdict(p_sql text) returns text language plpgsql as $$
begin
  execute p_sql;
  return 'works';
exception when others then
  return sqlstate;
end $$;

create temp table job as
select a.id as waiting, b.id as held from awa.insert_job('x', queue => 'a') a, awa.insert_job('x', queue => 'b') b;
create temp table claimed as select claim_id, worker() as worker from awa.claim_jobs(worker(), 'b');
insert into call (expected, sql)
select c.expected, format(c.sql, waiting, worker, claim_id, held)
from job, claimed, (values
  ('works', 'select * from awa.job_state(%1$s)'),
  ('works', 'select * from awa.get_job(%1$s)'),
  ('works', $$select * from awa.list_jobs('a', 'available')$$),
  ('works', 'select * from awa.queue_stats()'),
  ('works', $$select * from awa.get_queue('a')$$),
  ('works', $$select * from awa.next_fires('@daily')$$),
  ('works', 'select * from awa.why_waiting(%1$s)'),
  ('works', 'select * from awa.doctor()'),
  ('works', 'select * from awa.jobs'),
  ('works', 'select * from awa.kinds'),
  ('works', 'select * from awa.schedules'),
  ('works', 'select * from awa.limits'),
  ('works', $$select awa.unique_key('x')$$),
  ('works', $$select awa.check_contract('1.0')$$),
  ('works', $$select * from awa.claim_jobs(%2$L, 'nothing')$$),
  ('25006', $$select * from awa.insert_job('x')$$),
  ('25006', $$select * from awa.insert_jobs('[{"kind": "x"}]')$$),
  ('25006', $$select * from awa.insert_many('x', array['{}']::jsonb[])$$),
  ('25006', $$insert into awa.new_jobs (kind) values ('x')$$),
  ('25006', 'select * from awa.cancel_job(%1$s)'),
  ('25006', 'select * from awa.reschedule_job(%1$s, priority => 1)'),
  ('25006', $$select * from awa.register_worker('r')$$),
  ('25006', 'select * from awa.heartbeat(%2$L)'),
  ('25006', $$select * from awa.claim_jobs(%2$L, 'a')$$),
  ('25006', 'select * from awa.complete_jobs(%2$L, %3$s, array[%4$s])'),
  ('25006', $$select * from awa.fail_jobs(%2$L, %3$s, array[%4$s], '{no}')$$),
  ('25006', 'select * from awa.release_jobs(%2$L, %3$s, array[%4$s])'),
  ('25006', $$select * from awa.sleep_until_work(%2$L, '{a}')$$),
  ('25006', $$select * from awa.put_schedule('s', '@daily', kind => 'x')$$),
  ('25006', 'select * from awa.tick()')) c (expected, sql);

-- Temporary tables are written to in read-only transactions, too.
begin read only;
update call set had = pg_temp.verdict(sql);
commit;
select is(had, expected, sql) from call order by ordinal;

select * from finish();
