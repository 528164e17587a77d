package dev.awa.codegen.contract;

import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.Field;
import dev.awa.codegen.contract.Contract.Shape;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code awa.contract_registry()} tells. What it does not tell of is taken to be open. */
final class Registry {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JsonNode root;

    private Registry(JsonNode root) {
        this.root = root;
    }

    static Registry parse(String json) {
        return new Registry(MAPPER.readTree(json));
    }

    List<Shape> shapes() {
        return sorted(root.path("shapes")).entrySet().stream()
                .map(shape -> new Shape(
                        shape.getKey(),
                        sorted(shape.getValue()).entrySet().stream()
                                .map(field -> field(field.getKey(), field.getValue()))
                                .toList()))
                .toList();
    }

    Entry verb(String name) {
        return new Entry(root.path("verbs").path(name));
    }

    Entry view(String name) {
        return new Entry(root.path("views").path(name));
    }

    private static Field field(String name, JsonNode field) {
        return new Field(
                name,
                texts(field.path("types")),
                field.path("needed").asBoolean(false),
                number(field.get("lowest")),
                number(field.get("highest")),
                texts(field.path("values")),
                field.path("meaning").asString(""));
    }

    /** A function or view. */
    record Entry(JsonNode facts) {

        List<String> errors() {
            return texts(facts.path("errors"));
        }

        /** Shapes by argument. */
        Map<String, String> arguments() {
            Map<String, String> shapes = new TreeMap<>();
            facts.path("arguments")
                    .properties()
                    .forEach(each -> shapes.put(each.getKey(), each.getValue().asString()));
            return shapes;
        }

        /**
         * A column.
         *
         * @param known what it is called in the registry
         */
        Column column(String name, String known, String type) {
            JsonNode column = facts.path("columns").path(known);
            return new Column(
                    name,
                    type,
                    column.path("never_null").asBoolean(false),
                    texts(column.path("values")),
                    arguments().get(name));
        }
    }

    private static Map<String, JsonNode> sorted(JsonNode object) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
        return sorted;
    }

    private static List<String> texts(JsonNode array) {
        return array.values().stream().map(JsonNode::asString).toList();
    }

    private static @Nullable BigDecimal number(@Nullable JsonNode node) {
        return node == null ? null : node.decimalValue();
    }
}
