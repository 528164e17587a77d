-- args may be any JSON value; the database does not change it.
set search_path = tap;
select plan(5);

create temp table made as
select i.id, a from unnest(array['[1, 2]', '"text"', '7', 'null', '{"deep": {"er": [null, {"ü": "日本語 🎉"}]}}']::jsonb[]) a,
  awa.insert_job('x', a) i;
select is((select args from awa.get_job(id)), a, 'args ' || a::text) from made;

select * from finish();
