package dev.awa.worker.internal.settling;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stack as it is kept with a job. Where it is too long, what was thrown and each of its causes lose the last of their
 * places, so that the first ones remain of all of them, down to the root cause.
 */
public final class StackText {

    /** What the contract keeps, in bytes. */
    static final int MOST_BYTES = 8192;

    private static final int LONGEST_LINE = 500;

    private StackText() {}

    /** Null for an exception that cannot be printed. */
    public static @Nullable String of(Throwable thrown) {
        String text;
        try {
            var out = new StringWriter();
            thrown.printStackTrace(new PrintWriter(out));
            text = out.toString();
        } catch (RuntimeException | Error e) {
            return null;
        }
        return cut(text.stripTrailing());
    }

    static String cut(String text) {
        if (bytes(text) <= MOST_BYTES) {
            return text;
        }
        List<String> lines = text.lines().map(StackText::shortened).toList();
        int fitting = -1;
        int tooMany = longestRun(lines) + 1;
        while (tooMany - fitting > 1) {
            int places = (fitting + tooMany) >>> 1;
            if (bytes(withPlaces(lines, places)) <= MOST_BYTES) {
                fitting = places;
            } else {
                tooMany = places;
            }
        }
        return fitting >= 0
                ? withPlaces(lines, fitting)
                : ends(withPlaces(lines, 0).lines().toList());
    }

    private static int longestRun(List<String> lines) {
        int longest = 0;
        int run = 0;
        for (String line : lines) {
            run = isPlace(line) ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** At most so many places of each cause. */
    private static String withPlaces(List<String> lines, int most) {
        var kept = new ArrayList<String>();
        int run = 0;
        for (String line : lines) {
            run = isPlace(line) ? run + 1 : 0;
            if (run <= most) {
                kept.add(line);
            } else if (run == most + 1) {
                kept.add("\t...");
            }
        }
        return String.join("\n", kept);
    }

    /** The first and the last lines. */
    private static String ends(List<String> lines) {
        int half = (MOST_BYTES - 8) / 2;
        var head = new ArrayList<String>();
        int left = half;
        for (int i = 0; i < lines.size() && bytes(lines.get(i)) < left; i++) {
            head.add(lines.get(i));
            left -= bytes(lines.get(i)) + 1;
        }
        var tail = new ArrayList<String>();
        left = half;
        for (int i = lines.size() - 1; i >= 0 && bytes(lines.get(i)) < left; i--) {
            tail.add(0, lines.get(i));
            left -= bytes(lines.get(i)) + 1;
        }
        return String.join("\n", head) + "\n...\n" + String.join("\n", tail);
    }

    /** A line of "at", or of "... 12 more". */
    private static boolean isPlace(String line) {
        String bare = line.stripLeading();
        return bare.length() < line.length() && (bare.startsWith("at ") || bare.startsWith("... "));
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "...";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
