-- args that are a JSON string which is itself the text of an object or array were encoded twice: no verb takes them, in any form.
-- Any other string is a value as others are.
set search_path = tap;
select plan(25);

create temp table encoded as
select to_jsonb(t) as args
from unnest(array['{"a": 1}', '{}', '[]', '[1, {"b": "c"}]', e' \n\t{"a": 1}']) t;
select refuses(format('select * from awa.insert_job(''x'', %L)', e.args), 'AW001', 'args%"%', 'refused: ' || e.args::text)
from encoded e;

select refuses($$select * from awa.insert_job('x', '"{\"a\": 1}"', unique_by => '{"key": "k"}')$$, 'AW001', 'args%{%', 'with a key');
select refuses($$select * from awa.insert_job('x', '"{\"a\": 1}"', run_at => '2999-01-01')$$, 'AW001', 'args%{%', 'for later');
select refuses($$select * from awa.insert_jobs('[{"kind": "x"}, {"kind": "x", "args": "{\"a\": 1}"}]')$$,
  'AW001', 'job 2: args%{%', 'insert_jobs names the place');
select refuses($$select * from awa.insert_jobs('[{"kind": "x", "unique_by": {}}, {"kind": "x", "args": "[1]"}]')$$,
  'AW001', 'job 2: args%[%', 'also beside unique jobs');
select refuses($$select * from awa.insert_many('x', array['{}', '"{\"a\": 1}"']::jsonb[])$$, 'AW001', 'job 2: args%{%',
  'so does insert_many');
select refuses($$insert into awa.new_jobs (kind, args) values ('x', '"{\"a\": 1}"')$$, 'AW001', 'args%{%', 'new_jobs does as insert_job');
select is((select count(*) from awa.jobs), 0::bigint, 'and nothing was inserted');

create temp table waiting as select * from awa.insert_job('x', '{"a": 1}', unique_by => '{"args": true}');
select refuses(format('select * from awa.reschedule_job(%s, args => ''"{}"'')', (select id from waiting)), 'AW001', 'args%{}%',
  'nor does a job get such args later');
select refuses($$select * from awa.cancel_by_unique_key('x', args => '"{\"a\": 1}"')$$, 'AW001', 'args%{%', 'nor is a job sought by them');

-- What only looks like it, or is no object or array, is text.
create temp table texts as
select to_jsonb(t) as args, n
from unnest(array['order-42', '', '{', '{a}', '[x]', '42', 'true', 'null', repeat('[', 100000)]) with ordinality t (t, n);
create temp table taken as select t.*, i.id from texts t, awa.insert_job('x', t.args) i;
select ok((select j.args from awa.get_job(t.id) j) = t.args, 'taken: ' || left(t.args::text, 20)) from taken t order by t.n;
select is((select count(*) from awa.insert_many('x', (select array_agg(args) from texts))), 9::bigint, 'by insert_many, too');
select is((select count(*) from awa.insert_jobs((select jsonb_agg(jsonb_build_object('kind', 'x', 'args', args)) from texts))),
  9::bigint, 'and by insert_jobs');

select * from finish();
