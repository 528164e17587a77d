-- Numbers of args may have a hundred thousand digits before the point and thousands after it. They are compared with what a schema
-- says, and messages do not print them in full.
set search_path = tap;
select plan(23);

create function pg_temp.checked(p_schema jsonb, p_args jsonb) returns text language plpgsql as $$
begin
  perform awa.describe_kind('k', p_schema);
  perform awa_store.check_args('k', p_args);
  return 'fits';
exception when sqlstate 'AW011' then
  return sqlerrm;
end $$;

select is(pg_temp.checked(s, n), 'fits', n_is || ' fits ' || s)
from (values
  ('1e131000'::jsonb, '1e131000', '{"type": "integer"}'::jsonb), ('1e131000', '1e131000', '{"minimum": 1e308}'), ('1e131000', '1e131000', '{"not": {"maximum": 1e308}}'),
  ('1e-16383', '1e-16383', '{"minimum": 0}'), ('1e-16383', '1e-16383', '{"exclusiveMaximum": 1e-400}'), ('-1e131000', '-1e131000', '{"maximum": 0}'),
  ('19.99', '19.99', '{"multipleOf": 0.01}'), ('1e300', '1e300', '{"multipleOf": 2}'), ('1e-400', '1e-400', '{"multipleOf": 1e-400}')) v (n, n_is, s);
select matches(pg_temp.checked(s, n), '^kind k: args .{1,200}$', n_is || ' does not fit ' || s)
from (values
  ('1e131000'::jsonb, '1e131000', '{"maximum": 1}'::jsonb), ('1e131000', '1e131000', '{"type": "string"}'), ('1e131000', '1e131000', '{"multipleOf": 3}'), ('1e131000', '1e131000', '{"const": 1}'),
  ('1e-16383', '1e-16383', '{"type": "integer"}'), ('1e-16383', '1e-16383', '{"multipleOf": 0.5}'), ('1e-16383', '1e-16383', '{"anyOf": [{"minimum": 1}, {"enum": [1]}]}'),
  ('19.999', '19.999', '{"multipleOf": 0.01}')) v (n, n_is, s);
select is(pg_temp.checked('{"items": {"not": {"multipleOf": 7}}}', ('[' || repeat('1e131000,', 9999) || '1]')::jsonb), 'fits', 'many of them');
select is(pg_temp.checked('{"items": {"type": "string"}}', ('[' || repeat('1e131000,', 9999) || '1]')::jsonb),
  'kind k: args/0 must be string, not 1' || repeat('0', 99), 'one is shown by its beginning');
select matches(pg_temp.checked('{"type": "string"}', ('[' || repeat('1e131000,', 9999) || '1]')::jsonb),
  '^kind k: args must be string, not a JSON array of [0-9]+ bytes$', 'many by their size');

-- Counts may be of any size, too: other languages have larger ones.
select is(pg_temp.checked('{"maxLength": 9007199254740991, "minLength": 2.0}', '"ab"'), 'fits', 'a count that no text reaches');
select is(pg_temp.checked('{"minItems": 1e300}', '[]'), format('kind k: args must have 1%s to any number of items, not 0', repeat('0', 300)), 'or that is asked for');
select refuses($$select awa.describe_kind('k', '{"maxItems": 1.5}')$$, 'AW001', '%/maxItems must be a whole number, 0 or more, not 1.5', 'no fractions');

select * from finish();
