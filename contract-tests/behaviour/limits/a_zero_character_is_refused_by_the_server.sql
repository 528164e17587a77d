-- PostgreSQL has no text and no JSON with the character of number 0: the value is refused before a function is called, whichever that is.
set search_path = tap;
select plan(12);

create function pg_temp.refusal(p_call text) returns text language plpgsql as $$
begin
  execute p_call;
  return null;
exception when others then
  return sqlstate;
end $$;
select is(pg_temp.refusal('select from awa.' || c), '22P05', 'JSON: ' || c)
from unnest(array[
  $$insert_job('x', '{"a": "\u0000"}')$$, $$insert_job('x', metadata => '{"a": "b\u0000c"}')$$, $$insert_job('x', opts => '{"\u0000": 1}')$$,
  $$insert_job('x', unique_by => '{"key": "\u0000"}')$$, $$insert_jobs('[{"kind": "a\u0000"}]')$$,
  $$insert_many('x', array['{}', '"\u0000"']::jsonb[])$$, $$complete_jobs(worker(), 1, '{1}', '["\u0000"]')$$,
  $$set_progress(worker(), 1, 1, checkpoint => '"\u0000"')$$]) c;
select is(pg_temp.refusal($$insert into awa.new_jobs (kind, args) values ('x', '"\u0000"')$$), '22P05', 'JSON for new_jobs');
select is(pg_temp.refusal($$select from awa.insert_job(convert_from('\x6100', 'UTF8'))$$), '22021', 'a text');
select is(pg_temp.refusal($$select from awa.fail_jobs(worker(), 1, '{1}', array[convert_from('\x6100', 'UTF8')])$$), '22021', 'an error');
create temp table job as select i.id from awa.insert_job('x', '{"a": "\\u0000"}') i;
select is((select g.args from job j, awa.get_job(j.id) g), '{"a": "\\u0000"}', 'six characters that look like it are fine');

select * from finish();
