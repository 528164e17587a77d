package dev.awa.contract.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.ContractReader;
import dev.awa.contract.PgTapDatabase;
import dev.awa.contract.Promises;
import dev.awa.testkit.TestDatabase;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Plain SQL. */
@Tag("server")
class SqlConformanceTest {

    private static TestDatabase database;
    private static Connection connection;
    private static Contract contract;

    @BeforeAll
    static void open() throws SQLException {
        database = PgTapDatabase.create();
        connection = database.connect();
        contract = ContractReader.read(connection);
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    @TestFactory
    Stream<DynamicTest> cases() throws Exception {
        return Conformance.tests(connection, Languages.CLIENTS, Calls::new);
    }

    private record Calls(Connection connection) implements Conformance.Verbs {

        @Override
        public List<Map<String, @Nullable Object>> call(String verb, Map<String, JsonNode> args) throws SQLException {
            Contract.Function function = contract.function(verb).orElseThrow();
            List<String> names = List.copyOf(args.keySet());
            String sql = (function.returns() == Answer.VALUE ? "select awa." : "select * from awa.")
                    + verb
                    + names.stream()
                            .map(name -> name + " => ?::" + type(function, name))
                            .collect(Collectors.joining(", ", "(", ")"))
                    + (function.returns() == Answer.VALUE ? " as value" : "");
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < names.size(); i++) {
                    statement.setObject(i + 1, parameter(args.get(names.get(i)), type(function, names.get(i))));
                }
                List<Map<String, @Nullable Object>> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        Map<String, @Nullable Object> row = new LinkedHashMap<>();
                        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                            String column = result.getMetaData().getColumnLabel(i);
                            row.put(column, cell(result, i));
                            assertThat(new Promises(contract)
                                            .broken(
                                                    verb,
                                                    function.returns() == Answer.VALUE ? "" : column,
                                                    result.getString(i)))
                                    .as("answer of %s", verb)
                                    .isNull();
                        }
                        rows.add(row);
                    }
                }
                return rows;
            }
        }

        private static String type(Contract.Function function, String argument) {
            return function.arguments().stream()
                    .filter(a -> a.name().equals(argument))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(function.name() + " has no argument " + argument))
                    .type();
        }

        private @Nullable Object parameter(JsonNode value, String type) throws SQLException {
            if (type.equals("jsonb")) {
                return value.toString();
            }
            if (value.isNull()) {
                return null;
            }
            if (type.endsWith("[]")) {
                String element = type.substring(0, type.length() - 2);
                List<@Nullable String> texts = new ArrayList<>();
                for (JsonNode each : value) {
                    texts.add(element.equals("jsonb") ? each.toString() : each.isNull() ? null : each.asString());
                }
                return connection.createArrayOf("text", texts.toArray());
            }
            String text = value.asString();
            return type.equals("bytea") ? HexFormat.of().parseHex(text.substring("hex:".length())) : text;
        }

        private static @Nullable Object cell(ResultSet result, int column) throws SQLException {
            String text = result.getString(column);
            if (text == null) {
                return null;
            }
            return switch (result.getMetaData().getColumnTypeName(column)) {
                case "jsonb" -> Conformance.parse(text);
                case "timestamptz" ->
                    result.getObject(column, OffsetDateTime.class).toInstant();
                case "bytea" -> result.getBytes(column);
                case "bool" -> result.getBoolean(column);
                case "int4", "int8" -> result.getLong(column);
                case "float8" -> result.getDouble(column);
                case "_text", "_int8" -> list(result.getArray(column));
                default -> text;
            };
        }

        private static List<Object> list(Array array) throws SQLException {
            return Arrays.asList((Object[]) array.getArray());
        }
    }
}
