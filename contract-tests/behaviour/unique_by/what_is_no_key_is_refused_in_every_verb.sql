-- What looks like a usual form of unique_by and is none is refused with the same error, alone and in an array.
set search_path = tap;
select plan(18);

create function pg_temp.alone(p_by jsonb, p_args jsonb) returns text language plpgsql as $$
begin
  perform awa.insert_job('x', p_args, unique_by => p_by);
  return 'inserted';
exception when others then
  return sqlstate || ': ' || sqlerrm;
end $$;
create function pg_temp.in_array(p_by jsonb, p_args jsonb) returns text language plpgsql as $$
begin
  perform awa.insert_jobs(jsonb_build_array(
    '{"kind": "y"}'::jsonb, jsonb_build_object('kind', 'x', 'args', p_args, 'unique_by', p_by)));
  return 'inserted';
exception when others then
  return sqlstate || ': ' || replace(sqlerrm, 'job 2: ', '');
end $$;

create temp table fault (n int, by jsonb, args jsonb, fault text);
insert into fault
values
  (1, '{"key": 1}'::jsonb, '{}'::jsonb, 'AW001: unique_by.key must be a string'),
  (2, '{"key": ["k"]}', '{}', 'AW001: unique_by.key must be a string'),
  (3, jsonb_build_object('key', repeat('k', 4097)), '{}', 'AW003: unique_by.key takes 4097 bytes'),
  (4, jsonb_build_object('key', repeat('ü', 2049)), '{}', 'AW003: unique_by.key takes 4098 bytes'),
  (5, '{"key": "k", "keys": 1}', '{}', 'AW002: '),
  (6, '["key"]', '{}', 'AW001: unique_by must be a JSON object'),
  (7, '"key"', '{}', 'AW001: unique_by must be a JSON object'),
  (8, '{"args": "true"}', '{}', 'AW001: unique_by.args must be true or a list of fields'),
  (9, '{"args": true}', 'null', 'AW001: unique_by.args is true, and args are null');

select alike(pg_temp.alone(by, args), fault || '%', 'alone: ' || left(by::text, 40)) from fault order by n;
select is(pg_temp.in_array(by, args), pg_temp.alone(by, args), 'in an array: ' || left(by::text, 40))
from fault order by n;

select * from finish();
