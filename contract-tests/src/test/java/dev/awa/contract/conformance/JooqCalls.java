package dev.awa.contract.conformance;

import dev.awa.codegen.Names;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Calls verbs by the classes that jOOQ has generated.
 *
 * @param classes where these are: those of this build, or of a release
 */
record JooqCalls(Connection connection, ClassLoader classes) implements Conformance.Verbs {

    @Override
    public List<Map<String, @Nullable Object>> call(String verb, Map<String, JsonNode> args) throws Exception {
        DSLContext context = DSL.using(connection, SQLDialect.POSTGRES);
        try {
            for (Method routine :
                    Class.forName("dev.awa.client.jooq.Routines", true, classes).getMethods()) {
                if (routine.getName().equals(Names.camel(verb))
                        && routine.getParameterCount() > 0
                        && routine.getParameterTypes()[0] == Configuration.class
                        && !Table.class.isAssignableFrom(routine.getReturnType())
                        && !org.jooq.Result.class.isAssignableFrom(routine.getReturnType())) {
                    List<String> names = names(verb);
                    Object[] values = values(routine, 1, names, args);
                    values[0] = context.configuration();
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    row.put("value", cell(routine.invoke(null, values)));
                    return List.of(row);
                }
            }
            return rows(context, verb, args);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private List<Map<String, @Nullable Object>> rows(DSLContext context, String verb, Map<String, JsonNode> args)
            throws Exception {
        Class<?> type = Class.forName("dev.awa.client.jooq.tables." + Names.pascal(verb), true, classes);
        Object table = type.getConstructor().newInstance();
        Method call = Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals("call")
                        && Arrays.stream(method.getParameterTypes()).noneMatch(Field.class::isAssignableFrom))
                .findFirst()
                .orElseThrow();
        Table<?> rows = (Table<?>) call.invoke(table, values(call, 0, names(verb), args));
        List<Map<String, @Nullable Object>> result = new ArrayList<>();
        for (Record record : context.selectFrom(rows).fetch()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (Field<?> field : record.fields()) {
                row.put(field.getName(), cell(record.get(field)));
            }
            result.add(row);
        }
        return result;
    }

    /** The names of a verb's arguments, which Java calls by position. */
    private List<String> names(String verb) throws SQLException {
        try (var statement = connection.prepareStatement(
                "select proargnames[1:pronargs] from pg_proc where pronamespace = 'awa'::regnamespace and proname = ?")) {
            statement.setString(1, verb);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getArray(1) == null
                        ? List.of()
                        : List.of((String[]) row.getArray(1).getArray());
            }
        }
    }

    private static Object[] values(Method method, int from, List<String> names, Map<String, JsonNode> args) {
        Object[] values = new Object[method.getParameterCount()];
        for (int i = from; i < values.length; i++) {
            JsonNode given = args.get(names.get(i - from));
            values[i] = given == null ? null : value(given, method.getParameterTypes()[i]);
        }
        return values;
    }

    private static @Nullable Object value(JsonNode given, Class<?> type) {
        if (type == JSONB.class) {
            return JSONB.valueOf(given.toString());
        }
        if (given.isNull()) {
            return null;
        }
        if (type == byte[].class) {
            return HexFormat.of().parseHex(given.asString().substring("hex:".length()));
        }
        if (type.isArray()) {
            Object array = Array.newInstance(type.getComponentType(), given.size());
            for (int i = 0; i < given.size(); i++) {
                Array.set(array, i, value(given.get(i), type.getComponentType()));
            }
            return array;
        }
        String text = given.asString();
        if (type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == Boolean.class) {
            return Boolean.valueOf(text);
        }
        if (type == Instant.class) {
            return Instant.parse(text);
        }
        if (type == UUID.class) {
            return UUID.fromString(text);
        }
        if (type == Duration.class) {
            return text.equals("1 hour") ? Duration.ofHours(1) : Duration.parse(text);
        }
        return text;
    }

    private static @Nullable Object cell(@Nullable Object value) {
        if (value instanceof JSONB json) {
            return Conformance.parse(json.data());
        }
        return value instanceof Object[] array ? Arrays.asList(array) : value;
    }
}
