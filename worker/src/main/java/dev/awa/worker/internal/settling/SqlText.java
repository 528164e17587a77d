package dev.awa.worker.internal.settling;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as text that PostgreSQL reads. */
public final class SqlText {

    public static final int LONGEST_ERROR = 4000;
    /** The contract's bound for reasons and progress messages. */
    public static final int LONGEST_REASON = 1000;

    private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

    private SqlText() {}

    static String bigints(long[] values) {
        var text = new StringBuilder(2 + 12 * values.length).append('{');
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.append(',');
            }
            text.append(values[i]);
        }
        return text.append('}').toString();
    }

    /** A JSON array of JSON values, null standing for a JSON null; null when all are. */
    static @Nullable String jsonArray(List<@Nullable String> values) {
        boolean any = false;
        var text = new StringBuilder("[");
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            any |= values.get(i) != null;
            text.append(values.get(i));
        }
        return any ? text.append(']').toString() : null;
    }

    /** What went wrong, causes included, without what a text column refuses, and not longer than is useful. */
    public static String error(Throwable e) {
        var text = new StringBuilder(e.toString());
        int depth = 0;
        for (Throwable cause = e.getCause(); cause != null && depth < 10; cause = cause.getCause(), depth++) {
            text.append("; caused by ").append(cause);
        }
        return plain(text.toString(), LONGEST_ERROR);
    }

    /** The same in one line, with the place where the first cause was thrown. */
    public static String line(Throwable e) {
        Throwable first = e;
        for (int depth = 0; first.getCause() != null && depth < 10; depth++) {
            first = first.getCause();
        }
        StackTraceElement[] stack = first.getStackTrace();
        String text = LINE_BREAKS.matcher(error(e)).replaceAll(" ");
        return stack.length == 0 ? text : text + " (at " + stack[0] + ")";
    }

    /** A JSON string. */
    static String json(String value) {
        var quoted = new StringBuilder(value.length() + value.length() / 16 + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c == '\0') {
                quoted.append(' '); // jsonb refuses it
            } else if (c < ' ') {
                quoted.append("\\u00").append(c < 16 ? '0' : '1').append(Character.forDigit(c & 15, 16));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** A text that a text column takes, cut where it gets too long. */
    public static String plain(String text, int longest) {
        String clean = text.indexOf('\0') < 0 ? text : text.replace('\0', ' ');
        return clean.length() <= longest ? clean : clean.substring(0, longest - 3) + "...";
    }
}
