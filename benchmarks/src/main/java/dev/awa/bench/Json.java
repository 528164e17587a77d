package dev.awa.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes maps, lists, strings, numbers and booleans as JSON, indented by two spaces. */
public final class Json {
    private Json() {}

    /** An object whose members keep their order. */
    public static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return object;
    }

    /** The value as text, ended by a line feed; numbers with three decimals at most, those that are not finite as null. */
    public static String write(Object value) {
        var out = new StringBuilder();
        write(value, "\n", out);
        return out.append('\n').toString();
    }

    private static void write(@Nullable Object value, String newLine, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> member : map.entrySet()) {
                out.append(separator).append(newLine).append("  ");
                quote(String.valueOf(member.getKey()), out);
                out.append(": ");
                write(member.getValue(), newLine + "  ", out);
                separator = ",";
            }
            out.append(map.isEmpty() ? "{}" : newLine + "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                out.append(separator).append(newLine).append("  ");
                write(element, newLine + "  ", out);
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : newLine + "]");
        } else if (value instanceof Double number) {
            out.append(Double.isFinite(number) ? String.format(Locale.ROOT, "%.6f", number) : "null");
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            quote(value.toString(), out);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        out.append('"');
    }
}
