package dev.awa.contract.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Runs the cases, each in a transaction that is rolled back, through one way of calling verbs. */
final class Conformance {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Conformance() {}

    /** A way of calling verbs. */
    interface Verbs {
        /**
         * Calls a verb with arguments as the cases have them; bytes are a text that starts with {@code hex:}.
         *
         * @return its rows, or one row with column {@code value}; cells are null, String, Boolean, Number, Instant, byte[], JsonNode or a
         *     List of them
         */
        List<Map<String, @Nullable Object>> call(String verb, Map<String, JsonNode> args) throws Exception;

        /** The SQLSTATE and hint of an exception that a call has thrown. */
        default @Nullable SQLException cause(Throwable thrown) {
            for (Throwable each = thrown; each != null; each = each.getCause()) {
                if (each instanceof SQLException sql) {
                    return sql;
                }
            }
            return null;
        }
    }

    /** The cases that belong to a folder of clients. */
    static Stream<DynamicTest> tests(Connection connection, Path clients, Function<Connection, Verbs> verbs)
            throws IOException {
        JsonNode cases = JSON.readTree(Files.readString(clients.resolve("conformance/cases.json")))
                .get("cases");
        return cases.values().stream()
                .map(each -> DynamicTest.dynamicTest(each.get("name").asString(), () -> {
                    connection.setAutoCommit(false);
                    try {
                        Map<String, @Nullable Object> saved = new HashMap<>();
                        for (JsonNode step : each.get("steps")) {
                            run(step, verbs.apply(connection), saved);
                        }
                    } finally {
                        connection.rollback();
                    }
                }));
    }

    private static void run(JsonNode step, Verbs verbs, Map<String, @Nullable Object> saved) throws Exception {
        String verb = step.get("call").asString();
        Map<String, JsonNode> args = new HashMap<>();
        if (step.has("args")) {
            step.get("args").properties().forEach(arg -> args.put(arg.getKey(), given(arg.getValue(), saved, false)));
        }
        List<Map<String, @Nullable Object>> rows;
        try {
            rows = verbs.call(verb, args);
        } catch (Exception e) {
            SQLException cause = verbs.cause(e);
            if (cause == null || !step.has("error")) {
                throw e;
            }
            assertThat(cause.getSQLState())
                    .as(cause.getMessage())
                    .isEqualTo(step.get("error").asString());
            return;
        }
        if (step.has("error")) {
            fail("%s was to be refused with %s", verb, step.get("error"));
        }
        if (step.has("value")) {
            check(rows.get(0).get("value"), step.get("value"), saved, verb);
        }
        if (step.has("row")) {
            check(rows.get(0), step.get("row"), saved);
        }
        if (step.has("rows")) {
            assertThat(rows).hasSize(step.get("rows").size());
            for (int i = 0; i < rows.size(); i++) {
                check(rows.get(i), step.get("rows").get(i), saved);
            }
        }
        if (step.has("save")) {
            step.get("save")
                    .properties()
                    .forEach(each -> saved.put(
                            each.getKey(), rows.get(0).get(each.getValue().asString())));
        }
    }

    /** Puts what was saved in; inside of JSON an id is a number. */
    private static JsonNode given(JsonNode value, Map<String, @Nullable Object> saved, boolean inJson) {
        if (value.isString() && value.asString().startsWith("$")) {
            Object kept = saved.get(value.asString().substring(1));
            if (kept instanceof byte[] bytes) {
                return StringNode.valueOf("hex:" + HexFormat.of().formatHex(bytes));
            }
            return JSON.valueToTree(kept instanceof Number || kept == null ? kept : kept.toString());
        }
        if (value.isArray()) {
            return JSON.valueToTree(value.values().stream()
                    .map(each -> given(each, saved, inJson))
                    .toList());
        }
        if (value.isObject()) {
            ObjectNode copy = JSON.createObjectNode();
            value.properties().forEach(each -> copy.set(each.getKey(), given(each.getValue(), saved, true)));
            return copy;
        }
        return value;
    }

    private static void check(
            Map<String, @Nullable Object> row, JsonNode expected, Map<String, @Nullable Object> saved) {
        expected.properties().forEach(each -> {
            assertThat(row).containsKey(each.getKey());
            check(row.get(each.getKey()), each.getValue(), saved, each.getKey());
        });
    }

    private static void check(
            @Nullable Object actual, JsonNode expected, Map<String, @Nullable Object> saved, String what) {
        JsonNode wanted = given(expected, saved, false);
        if (wanted.isNull()) {
            assertThat(actual).as(what).isNull();
        } else if (actual instanceof byte[] bytes) {
            assertThat("hex:" + HexFormat.of().formatHex(bytes)).as(what).isEqualTo(wanted.asString());
        } else if (actual instanceof Instant time) {
            assertThat(time).as(what).isEqualTo(Instant.parse(wanted.asString()));
        } else if (actual instanceof Number number) {
            assertThat(new BigDecimal(number.toString())).as(what).isEqualByComparingTo(wanted.decimalValue());
        } else {
            assertThat(actual instanceof JsonNode json ? json : JSON.<JsonNode>valueToTree(actual))
                    .as(what)
                    .isEqualTo(wanted);
        }
    }

    static JsonNode parse(String json) {
        return JSON.readTree(json);
    }
}
