package dev.awa.cli.schedule;

import static java.util.Objects.requireNonNull;

import dev.awa.client.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs of a schedule, as the database tells it, in lines for people. */
final class Changes {
    private Changes() {}

    /** A line per field, and per option. */
    static List<String> of(@Nullable Object changes) {
        var lines = new ArrayList<String>();
        ((Map<?, ?>) requireNonNull(changes)).forEach((field, change) -> {
            if (field.equals("opts")) {
                ((Map<?, ?>) change).forEach((option, each) -> lines.add(line("opts." + option, (Map<?, ?>) each)));
            } else {
                lines.add(line(field.toString(), (Map<?, ?>) change));
            }
        });
        return lines;
    }

    private static String line(String field, Map<?, ?> change) {
        return field + ": " + json(change.get("from")) + " -> " + json(change.get("to"));
    }

    private static String json(@Nullable Object value) {
        return value == null ? "none" : JsonCodec.standard().encode(value);
    }
}
