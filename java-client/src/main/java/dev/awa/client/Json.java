package dev.awa.client;

import java.util.Collection;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the small JSON objects of the contract itself, whatever the application's codec does with names and nulls. */
final class Json {

    private Json() {}

    static String text(String value) {
        StringBuilder quoted = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** What a value says of itself, as a JSON string; null for null. */
    static @Nullable String textOf(@Nullable Object value) {
        return value == null ? null : text(value.toString());
    }

    static String textArray(Collection<String> values) {
        return values.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
    }

    /**
     * One object of two, where a member of the second comes behind that of the same name in the first, so that {@code jsonb}
     * takes it. If the first is no object it is left as it is, for the database to refuse.
     */
    static String merged(String first, String second) {
        String object = first.strip();
        if (!object.startsWith("{")) {
            return first;
        }
        String members = object.substring(1, object.length() - 1);
        return members.isBlank() ? second : "{" + members + "," + second.substring(1);
    }

    /** An object, member by member; values are JSON text, and null leaves the member out. */
    static final class ObjectText {

        private final StringJoiner members = new StringJoiner(",", "{", "}");

        ObjectText put(String name, @Nullable String json) {
            if (json != null) {
                members.add(text(name) + ":" + json);
            }
            return this;
        }

        @Override
        public String toString() {
            return members.toString();
        }
    }
}
