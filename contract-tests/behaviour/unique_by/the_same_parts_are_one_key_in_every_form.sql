-- Forms of unique_by that name the same parts stand for the same key, wherever they are given: what one has, the other
-- meets.
set search_path = tap;
select plan(8);

-- a and b name the same parts of a job with these args; key is the key that awa.unique_key makes of them.
create temp table pair (n int primary key, args jsonb, a jsonb, b jsonb, key bytea);
insert into pair
select
  row_number() over (), args, jsonb_build_object('key', t), jsonb_build_object('key', t) || more,
  awa.unique_key('x', key => t)
from unnest(array['order-42', 'say "hi"', 'C:\temp', E'a\tb\nc', 'ключ 🎉', '1.0', '{"args": true}', '', repeat('k', 4096),
    repeat(E'\x01', 4096)]) t,
  unnest('{"{}", "{\"n\": 1.50}"}'::jsonb[]) args,
  unnest('{"{\"on_conflict\": \"existing\"}", "{\"args\": false, \"queue\": null}", "{\"states\": null, \"period\": null}"}'::jsonb[]) more;
delete from pair p using pair o where o.key = p.key and o.n < p.n and p.args = '{}' and p.b = o.b;
insert into pair
select
  (select max(n) from pair) + row_number() over (), args, '{"args": true}', '{"args": true}'::jsonb || more,
  awa.unique_key('x', args => args)
from unnest(array['{}', '{"n": 1}', '{"n": 2.5}', '{"n": 1.0}', '{"a": [0.50, {"b": 10.10}]}', '{"n": 100.001}',
    '{"to": "ada@example.com"}', '{"version": "1.0"}', '{"v": "1.0", "n": 3.0}', '{"a.0": 1}', '[]', '[1.0]', '7', '7.0',
    '"1.0"', '"text"', 'true']::jsonb[]) args,
  unnest('{"{\"on_conflict\": \"existing\"}", "{\"key\": null}", "{\"queue\": false, \"states\": null}"}'::jsonb[]) more;

-- How two inserts of a pair go, in calls of their own: outcomes, and whether it is one job under the right key.
create function pg_temp.singly(p pair, p_first jsonb, p_second jsonb, p_kind text, p_opts jsonb default '{}')
returns text language plpgsql as $$
declare
  v_first record;
  v_second record;
begin
  select * into v_first from awa.insert_job(p_kind, p.args, unique_by => p_first, opts => p_opts);
  select * into v_second from awa.insert_job(p_kind, p.args, unique_by => p_second, opts => p_opts);
  perform awa.cancel_job(v_first.id);
  return format('%s %s %s %s', v_first.outcome, v_second.outcome, v_second.id = v_first.id,
    v_first.unique_key = p.key and v_second.unique_key = p.key);
end $$;
create function pg_temp.together(p pair, p_first jsonb, p_second jsonb) returns text language plpgsql as $$
declare
  v_text text;
  v_job bigint;
begin
  select string_agg(outcome, ' ' order by ordinal) || format(' %s %s', min(id) = max(id), bool_and(unique_key = p.key)),
    min(id)
  into v_text, v_job
  from awa.insert_jobs(jsonb_build_array(
    jsonb_build_object('kind', 'x', 'args', p.args, 'unique_by', p_first),
    jsonb_build_object('kind', 'x', 'args', p.args, 'unique_by', p_second)));
  perform awa.cancel_job(v_job);
  return v_text;
end $$;

select cmp_ok((select count(*) from pair), '>', 80::bigint, 'there are pairs');
select is_empty($$select n, a, b, pg_temp.singly(p, a, b, 'x') from pair p
  where pg_temp.singly(p, a, b, 'x') <> 'inserted existing t t'$$, 'one after the other');
select is_empty($$select n, a, b from pair p where pg_temp.singly(p, b, a, 'x') <> 'inserted existing t t'$$,
  'the other way round');
select is_empty($$select n, a, b from pair p where pg_temp.singly(p, a, a, 'x') <> 'inserted existing t t'$$,
  'the same twice');
select is_empty($$select n, a, b from pair p where pg_temp.singly(p, a, b, 'x', '{"timeout": "5 min"}') <> 'inserted existing t t'$$,
  'with options');
select is_empty($$select n, a, b, pg_temp.together(p, a, b) from pair p
  where pg_temp.together(p, a, b) <> 'inserted existing t t'$$, 'in one array');
select is_empty($$select n, a, b from pair p where pg_temp.together(p, b, a) <> 'inserted existing t t'$$,
  'in one array the other way round');
select is_empty($$select n, a, b from pair p where pg_temp.together(p, a, a) <> 'inserted existing t t'$$,
  'the same twice in one array');

select * from finish();
