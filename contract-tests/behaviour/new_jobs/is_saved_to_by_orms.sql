-- An ORM that saves an object whose key is set asks by an UPDATE whether to insert it: there is nothing to be updated, so it inserts.
-- It never takes a job for deleted that is not.
set search_path = tap;
select plan(9);

-- As Model.save() of Django does it.
create function pg_temp.save(p_kind text, p_args jsonb) returns text language plpgsql as $$
declare
  v_outcome text;
begin
  update awa.new_jobs set args = p_args, queue = null where kind = p_kind;
  if found then
    return 'updated';
  end if;
  insert into awa.new_jobs (kind, args) values (p_kind, p_args) returning outcome into v_outcome;
  return v_outcome;
end $$;
select is(pg_temp.save('saved', '{"n": 1}'), 'inserted', 'what is saved is inserted');
select results_eq($$select kind, args from awa.jobs$$, $$values ('saved', '{"n": 1}'::jsonb)$$, 'as it is');
select is(pg_temp.save('saved', '{"n": 2}'), 'inserted', 'what is saved again, too');
select results_eq($$select args from awa.jobs order by id$$, $$values ('{"n": 1}'::jsonb), ('{"n": 2}')$$, 'and no job is changed by it');
select is_empty($$update awa.new_jobs set queue = 'q' returning id$$, 'an update finds nothing');
select refuses(format('insert into awa.new_jobs (id, kind) values (%s, %L)', id, kind), 'AW001', 'id, outcome%', 'a job that is one already is not made twice')
from awa.jobs where args = '{"n": 1}';

select refuses($$delete from awa.new_jobs$$, 'AW001', '%deleted through new_jobs%', 'a deletion is refused');
select refuses(format('delete from awa.new_jobs where id = %s', id), 'AW001', '%deleted through new_jobs%', 'whether it finds something or not')
from awa.jobs where args = '{"n": 1}';
select is((select count(*) from awa.jobs), 2::bigint, 'the jobs are there');

select * from finish();
