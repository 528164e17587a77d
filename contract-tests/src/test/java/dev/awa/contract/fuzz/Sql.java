package dev.awa.contract.fuzz;

import java.util.List;
import java.util.stream.Collectors;

/** Literals. */
final class Sql {

    private Sql() {}

    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    static String texts(List<String> values) {
        return values.stream().map(Sql::text).collect(Collectors.joining(", ", "array[", "]::text[]"));
    }

    static String longs(List<Long> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(", ", "array[", "]::bigint[]"));
    }

    static String jsons(List<Json> values) {
        return values.stream().map(Json::sql).collect(Collectors.joining(", ", "array[", "]::jsonb[]"));
    }
}
