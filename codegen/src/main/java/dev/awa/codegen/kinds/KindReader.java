package dev.awa.codegen.kinds;

import dev.awa.codegen.Names;
import dev.awa.codegen.kinds.ArgType.Field;
import dev.awa.codegen.kinds.ArgType.Fields;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads view {@code awa.kinds}.
 *
 * <p>A schema may say more than a type can. What only narrows values down (lengths, bounds, patterns, {@code not} and the like)
 * makes no difference to the type; where it is open what the type is, it is {@link ArgType.Anything}.
 */
public final class KindReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode root;
    private final List<Fields> records = new ArrayList<>();
    private final List<ArgType.Choice> choices = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, ArgType> definitions = new HashMap<>();

    private KindReader(JsonNode root) {
        this.root = root;
    }

    /** The kinds whose args are described, in alphabetical order. */
    public static List<Kind> read(Connection connection) throws SQLException {
        List<Kind> kinds = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select kind, coalesce(description, '') as description, args_schema"
                                + " from awa.kinds where args_schema is not null order by kind collate \"C\"")) {
            while (row.next()) {
                kinds.add(of(row.getString("kind"), row.getString("description"), row.getString("args_schema")));
            }
        }
        return kinds;
    }

    /**
     * A kind whose args are described by a schema.
     *
     * @param schema JSON that {@code awa.describe_kind} has taken
     */
    public static Kind of(String kind, String description, String schema) {
        KindReader reader = new KindReader(JSON.readTree(schema));
        ArgType args = reader.type(reader.root, "");
        return new Kind(kind, Names.word(kind), Names.line(description), args, reader.records, reader.choices);
    }

    /** The type that a schema stands for; path: where it is, as a word, empty for the args themselves. */
    private ArgType type(@Nullable JsonNode schema, String path) {
        if (schema == null || !schema.isObject()) {
            return new ArgType.Anything();
        }
        if (schema.has("$ref")) {
            return definition(schema.get("$ref").asString().substring("#/$defs/".length()), path);
        }
        ArgType choice = choice(schema, path);
        if (choice != null) {
            return choice;
        }
        Set<String> types = types(schema);
        boolean nullable = types.remove("null");
        if (types.isEmpty() && !nullable && (schema.has("const") || schema.has("enum"))) {
            return constants(schema);
        }
        if (types.size() == 1) {
            ArgType type = plain(types.iterator().next(), schema, nullable ? part(path) : path);
            return nullable ? new ArgType.OrNull(type) : type;
        }
        if (types.isEmpty()) {
            return nullable ? new ArgType.Anything() : alternative(schema, path);
        }
        if (types.contains("array") || types.contains("object")) {
            return new ArgType.Anything();
        }
        return union(types.stream().map(type -> plain(type, schema, path)).toList(), nullable);
    }

    /** What "type" names, or else what the other keywords are about. */
    private static Set<String> types(JsonNode schema) {
        Set<String> types = new LinkedHashSet<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.values().forEach(each -> types.add(each.asString()));
        } else if (type.isString()) {
            types.add(type.asString());
        } else if (schema.has("properties")) {
            types.add("object");
        } else if (schema.has("items")) {
            types.add("array");
        }
        if (types.contains("number")) {
            types.remove("integer");
        }
        return types;
    }

    private ArgType plain(String type, JsonNode schema, String path) {
        return switch (type) {
            case "string" -> new ArgType.Text(schema.path("format").asString(""));
            case "integer" -> new ArgType.Whole();
            case "number" -> new ArgType.Decimal();
            case "boolean" -> new ArgType.Truth();
            case "array" -> new ArgType.ListOf(type(schema.get("items"), within(path, "item")));
            default ->
                isRecord(schema)
                        ? record(schema, path.isEmpty() ? "" : unused(path))
                        : new ArgType.MapOf(type(schema.get("additionalProperties"), within(path, "value")));
        };
    }

    /** The one text of a "const" or the texts of an "enum", with or without null; null if the schema is of another form. */
    private @Nullable ArgType choice(JsonNode schema, String path) {
        List<JsonNode> values = schema.has("const")
                ? List.of(schema.get("const"))
                : List.copyOf(schema.path("enum").values());
        List<String> texts = values.stream()
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .distinct()
                .toList();
        boolean nullable = values.stream().anyMatch(JsonNode::isNull);
        if (texts.isEmpty() || values.stream().anyMatch(value -> !value.isString() && !value.isNull())) {
            return null;
        }
        ArgType.Choice choice = new ArgType.Choice(unused(part(path)), texts);
        choices.add(choice);
        return nullable ? new ArgType.OrNull(choice) : choice;
    }

    /** The values of a "const" or "enum" that are not all texts. */
    private static ArgType constants(JsonNode schema) {
        List<JsonNode> values = schema.has("const")
                ? List.of(schema.get("const"))
                : List.copyOf(schema.path("enum").values());
        List<String> constants = values.stream()
                .filter(value -> !value.isNull())
                .map(JsonNode::toString)
                .distinct()
                .toList();
        if (constants.isEmpty() || values.stream().anyMatch(JsonNode::isContainer)) {
            return new ArgType.Anything();
        }
        ArgType type = new ArgType.Constants(constants);
        return values.stream().anyMatch(JsonNode::isNull) ? new ArgType.OrNull(type) : type;
    }

    /** One of the types, or anything if one of them is. */
    private static ArgType union(List<ArgType> types, boolean nullable) {
        Set<ArgType> all = new LinkedHashSet<>();
        boolean orNull = nullable;
        for (ArgType type : types) {
            orNull |= type instanceof ArgType.OrNull;
            ArgType it = type instanceof ArgType.OrNull some ? some.type() : type;
            if (it instanceof ArgType.OneOf some) {
                all.addAll(some.types());
            } else {
                all.add(it);
            }
        }
        if (all.contains(new ArgType.Anything())) {
            return new ArgType.Anything();
        }
        ArgType type = all.size() == 1 ? all.iterator().next() : new ArgType.OneOf(List.copyOf(all));
        return orNull ? new ArgType.OrNull(type) : type;
    }

    /** Combinations of schemas. */
    private ArgType alternative(JsonNode schema, String path) {
        for (String keyword : List.of("anyOf", "oneOf", "allOf")) {
            if (schema.has(keyword)) {
                List<JsonNode> all = List.copyOf(schema.get(keyword).values());
                List<JsonNode> others =
                        all.stream().filter(each -> !isNull(each)).toList();
                if (others.size() > 1 && !keyword.equals("allOf")) {
                    return union(
                            others.stream().map(each -> type(each, part(path))).toList(), all.size() > others.size());
                }
                if (others.size() != 1) {
                    return new ArgType.Anything();
                }
                ArgType type = type(others.get(0), all.size() == 1 ? path : part(path));
                return all.size() == 1 || type instanceof ArgType.OrNull ? type : new ArgType.OrNull(type);
            }
        }
        return new ArgType.Anything();
    }

    private ArgType definition(String name, String path) {
        ArgType known = definitions.get(name);
        if (known != null) {
            return known;
        }
        JsonNode schema = root.get("$defs").get(name);
        if (!isRecord(schema) || !types(schema).equals(Set.of("object"))) {
            // in place of itself within itself: few languages can say more
            definitions.put(name, new ArgType.Anything());
            ArgType type = type(schema, path.isEmpty() ? "" : Names.word(name));
            definitions.put(name, type);
            return type;
        }
        String record = path.isEmpty() ? "" : unused(Names.word(name));
        definitions.put(name, new ArgType.Reference(record));
        return record(schema, record);
    }

    /** Whether it is an object of which fields are known. */
    private static boolean isRecord(JsonNode schema) {
        return schema.isObject()
                && !schema.has("$ref")
                && (!schema.path("properties").isEmpty()
                        || !schema.path("required").isEmpty());
    }

    private ArgType record(JsonNode schema, String name) {
        Set<String> required = new LinkedHashSet<>();
        schema.path("required").values().forEach(each -> required.add(each.asString()));
        Map<String, JsonNode> properties = new TreeMap<>();
        schema.path("properties").properties().forEach(each -> properties.put(each.getKey(), each.getValue()));
        List<Field> fields = new ArrayList<>();
        required.forEach(field -> fields.add(field(field, properties.get(field), name, true)));
        properties.forEach((field, its) -> {
            // false: it must not be there
            if (!required.contains(field) && !(its.isBoolean() && !its.asBoolean())) {
                fields.add(field(field, its, name, false));
            }
        });
        JsonNode others = schema.path("additionalProperties");
        records.add(new Fields(
                name, description(schema), fields, others.isObject() || others.isBoolean() && others.asBoolean()));
        return new ArgType.Reference(name);
    }

    private Field field(String field, @Nullable JsonNode schema, String record, boolean required) {
        return new Field(
                field,
                schema == null ? "" : description(schema),
                type(schema, within(record, Names.word(field))),
                required);
    }

    private static String description(JsonNode schema) {
        return Names.line(schema.path("description").asString(""));
    }

    private static boolean isNull(JsonNode schema) {
        return schema.path("type").isString() && schema.path("type").asString().equals("null")
                || schema.path("const").isNull();
    }

    /** Of args that are more than a record: the name of the record, or of whatever it is. */
    private static String part(String path) {
        return path.isEmpty() ? "value" : path;
    }

    private static String within(String path, String word) {
        return path.isEmpty() ? word : path + "_" + word;
    }

    private String unused(String path) {
        String name = path;
        for (int n = 2; !names.add(name); n++) {
            name = path + "_" + n;
        }
        return name;
    }
}
