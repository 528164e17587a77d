-- Kinds with all that a generator has a type for, and with names and descriptions that mean something in a language.
select awa.describe_kind('send_email', $json${
  "type": "object",
  "required": ["to", "subject", "body"],
  "additionalProperties": false,
  "properties": {
    "to": {"description": "Who gets it: */ \"\"\" \\u000a {@code x} <b> $` #", "type": "array", "minItems": 1, "items": {"type": "string"}},
    "subject": {"type": "string"},
    "body": {
      "type": "object",
      "description": "What it says.",
      "required": ["text"],
      "additionalProperties": false,
      "properties": {"text": {"type": "string"}, "html": {"type": "string"}}
    },
    "priority": {"enum": ["low", "high", "very-high", "HIGH", "\"<\\u0022>\""]},
    "send_after": {"type": "string", "format": "date-time"},
    "reply_to": {"type": ["string", "null"]},
    "headers": {"type": "object", "additionalProperties": {"type": "string"}},
    "attachments": {
      "type": "array",
      "items": {
        "type": "object",
        "required": ["name", "size"],
        "properties": {
          "name": {"type": "string"},
          "size": {"type": "integer", "minimum": 0},
          "inline": {"type": "boolean"}
        }
      }
    }
  }
}$json$, E'Sends a mail.\n*/ """ \\u000a "');

select awa.describe_kind('billing.charge-order', $json${
  "type": "object",
  "required": ["order", "amount", "customer", "note", "currency", "lines", "extra"],
  "properties": {
    "order": {"type": "integer"},
    "amount": {"type": "number", "exclusiveMinimum": 0},
    "customer": {"$ref": "#/$defs/Customer"},
    "ship to": {"$ref": "#/$defs/Customer"},
    "note": {"type": ["string", "null"]},
    "currency": {"type": "string", "enum": ["EUR", "USD"]},
    "lines": {"type": "array", "items": {"type": "object", "required": ["price"], "properties": {
      "price": {"type": "object", "required": ["cents"], "properties": {"cents": {"type": "integer"}}},
      "list": {"type": "array", "items": {"type": "array", "items": {"type": ["number", "null"]}}}}}},
    "extra": {},
    "class": {"type": "string"},
    "hashCode": {"type": "integer"},
    "userId": {"type": "string", "format": "uuid"},
    "due": {"type": "string", "format": "date"},
    "by": {"anyOf": [{"$ref": "#/$defs/Customer"}, {"type": "null"}]}
  },
  "$defs": {"Customer": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "größe": {"const": "XL"}}}}
}$json$);

select awa.describe_kind('tree', $json${
  "$ref": "#/$defs/node",
  "$defs": {"node": {"type": "object", "required": ["label", "children"], "properties": {
    "label": {"type": "string"},
    "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
    "left": {"$ref": "#/$defs/node"}}}}
}$json$);

select awa.describe_kind('string', '{"type": "string", "minLength": 1}');
select awa.describe_kind('list', '{"type": "array", "items": {"type": "integer"}}');
select awa.describe_kind('insert', '{"type": "object", "properties": {
  "dry_run": {"type": "boolean"}, "limit": {"type": "integer", "minimum": 1}, "insert": {"type": "object", "properties": {"value": {}}}}}');
select awa.describe_kind('anything', 'true');

select awa.describe_kind('payment', $json${
  "type": "object",
  "required": ["method", "tries"],
  "properties": {
    "method": {"oneOf": [
      {"type": "object", "required": ["type", "iban"], "properties": {"type": {"const": "sepa"}, "iban": {"type": "string"}}},
      {"type": "object", "required": ["type", "number"], "properties": {"type": {"const": "card"}, "number": {"type": "string"}}}]},
    "tries": {"enum": [1, 2, 3]},
    "reference": {"type": ["string", "integer", "null"]},
    "capture": {"enum": ["auto", true, false]},
    "steps": {"type": "array", "items": {"enum": ["hold", "take"]}}
  }
}$json$);
