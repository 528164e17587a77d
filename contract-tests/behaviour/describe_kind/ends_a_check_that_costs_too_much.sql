-- A check is bounded, whatever the schema and the args: what would take too long ends as AW011. Large plain args pass.
set search_path = tap;
select plan(22);

create function pg_temp.checked(p_schema jsonb, p_args jsonb) returns text language plpgsql as $$
begin
  perform awa.describe_kind('k', p_schema);
  perform awa.insert_job('k', p_args, opts => '{"validate": true}');
  return 'fits';
exception when sqlstate 'AW011' then
  return sqlerrm;
end $$;
create function pg_temp.any_of(p_schema jsonb, p_times int) returns jsonb language sql as $$
  select jsonb_build_object('anyOf', (select jsonb_agg(p_schema) from generate_series(1, p_times)))
$$;

-- Three branches at each of twenty levels.
create function pg_temp.branching(p_combination text) returns jsonb language sql as $$
  select jsonb_build_object('$ref', '#/$defs/a', '$defs', jsonb_build_object('a', jsonb_build_object('additionalProperties',
    jsonb_build_object(p_combination, (select jsonb_agg('{"$ref": "#/$defs/a"}'::jsonb) from generate_series(1, 3))))))
$$;
select is(pg_temp.checked(pg_temp.branching(c), (repeat('{"x": ', 20) || '{}' || repeat('}', 20))::jsonb),
  'kind k: args are too costly to check', c || ' at each level')
from unnest(array['allOf', 'oneOf']) c;
select is(pg_temp.checked(pg_temp.branching('anyOf'), (repeat('{"x": ', 20) || '{}' || repeat('}', 20))::jsonb), 'fits', 'anyOf ends with the first that fits');
select is(pg_temp.checked(jsonb_build_object('not', pg_temp.branching('allOf') - '$defs', '$defs', pg_temp.branching('allOf') -> '$defs'),
  (repeat('{"x": ', 20) || '{}' || repeat('}', 20))::jsonb), 'kind k: args are too costly to check', 'not does not take it for a misfit');

-- Large args, looked at time and again.
select matches(pg_temp.checked(pg_temp.any_of('{"items": {"type": "string"}, "maxItems": 1}', 300), (select jsonb_agg(n) from generate_series(1, 60000) n)),
  '^kind k: args fits none of anyOf: a JSON array of [0-9]+ bytes$', 'as long as little is looked at');
select is(pg_temp.checked(pg_temp.any_of('{"items": {"type": "integer", "maximum": 59999}}', 300), (select jsonb_agg(n) from generate_series(1, 60000) n)),
  'kind k: args are too costly to check', 'items');
select is(pg_temp.checked(pg_temp.any_of('{"uniqueItems": true}', 300), (select jsonb_agg(n) || '[1]' from generate_series(1, 60000) n)),
  'kind k: args are too costly to check', 'equal items');
select is(pg_temp.checked(pg_temp.any_of('{"maxProperties": 9}', 300), (select jsonb_object_agg(n, 0) from generate_series(1, 30000) n)),
  'kind k: args are too costly to check', 'fields');
select is(pg_temp.checked(pg_temp.any_of('{"pattern": "a[ab]{250}c"}', 900), to_jsonb(repeat('ab', 400000))),
  'kind k: args are too costly to check', 'a pattern on a long text');
select is(pg_temp.checked('{"pattern": "(?=.*c)(?=.*d)"}', to_jsonb(repeat('c', 100000))), 'kind k: args are too costly to check', 'lookaround');
select is(pg_temp.checked(jsonb_build_object('items', jsonb_build_object('enum', (select jsonb_agg(array[n]) from generate_series(1, 6000) n))),
  (select jsonb_agg(array[6000]) from generate_series(1, 10000))), 'kind k: args are too costly to check', 'a long choice');

-- What is large and plain is no trouble.
select is(pg_temp.checked('{"items": {"type": "integer"}}', (select jsonb_agg(n % 10) from generate_series(1, 60000) n)), 'fits', 'items of a type');
select is(pg_temp.checked('{"items": {"type": "integer"}}', (select jsonb_agg(n) || '[1.5]' from generate_series(1, 60000) n)),
  'kind k: args/60000 must be integer, not 1.5', 'to the last');
select is(pg_temp.checked('{"items": {"type": "number", "minimum": 0}, "uniqueItems": true}', (select jsonb_agg(n) from generate_series(1, 60000) n)), 'fits', 'and a range');
select is(pg_temp.checked('{"items": {"pattern": "^[0-9a-f]{32}$"}}', (select jsonb_agg(md5(n::text)) from generate_series(1, 25000) n)), 'fits', 'texts');
select is(pg_temp.checked('{"additionalProperties": {"type": "integer"}}', (select jsonb_object_agg(n, n) from generate_series(1, 25000) n)), 'fits', 'fields');
select is(pg_temp.checked('{"pattern": "^[a-z]*$"}', to_jsonb(repeat('x', 1000000))), 'fits', 'a text');

-- Depth.
select matches(pg_temp.checked('{"$ref": "#/$defs/a", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}', (repeat('[', 500) || repeat(']', 500))::jsonb),
  '^kind k: args(/0)+ is nested too deep to be checked$', 'depth');
select is(pg_temp.checked('{"not": {"$ref": "#/$defs/a"}, "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}', (repeat('[', 100) || repeat(']', 100))::jsonb),
  'kind k: args is nested too deep to be checked', 'not does not take it for a misfit');
select is(pg_temp.checked('{"type": "array"}', (repeat('[', 500) || repeat(']', 500))::jsonb), 'fits', 'what is not looked into may be of any depth');
select is(pg_temp.checked('{"items": {"items": false}}', '[[], [7]]'), 'kind k: args/1/0 must not be there', 'a schema may be false');

-- A long name is not repeated in the message.
select cmp_ok(length(pg_temp.checked('{"additionalProperties": false}', jsonb_build_object(repeat('x', 100000), 1))), '<', 200, 'messages stay short');

select * from finish();
