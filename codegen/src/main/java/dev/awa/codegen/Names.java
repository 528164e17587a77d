package dev.awa.codegen;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Names of the contract, and of the kinds that users have described, in the manner of other languages. */
public final class Names {

    private final Map<String, String> owners = new HashMap<>();
    private final String language;

    /** The names of one scope, of which none may be there twice. */
    public Names(String language) {
        this.language = language;
    }

    /**
     * Takes a name for a thing.
     *
     * @param owner what is to be called so, for the message
     * @throws IllegalArgumentException if another thing is called so
     */
    public String take(String name, String owner) {
        String other = owners.putIfAbsent(name, owner);
        if (other != null) {
            throw new IllegalArgumentException(
                    other + " and " + owner + " would both be called " + name + " in " + language);
        }
        return name;
    }

    /** {@code insert_job} as {@code InsertJob}. */
    public static String pascal(String name) {
        return Arrays.stream(name.split("_")).map(Names::capital).collect(Collectors.joining());
    }

    /** {@code insert_job} as {@code insertJob}. */
    public static String camel(String name) {
        String pascal = pascal(name);
        return Character.toLowerCase(pascal.charAt(0)) + pascal.substring(1);
    }

    /**
     * Any text as a word in snake case that all languages take for a name, unless it is one of their own words: {@code
     * Send.Email-2} as {@code send_email_2}. A letter that ASCII doesn't have, even without its accent, becomes its code point.
     */
    public static String word(String text) {
        String word = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .codePoints()
                .mapToObj(c -> c < 128 || !Character.isLetterOrDigit(c) ? Character.toString(c) : hex(c))
                .collect(Collectors.joining())
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9]+", "_")
                .replaceAll("^_|_$", "")
                .toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            word = text.isEmpty()
                    ? "empty"
                    : text.codePoints().mapToObj(Names::hex).collect(Collectors.joining());
        }
        return Character.isDigit(word.charAt(0)) ? "n" + word : word;
    }

    /** A text between double quotes, with the escapes that Java, JavaScript, Python and Go have in common. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                // by name, since Java reads the code of an end of line as one
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default -> {
                    // line and paragraph separators end a line in JavaScript; the marks of direction show a text as
                    // another
                    if (Character.isISOControl(c) || c >= '\u2028' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069') {
                        quoted.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    /** A text of any form on one line, for a comment. */
    public static String line(String text) {
        return text.replaceAll("[\\s\\p{Cc}\\u2028-\\u202e\\u2066-\\u2069]+", " ")
                .strip();
    }

    private static String hex(int c) {
        return "u" + Integer.toHexString(c);
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
