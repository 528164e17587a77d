package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.Field;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.contract.Contract.Shape;
import dev.awa.codegen.contract.Contract.View;
import dev.awa.codegen.contract.ContractReader;
import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code awa.contract_registry()} says what the functions do: each key, type, bound and value in it is tried. */
@Tag("server")
class RegistryTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A call in a test that is to be refused: the statement, and the SQLSTATE. */
    private static final Pattern REFUSED =
            Pattern.compile("(?s)(?:refuses|throws_ok)\\(\\s*(?:format\\()?\\$\\$(.*?)\\$\\$[^;]*?'(AW\\d{3})'");

    private static final Path FUNCTIONS = PgTapDatabase.MODULE.resolve("../schema/src/main/resources/db/awa/8_api");

    private static final Pattern HEAD = Pattern.compile("Errors: (.*?)(?=\\bLocks:|\\bRoles:|$)");
    private static final Pattern STATE = Pattern.compile("AW\\d{3}");
    private static final Pattern OTHER = Pattern.compile("\\b(?:those of|as) (\\w+)");
    private static final Pattern CALLED = Pattern.compile("\\bawa\\.(\\w+)");

    private static TestDatabase database;
    private static Connection connection;
    private static Contract contract;
    private static String worker;
    private static String job;

    @BeforeAll
    static void open() throws SQLException {
        database = PgTapDatabase.create();
        connection = database.connect();
        contract = ContractReader.read(connection);
        worker = database.value("select worker_id from awa.register_worker()");
        job = database.value("select id from awa.insert_job('parent')");
        database.value("select kind_name from awa.describe_kind('x', 'true')");
        database.value("select outcome from awa.put_limit('x', '{\"concurrency\": 1, \"rate\": 1000000}')");
        connection.setAutoCommit(false);
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void eachKeyIsKnownAndNoOther() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Place place : places()) {
            expectUnknown(place, wrong);
            for (Field field : place.shape().fields()) {
                for (JsonNode value : sound(field)) {
                    expectTaken(place, field, value, wrong);
                }
                if (!field.needed()) {
                    expectTaken(place, field, JSON.nullNode(), wrong);
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void eachTypeBoundAndValueIsKept() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Place place : places()) {
            for (Field field : place.shape().fields()) {
                for (JsonNode value : unsound(field)) {
                    String state = state(place, field, value);
                    if (!"AW001".equals(state) && !"AW003".equals(state)) {
                        wrong.add(place + " with " + field.name() + " " + shortened(value) + ": " + state);
                    }
                }
                if (field.needed()) {
                    ObjectNode without = base(place);
                    without.remove(field.name());
                    String state = state(place, without);
                    if (!"AW001".equals(state)) {
                        wrong.add(place + " without " + field.name() + ": " + state);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    /** That no other is raised, is told wherever a test expects one, and by the random calls. */
    @Test
    void eachErrorIsRaisedInATest() throws Exception {
        Set<String> raised = new TreeSet<>();
        for (Path file : testFiles()) {
            for (Matcher test = REFUSED.matcher(Files.readString(file)); test.find(); ) {
                Set<String> called = CALLED.matcher(test.group(1))
                        .results()
                        .map(call -> call.group(1))
                        .collect(Collectors.toSet());
                if (called.size() == 1) {
                    raised.add(called.iterator().next() + " " + test.group(2));
                }
            }
        }
        Set<String> promised = new TreeSet<>();
        contract.functions().forEach(f -> f.errors().forEach(state -> promised.add(f.name() + " " + state)));
        contract.views().forEach(v -> v.errors().forEach(state -> promised.add(v.name() + " " + state)));

        assertThat(promised).isSubsetOf(raised);
    }

    @Test
    void headsNameTheErrorsOfTheRegistry() throws Exception {
        for (Function function : contract.functions()) {
            assertThat(errorsOfHead(function.name()))
                    .as("errors in the head of " + function.name())
                    .containsExactlyElementsOf(function.errors());
        }
    }

    private static Path fileOf(String function) throws IOException {
        try (Stream<Path> files = Files.walk(FUNCTIONS)) {
            return files.filter(file -> file.endsWith(function + ".sql"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** With those of the functions that it refers to. */
    private static Set<String> errorsOfHead(String function) throws IOException {
        String text = Files.readString(fileOf(function));
        String head =
                text.substring(0, text.indexOf("create or replace function")).replaceAll("\\s*\\n--\\s*", " ");
        Matcher errors = HEAD.matcher(head);
        assertThat(errors.find()).as("errors in the head of " + function).isTrue();
        Set<String> states = new TreeSet<>();
        STATE.matcher(errors.group(1)).results().forEach(state -> states.add(state.group()));
        for (MatchResult other : OTHER.matcher(errors.group(1)).results().toList()) {
            if (contract.function(other.group(1)).isPresent()) {
                states.addAll(errorsOfHead(other.group(1)));
            }
        }
        return states;
    }

    private static List<Path> testFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("contract", "behaviour", "engine", "security")) {
            try (Stream<Path> found = Files.walk(PgTapDatabase.MODULE.resolve(folder))) {
                found.filter(file -> file.toString().endsWith(".sql")).forEach(files::add);
            }
        }
        return files;
    }

    /**
     * Where an object of a shape may stand.
     *
     * @param sql the call, with a parameter for the argument
     * @param inPlace the argument with the object in it
     */
    private record Place(String path, String sql, Shape shape, UnaryOperator<JsonNode> inPlace) {

        @Override
        public String toString() {
            return path;
        }
    }

    private static List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Function function : contract.functions()) {
            for (Argument argument : function.arguments()) {
                if (argument.shape() != null) {
                    String others = function.arguments().stream()
                            .filter(a -> a.defaultValue() == null || takes(function, a))
                            .filter(a -> !a.name().equals(argument.name()))
                            .map(a -> a.name() + " => " + given(function, a))
                            .collect(Collectors.joining(", "));
                    String sql = "select * from awa." + function.name() + "(" + others + (others.isEmpty() ? "" : ", ")
                            + argument.name() + " => ?::jsonb)";
                    places(function.name() + " " + argument.name(), sql, argument.shape(), node -> node, places);
                }
            }
        }
        for (View view : contract.views()) {
            for (Column column : view.columns()) {
                if (column.shape() != null) {
                    String sql = "insert into awa." + view.name() + " (kind, args, " + column.name()
                            + ") values ('x', '{\"a\": 1}', ?::jsonb)";
                    places(view.name() + " " + column.name(), sql, column.shape(), node -> node, places);
                }
            }
        }
        assertThat(places).hasSizeGreaterThan(30);
        return places;
    }

    private static void places(
            String path, String sql, String type, UnaryOperator<JsonNode> inPlace, List<Place> places) {
        Shape shape = contract.shape(Shape.ofList(type)).orElseThrow();
        UnaryOperator<JsonNode> inList = type.endsWith("[]")
                ? node -> inPlace.apply(JSON.createArrayNode().add(node))
                : inPlace;
        Place place = new Place(path, sql, shape, inList);
        places.add(place);
        for (Field field : shape.fields()) {
            for (String each : field.types()) {
                if (contract.shape(Shape.ofList(each)).isPresent()) {
                    places(
                            path + "." + field.name(),
                            sql,
                            each,
                            node -> inList.apply(base(place).set(field.name(), node)),
                            places);
                }
            }
        }
    }

    /** Whether an argument that may be left out is needed by an option, or to name a job. */
    private static boolean takes(Function function, Argument argument) {
        return (function.name().startsWith("insert_") || function.name().equals("put_schedule"))
                        && argument.name().equals("args")
                || function.name().equals("put_schedule") && argument.name().equals("kind")
                || function.name().equals("reschedule_job") && argument.name().equals("job_id");
    }

    private static String given(Function function, Argument argument) {
        return switch (argument.name()) {
            case "args" -> argument.type().equals("jsonb[]") ? "array['{}']::jsonb[]" : "'{\"a\": 1}'";
            case "kind", "queue", "name" -> "'x'";
            case "state" -> "'available'";
            case "worker_id" -> "'" + worker + "'";
            case "claim_id", "job_id" -> "1";
            case "job_ids" -> "'{1}'";
            case "queues", "errors" -> "'{x}'";
            case "delay" -> "'1 s'";
            case "jobs", "schedules" -> "'[]'";
            case "spec" -> "'* * * * *'";
            default -> throw new AssertionError(function.name() + " needs " + argument.name());
        };
    }

    private static ObjectNode base(Place place) {
        ObjectNode base = JSON.createObjectNode();
        place.shape().fields().stream()
                .filter(Field::needed)
                .forEach(field -> base.put(field.name(), soundText(field)));
        if (place.shape().fields().stream()
                .anyMatch(field -> field.name().equals("args") && field.types().contains("json"))) {
            base.set("args", JSON.createObjectNode().put("a", 1));
        }
        return base;
    }

    private static void expectUnknown(Place place, List<String> wrong) throws SQLException {
        String state = state(place, base(place).put("nobody_knows", 1));
        if (!"AW002".equals(state)) {
            wrong.add(place + " with a key that nobody knows: " + state);
        }
    }

    private static void expectTaken(Place place, Field field, JsonNode value, List<String> wrong) throws SQLException {
        String state = state(place, field, value);
        if (state != null && Set.of("AW001", "AW002", "AW003").contains(state)) {
            wrong.add(place + " with " + field.name() + " " + shortened(value) + ": " + state);
        }
    }

    /** The field with what it goes with only. */
    private static @Nullable String state(Place place, Field field, JsonNode value) throws SQLException {
        ObjectNode object = base(place);
        switch (field.name()) {
            case "concurrency_limit" -> object.put("concurrency_key", "k");
            case "on_parent_failure", "parents_timeout" ->
                object.set("parents", JSON.createArrayNode().add(job));
            // more than the most that may be needed would be too many
            case "parents_needed" -> IntStream.rangeClosed(1, 100).forEach(object.putArray("parents")::add);
            case "heartbeat_every" -> object.put("dead_after", 86400);
            case "dead_after" -> object.put("heartbeat_every", 0.001);
            default -> {
                // alone
            }
        }
        object.set(field.name(), value);
        return state(place, object);
    }

    /** How a call ends that has the object: with an SQLSTATE, or null if it is fine. */
    private static @Nullable String state(Place place, JsonNode object) throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(place.sql())) {
            call.setString(1, place.inPlace().apply(object).toString());
            call.execute();
            return null;
        } catch (SQLException e) {
            return e.getSQLState();
        } finally {
            connection.rollback();
        }
    }

    private static List<JsonNode> sound(Field field) {
        List<JsonNode> values = new ArrayList<>();
        for (String type : field.types()) {
            if (type.endsWith("[]")) {
                JsonNode element = elements(field, type);
                values.add(list(element, number(field.lowest(), 1)));
                // of shapes there is one for the one job of the call
                values.add(list(element, number(field.highest(), isShape(type) ? 1 : 2)));
                field.values().forEach(value -> values.add(list(JSON.valueToTree(value), 1)));
                continue;
            }
            switch (type) {
                case "text" -> {
                    field.values().forEach(value -> values.add(JSON.valueToTree(value)));
                    if (!soundText(field).equals("x")) {
                        values.add(JSON.valueToTree(soundText(field)));
                    } else if (field.values().isEmpty()) {
                        values.add(text(number(field.lowest(), 1)));
                        values.add(text(number(field.highest(), 2)));
                    }
                }
                case "boolean" -> {
                    values.add(JSON.valueToTree(true));
                    values.add(JSON.valueToTree(false));
                }
                case "integer", "number" -> {
                    values.add(JSON.valueToTree(Objects.requireNonNull(field.lowest(), field.name())));
                    values.add(JSON.valueToTree(Objects.requireNonNull(field.highest(), field.name())));
                }
                case "interval" -> {
                    values.add(JSON.valueToTree("5 min"));
                    values.add(JSON.valueToTree(field.lowest() == null ? new BigDecimal("0.000001") : field.lowest()));
                    values.add(JSON.valueToTree(field.highest() == null ? new BigDecimal(3600) : field.highest()));
                }
                case "timestamp" -> values.add(JSON.valueToTree("2099-01-31T08:00:00+01:00"));
                case "json" -> {
                    values.add(JSON.readTree("[1, \"x\", {\"y\": null}]"));
                    values.add(JSON.valueToTree("x"));
                    values.add(JSON.valueToTree(7));
                }
                default -> values.add(base(type));
            }
        }
        return values;
    }

    private static JsonNode base(String type) {
        ObjectNode object = JSON.createObjectNode();
        contract.shape(type)
                .ifPresent(shape -> shape.fields().stream()
                        .filter(Field::needed)
                        .forEach(field -> object.put(field.name(), soundText(field))));
        return object;
    }

    private static List<JsonNode> unsound(Field field) {
        List<JsonNode> values = new ArrayList<>();
        Set<String> types = Set.copyOf(field.types());
        if (types.contains("json")) {
            return values;
        }
        boolean takesTexts = types.contains("text")
                && field.values().isEmpty()
                && !field.name().equals("traceparent");
        TreeMap<String, JsonNode> others = new TreeMap<>();
        others.put("text", JSON.valueToTree("no such value"));
        others.put("boolean", JSON.valueToTree(true));
        others.put("number", JSON.valueToTree(-7.5));
        others.put("list", JSON.createArrayNode().add(true));
        others.put("object", JSON.createObjectNode().put("nobody_knows", 1));
        if (takesTexts) {
            others.remove("text");
        }
        if (types.contains("boolean")) {
            others.remove("boolean");
        }
        if (types.contains("object")
                || types.stream().anyMatch(type -> contract.shape(type).isPresent())) {
            others.remove("object");
        }
        values.addAll(others.values());
        for (String type : field.types()) {
            if (type.endsWith("[]")) {
                JsonNode element = elements(field, type);
                if (number(field.lowest(), 0) > 0) {
                    values.add(list(element, number(field.lowest(), 0) - 1));
                }
                if (field.highest() != null) {
                    values.add(list(element, number(field.highest(), 0) + 1));
                }
                if (!field.values().isEmpty()) {
                    values.add(list(JSON.valueToTree("no such value"), 1));
                }
                continue;
            }
            BigDecimal step = type.equals("integer") || type.equals("text") ? BigDecimal.ONE : new BigDecimal("0.0001");
            switch (type) {
                case "text" -> {
                    if (number(field.lowest(), 0) > 0) {
                        values.add(text(number(field.lowest(), 0) - 1));
                    }
                    if (field.highest() != null) {
                        values.add(text(number(field.highest(), 0) + 1));
                    }
                }
                case "integer", "number", "interval" -> {
                    values.add(JSON.valueToTree(
                            field.lowest() == null
                                    ? BigDecimal.ZERO
                                    : field.lowest().subtract(step)));
                    if (field.highest() != null) {
                        values.add(JSON.valueToTree(field.highest().add(BigDecimal.ONE)));
                    }
                    if (type.equals("integer")) {
                        values.add(JSON.valueToTree(1.5));
                    }
                }
                default -> {
                    // any of its type will do
                }
            }
        }
        return values;
    }

    /** A text that such a field takes. */
    private static String soundText(Field field) {
        return switch (field.name()) {
            case "traceparent" -> "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
            case "spec" -> "* * * * *";
            case "zone" -> "Europe/Berlin";
            default -> "x";
        };
    }

    private static JsonNode elements(Field field, String type) {
        return switch (type) {
            case "text[]" ->
                JSON.valueToTree(field.values().isEmpty() ? "a" : field.values().get(0));
            case "id[]" -> JSON.valueToTree(job);
            default -> base(Shape.ofList(type));
        };
    }

    private static boolean isShape(String type) {
        return contract.shape(Shape.ofList(type)).isPresent();
    }

    private static ArrayNode list(JsonNode element, int length) {
        ArrayNode list = JSON.createArrayNode();
        for (int i = 0; i < length; i++) {
            list.add(element);
        }
        return list;
    }

    private static JsonNode text(int length) {
        return JSON.valueToTree("a".repeat(length));
    }

    private static int number(@Nullable BigDecimal bound, int otherwise) {
        return bound == null ? otherwise : bound.intValueExact();
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
