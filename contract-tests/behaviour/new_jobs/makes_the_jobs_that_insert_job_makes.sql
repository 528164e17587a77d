-- A row makes the job, and answers, what a call of insert_job with the same arguments does, alone and among many.
set search_path = tap;
select plan(14);

select stop_clock();
select from awa.configure_queue('parts', '{"create": true, "partitions": 4}');
create temp table given (n serial, kind text, args jsonb, queue text, priority int, run_at timestamptz, max_attempts int, unique_by jsonb, ordering_key text,
  tags text[], metadata jsonb, opts jsonb);
insert into given (kind, args, queue, priority, run_at, max_attempts, unique_by, ordering_key, tags, metadata, opts)
values
  ('nulls', null, null, null, null, null, null, null, null, null, null),
  ('empty', '{}', 'default', 2, null, 25, null, null, '{}', '{}', '{}'),
  ('plain', '{"a": [1, "x", null]}', 'q', 1, null, 3, null, 'key', null, null, null),
  ('tagged', '7', 'q', 4, null, 1000, null, null, '{a,"b c"}', null, null),
  ('noted', 'null', 'q', 3, null, 1, null, null, null, '{"m": {"n": 1}}', null),
  ('both', '[]', 'ü', 2, null, 25, null, null, '{a}', '{"m": 1}', '{}'),
  ('traced', '{}', null, 2, null, 25, null, null, '{a}', '{"m": 1}', '{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}'),
  ('parts', '{"n": 1}', 'parts', 1, null, 3, null, 'key', '{a}', '{"m": 1}', null),
  ('timed', '{}', null, 2, null, 25, null, null, null, null, '{"timeout": "1 min", "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}'),
  ('untold', '{}', null, 2, null, 25, null, null, null, 'null', 'null'),
  ('later', '{}', 'q', 2, '2999-01-01', 25, null, null, '{a}', '{"m": 1}', null),
  ('past', '{}', 'q', 2, '1999-01-01', 25, null, null, null, null, null),
  ('large', jsonb_build_object('pad', repeat('x', 900000)), 'q', 2, null, 25, null, repeat('k', 500), array_fill('t'::text, '{20}'), null, null);

create temp table made (way text, n int, id bigint, outcome text, state text, queue_name text, partition int, due_at timestamptz, unique_key bytea, queue_full boolean);
insert into made
select 'call', g.n, i.* from given g
cross join lateral awa.insert_job(g.kind, g.args, g.queue, g.priority, g.run_at, g.max_attempts, g.unique_by, g.ordering_key, g.tags, g.metadata, g.opts) i;
create function pg_temp.insert_one(p given) returns made language sql as $$
  insert into awa.new_jobs (kind, args, queue, priority, run_at, max_attempts, unique_by, ordering_key, tags, metadata, opts)
  values (p.kind, p.args, p.queue, p.priority, p.run_at, p.max_attempts, p.unique_by, p.ordering_key, p.tags, p.metadata, p.opts)
  returning 'one', p.n, id, outcome, state, queue_name, partition, due_at, unique_key, queue_full
$$;
insert into made select i.* from given g cross join lateral pg_temp.insert_one(g) i;
with many as (
  insert into awa.new_jobs (kind, args, queue, priority, run_at, max_attempts, unique_by, ordering_key, tags, metadata, opts)
  select kind, args, queue, priority, run_at, max_attempts, unique_by, ordering_key, tags, metadata, opts from given order by n
  returning kind, id, outcome, state, queue_name, partition, due_at, unique_key, queue_full)
insert into made
select 'many', g.n, m.id, m.outcome, m.state, m.queue_name, m.partition, m.due_at, m.unique_key, m.queue_full from many m join given g using (kind);

-- All columns of the answer and of get_job, but the id.
create function pg_temp.as_made(p_way text, p_n int) returns jsonb language sql as $$
  select to_jsonb(m) - 'way' - 'id' || jsonb_build_object('job', to_jsonb(j) - 'id')
  from made m, awa.get_job(m.id) j where m.way = p_way and m.n = p_n
$$;
select is((select count(*) from made m, awa.get_job(m.id)), 3 * (select count(*) from given), 'each is a job');
select is(jsonb_build_array(pg_temp.as_made('one', n), pg_temp.as_made('many', n)), jsonb_build_array(pg_temp.as_made('call', n), pg_temp.as_made('call', n)), kind)
from given order by n;

select * from finish();
