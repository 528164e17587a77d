-- Drivers print an error with its context, the lines of the functions that it went through. Of what Awa refuses it is at most four
-- lines, wherever below the call the fault was found; refuses sees to it for each error of the other files. What nobody expects keeps
-- all of its context.
set search_path = tap;
select plan(62);

create temp table job (name text primary key, id bigint, claim_id bigint);
insert into job (name, id) select n, i.id from unnest('{available,parent,placed,ends,many,held,other}'::text[]) n
cross join lateral awa.insert_job('x', queue => n, unique_by => case when n in ('held', 'other') then jsonb_build_object('key_hex', case n when 'held' then 'aa' else 'bb' end) end,
  max_attempts => case n when 'ends' then 1 else 25 end,
  opts => case when n in ('placed', 'ends', 'many') then '{"concurrency_key": "k", "concurrency_limit": 9}' else '{}' end::jsonb) i;
select from job j, awa.insert_job('child', opts => jsonb_build_object('parents', jsonb_build_array(j.id))) where j.name = 'parent';
update job set claim_id = c.claim_id from (select c.* from unnest('{placed,ends,many,parent}'::text[]) q, awa.claim_jobs(worker(), q) c) c where c.id = job.id;
select from awa.configure_queue('full', '{"create": true, "on_full": "refuse", "max_waiting": 1, "max_args_bytes": 10, "max_key_bytes": 2}');
select from awa.describe_kind('strict', '{"type": "object", "required": ["a"]}');

create temp table faulty (n serial, arguments text);
-- As fields of a job, in every verb that takes one.
insert into faulty (arguments) values
  ('{"kind": ""}'), ('{"kind": "x", "priority": 9}'), ('{"kind": "x", "opts": {"timout": 1}}'), ('{"kind": "x", "opts": {"timeout": "x"}}'),
  ('{"kind": "x", "opts": {"backoff": {"base": "x"}}}'), ('{"kind": "x", "opts": {"backoff": {"bas": 1}}}'), ('{"kind": "x", "opts": {"start_by": "x"}}'),
  ('{"kind": "x", "opts": {"traceparent": "x"}}'), ('{"kind": "x", "opts": {"notify": 1}}'), ('{"kind": "x", "opts": {"keep": "-1 s"}}'),
  ('{"kind": "x", "opts": {"parents": []}}'), ('{"kind": "x", "opts": {"parents": [0]}}'), ('{"kind": "x", "unique_by": {"kex": 1}}'),
  ('{"kind": "x", "unique_by": {"key_hex": "x"}}'), ('{"kind": "x", "unique_by": {"period": "1.5 s"}}'), ('{"kind": "x", "unique_by": {"args": ["a"]}}'),
  ('{"kind": "x", "unique_by": {"key_hex": "aa", "on_conflict": "raise"}}'), ('{"kind": "y", "unique_by": {"key_hex": "bb", "on_conflict": "replace"}}'),
  ('{"kind": "x", "queue": "full", "args": "12345678901"}'), ('{"kind": "x", "queue": "full", "ordering_key": "abc"}'),
  ('{"kind": "strict", "opts": {"validate": true}}'), ('{"kind": "none", "opts": {"validate": true}}');
insert into faulty (arguments)
select jsonb_build_object('kind', 'x', 'args', (repeat('[', 210) || '1.0' || repeat(']', 210))::jsonb, 'unique_by', '{"args": true}'::jsonb)::text;

create function pg_temp.lines(p_call text) returns text language plpgsql as $$
declare
  v_context text;
  v_lines text[];
begin
  -- A session plans anew how it calls after an error, and may settle on another plan after five calls.
  for i in 1..8 loop
    begin
      execute p_call;
      return 'no error';
    exception when others then
      get stacked diagnostics v_context = pg_exception_context;
      v_lines := context_of(p_call, v_context);
      if sqlstate !~ '^AW' then
        return sqlstate || ': ' || sqlerrm;
      elsif cardinality(v_lines) > 4 then
        return format(E'%s lines\n%s\n%s', cardinality(v_lines), p_call, array_to_string(v_lines, E'\n'));
      end if;
    end;
  end loop;
  return null;
end $$;
create function pg_temp.as_call(p_arguments jsonb) returns text language sql as $$
  select 'select * from awa.insert_job(' || string_agg(format('%I => %L', key, value), ', ') || ')' from jsonb_each_text(p_arguments)
$$;
create function pg_temp.as_row(p_arguments jsonb) returns text language sql as $$
  select format('insert into awa.new_jobs (%s) values (%s)', string_agg(quote_ident(key), ', '), string_agg(quote_literal(value), ', '))
  from jsonb_each_text(p_arguments)
$$;
select is(pg_temp.lines(pg_temp.as_call(arguments::jsonb)), null, 'insert_job: ' || left(arguments, 80)) from faulty;
select is(pg_temp.lines(pg_temp.as_row(arguments::jsonb)), null, 'new_jobs: ' || left(arguments, 80)) from faulty;
select is(
  (select string_agg(pg_temp.lines(format('select * from awa.insert_jobs(%L)', jsonb_build_array('{"kind": "x"}'::jsonb, f.arguments::jsonb))), '; ') from faulty f),
  null, 'insert_jobs, each of them');
select is(pg_temp.lines(c), null, c)
from unnest(array[
  $$select * from awa.insert_many('x', '{"{}"}', opts => '{"backoff": {"base": "x"}}')$$,
  $$select * from awa.insert_many('x', '{"{}"}', opts => '{"backoff": {"bas": 1}}')$$,
  $$select * from awa.insert_many('x', '{"{}"}', opts => '{"timout": 1}')$$,
  $$select * from awa.insert_many('x', '{"{}", "\"12345678901\""}', 'full')$$,
  $$select * from awa.configure('{"max_delay": "x"}')$$,
  $$select * from awa.configure_queue('q', '{"create": true, "aging": -1}')$$,
  $$select * from awa.configure_queue('q', '{"created": true}')$$,
  $$select * from awa.cancel_by_unique_key('x', args => (repeat('[', 210) || '1.0' || repeat(']', 210))::jsonb)$$]) c;

update awa_store.queue set is_full = true, max_args_bytes = null, max_key_bytes = null where name = 'full';
select is(pg_temp.lines(pg_temp.as_call('{"kind": "x", "queue": "full"}')), null, 'a full queue');
select is(pg_temp.lines(pg_temp.as_row('{"kind": "x", "queue": "full"}')), null, 'a full queue, by INSERT');
select is(pg_temp.lines($$select * from awa.insert_many('x', '{"{}"}', 'full')$$), null, 'and many');

-- What is found deepest: that triggers are turned off.
set session_replication_role = replica;
create temp table deep as
select pg_temp.lines(c) as lines, c
from job p, unnest(array[
  format('select * from awa.cancel_job(%s)', p.id),
  format('select * from awa.complete_jobs(worker(), %s, array[%s])', p.claim_id, p.id),
  format('select * from awa.fail_jobs(worker(), %s, array[%s], array[''e''], final => true)', p.claim_id, p.id),
  format('select * from awa.cancel_running(worker(), %s, array[%s])', p.claim_id, p.id)]) c
where p.name in ('placed', 'parent')
union all
select pg_temp.lines(c), c
from (
  select format('select * from awa.fail_jobs(worker(), %s, array[%s], array[''e''])', p.claim_id, p.id) from job p where p.name = 'ends'
  union all
  select format('select * from awa.cancel_job(%s)', p.id) from job p where p.name = 'available'
  union all
  select format('select * from awa.reschedule_job(%s, run_at => ''2999-01-01'')', p.id) from job p where p.name = 'available'
  union all
  values (pg_temp.as_call('{"kind": "x", "unique_by": {"key_hex": "aa", "on_conflict": "replace"}}')),
    ('select * from awa.cancel_by_unique_key(''x'', opts => ''{"key_hex": "aa"}'')'),
    ('select * from awa.cancel_by_unique_key(''x'', opts => ''{"key_hex": "aa", "all": true}'')')
  union all
  select pg_temp.as_call(jsonb_build_object('kind', 'x', 'opts', jsonb_build_object('parents', jsonb_build_array(p.id)))) from job p where p.name = 'available'
) d (c);
set session_replication_role = origin;
select is_empty('select lines, c from deep where lines is not null', 'what needs triggers');
select is((select count(*) from deep), 15::bigint, 'all of it');

alter function awa_store.enter(text, bigint, bigint, timestamptz, timestamptz, int, int, int, text, text, jsonb, text, bytea, text[], jsonb, jsonb, jsonb, jsonb, text, int)
  rename to away;
select matches(pg_temp.lines($$select * from awa.insert_job('x', run_at => '2999-01-01')$$), '42883.*', 'what nobody expects is not taken for a refusal');
create function pg_temp.context(p_call text) returns text[] language plpgsql as $$
declare
  v_context text;
begin
  execute p_call;
  return null;
exception when others then
  get stacked diagnostics v_context = pg_exception_context;
  return context_of(p_call, v_context);
end $$;
select ok(array_to_string(pg_temp.context($$select * from awa.insert_job('x', run_at => '2999-01-01')$$), ' ') ~ 'insert_any.*insert_job', 'and names all functions that it went through');

select * from finish();
