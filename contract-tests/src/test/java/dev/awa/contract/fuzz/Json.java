package dev.awa.contract.fuzz;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A JSON value as an expression in SQL, and as its text where it is not made by the server. */
record Json(@Nullable String text, String sql) {

    static final Json NULL = of("null");

    /** The value of a text that is sound JSON. */
    static Json of(String text) {
        return new Json(text, Sql.text(text) + "::jsonb");
    }

    /** What the server makes of an expression of type jsonb. */
    static Json made(String expression) {
        return new Json(null, expression);
    }

    static Json number(long value) {
        return of(Long.toString(value));
    }

    static Json string(String value) {
        return of(quoted(value));
    }

    static Json array(List<Json> items) {
        if (items.stream().allMatch(item -> item.text != null)) {
            return of(items.stream().map(item -> item.text).collect(Collectors.joining(", ", "[", "]")));
        }
        return made(items.stream().map(Json::sql).collect(Collectors.joining(", ", "to_jsonb(array[", "]::jsonb[])")));
    }

    static Json object(Map<String, Json> fields) {
        if (fields.values().stream().allMatch(value -> value.text != null)) {
            return of(fields.entrySet().stream()
                    .map(field -> quoted(field.getKey()) + ": " + field.getValue().text)
                    .collect(Collectors.joining(", ", "{", "}")));
        }
        return made(fields.entrySet().stream()
                .map(field -> Sql.text(field.getKey()) + ", " + field.getValue().sql)
                .collect(Collectors.joining(", ", "jsonb_build_object(", ")")));
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
