-- A schema with a keyword that is not supported, or that makes no sense, is refused with the place and the value.
set search_path = tap;
select plan(17);

select refuses($$select awa.describe_kind('k', '{"properties": {"a": {"contains": {}}}}')$$, 'AW001', '%/properties/a/contains%not supported%', 'an unknown keyword');
select refuses($$select awa.describe_kind('k', '{"type": "text"}')$$, 'AW001', '%/type must be null,%"text"%', 'an unknown type');
select refuses($$select awa.describe_kind('k', '{"required": "a"}')$$, 'AW001', '%/required must be a list of names%"a"%', 'required');
select refuses($$select awa.describe_kind('k', '{"items": {"minLength": -1}}')$$, 'AW001', '%/items/minLength%-1%', 'minLength');
select refuses($$select awa.describe_kind('k', '{"pattern": "("}')$$, 'AW001', '%/pattern must be a regular expression%', 'pattern');
select refuses($$select awa.describe_kind('k', '{"$ref": "#/$defs/x"}')$$, 'AW001', '%/$ref%', 'a reference to nothing');
select refuses($$select awa.describe_kind('k', '{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"allOf": [{"$ref": "#/$defs/a"}]}}}')$$,
  'AW001', '%/$defs/a leads by $ref back to itself%', 'a circle that never goes into the value');
select refuses($$select awa.describe_kind('k', '{"$ref": "#/$defs/a", "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}}')$$,
  'AW001', '%leads by $ref back to itself%', 'by way of not');
select lives_ok($$select awa.describe_kind('tree', '{"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"sons": {"items": {"$ref": "#/$defs/a"}}}}}}')$$,
  'one that does is a tree');
select refuses($$select awa.describe_kind('k', jsonb_build_object('const', (repeat('[', 100) || '1e400' || repeat(']', 100))::jsonb))$$,
  'AW001', '%range of a double%not 1000%', 'a number that is too large, wherever it is');
select refuses($$select awa.describe_kind('k', (repeat('{"items": ', 5000) || '{}' || repeat('}', 5000))::jsonb)$$,
  'AW001', '%nested%', 'any depth');
select refuses($$select awa.describe_kind('k', '{"anyOf": []}')$$, 'AW001', '%/anyOf must be a list of schemas%', 'anyOf');
select refuses($$select awa.describe_kind('k', '[]')$$, 'AW001', '%must be a schema%', 'no object');
select refuses($$select awa.describe_kind('', '{}')$$, 'AW001', 'kind must not be empty', 'a kind without a name');
select refuses($$select awa.describe_kind('k', opts => '{"x": 1}')$$, 'AW002', '%x%', 'an unknown option');
select lives_ok($$select awa.describe_kind('k', '{"oneOf": [{"type": "null"}, {"type": ["number", "string"]}], "not": {"const": 1}}')$$, 'combinations');
select refuses($$select awa.insert_job('k', '1', opts => '{"validate": true}')$$, 'AW011', 'kind k: args fits what it must not: 1', 'are checked');

select * from finish();
