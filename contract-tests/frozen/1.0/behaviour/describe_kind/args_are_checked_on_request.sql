-- With opts.validate args have to fit the schema of their kind; without, nobody looks.
set search_path = tap;
select plan(16);

select results_eq($$select * from awa.describe_kind('pay', '{"type": "object", "required": ["amount"], "additionalProperties": false,
    "properties": {"amount": {"type": "integer", "minimum": 1}, "to": {"$ref": "#/$defs/iban"},
      "lines": {"type": "array", "maxItems": 2, "items": {"type": "string", "minLength": 1}}, "how": {"enum": ["now", "later"]}},
    "$defs": {"iban": {"type": "string", "pattern": "^[A-Z]{2}[0-9]+$"}}}', 'Pays somebody.')$$,
  $$values ('pay', 'created')$$, 'a schema');
create function pg_temp.pay(p_args jsonb) returns text language plpgsql as $$
begin
  return (select outcome from awa.insert_job('pay', p_args, opts => '{"validate": true}'));
exception when sqlstate 'AW011' then
  return sqlerrm;
end $$;
select is(pg_temp.pay('{"amount": 1, "to": "DE12", "lines": ["a"], "how": "now"}'), 'inserted', 'what fits');
select is(pg_temp.pay('{"amount": 1.0}'), 'inserted', '1.0 is a whole number');
select is(pg_temp.pay('{}'), 'kind pay: args must have "amount"', 'what is missing');
select is(pg_temp.pay('{"amount": "1"}'), 'kind pay: args/amount must be integer, not "1"', 'another type');
select is(pg_temp.pay('{"amount": 0}'), 'kind pay: args/amount is 0, outside of minimum 1', 'out of range');
select is(pg_temp.pay('{"amount": 1, "to": "x"}'), 'kind pay: args/to must match ^[A-Z]{2}[0-9]+$, unlike "x"', 'a pattern, by reference');
select is(pg_temp.pay('{"amount": 1, "lines": ["a", ""]}'),
  'kind pay: args/lines/1 must be 1 to any number of characters long, not 0', 'an item');
select is(pg_temp.pay('{"amount": 1, "tip": 2}'), 'kind pay: args/tip must not be there', 'an unknown field');
select is(pg_temp.pay('{"amount": 1, "how": "never"}'), 'kind pay: args/how must be one of ["now", "later"], not "never"', 'a choice');
select is(pg_temp.pay('[]'), 'kind pay: args must be object, not []', 'the whole');
select is((select outcome from awa.insert_job('pay', '[]')), 'inserted', 'nobody looks unless told');
select refuses($$select awa.insert_job('other', opts => '{"validate": true}')$$, 'AW011', '%other%no schema%', 'a kind that nobody has described');
select results_eq($$select * from awa.describe_kind('pay', description => 'Pays.')$$, $$values ('pay', 'changed')$$, 'another description');
select results_eq($$select * from awa.describe_kind('pay')$$, $$values ('pay', 'unchanged')$$, 'or none');
select is((select format('%s %s %s', kind, description, args_schema ->> 'type') from awa.kinds), 'pay Pays. object', 'everybody may read it');

select * from finish();
